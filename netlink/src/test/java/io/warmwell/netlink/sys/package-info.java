/// Tests of `io.warmwell.netlink.sys`.
@NullMarked
package io.warmwell.netlink.sys;

import org.jspecify.annotations.NullMarked;
