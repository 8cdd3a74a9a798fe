/// Tests of `io.warmwell.netlink` against the kernel.
@NullMarked
package io.warmwell.netlink;

import org.jspecify.annotations.NullMarked;
