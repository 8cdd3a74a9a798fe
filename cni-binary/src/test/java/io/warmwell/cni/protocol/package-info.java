/// Tests of the CNI codec.
@NullMarked
package io.warmwell.cni.protocol;

import org.jspecify.annotations.NullMarked;
