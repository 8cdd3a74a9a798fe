/// Tests of `io.warmwell.cni.wiring` against the kernel.
@NullMarked
package io.warmwell.cni.wiring;

import org.jspecify.annotations.NullMarked;
