/// Tests of `io.warmwell.netlink.wire`.
@NullMarked
package io.warmwell.netlink.wire;

import org.jspecify.annotations.NullMarked;
