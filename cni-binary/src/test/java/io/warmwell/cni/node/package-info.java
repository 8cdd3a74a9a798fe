/// Tests of `io.warmwell.cni.node` against the kernel.
@NullMarked
package io.warmwell.cni.node;

import org.jspecify.annotations.NullMarked;
