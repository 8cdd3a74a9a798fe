/// The daemon's side of the shim: a socket, the CNI verbs, and the spool of what came while it was
/// away.
@NullMarked
package io.warmwell.cni.server;

import org.jspecify.annotations.NullMarked;
