/// What runtimes, the shim and the daemon say to each other, as values and as bytes: no I/O.
@NullMarked
package io.warmwell.cni.protocol;

import org.jspecify.annotations.NullMarked;
