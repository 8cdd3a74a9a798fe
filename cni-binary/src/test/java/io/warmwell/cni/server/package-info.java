/// Tests of the shim and of the server behind it, each with the other one real.
@NullMarked
package io.warmwell.cni.server;

import org.jspecify.annotations.NullMarked;
