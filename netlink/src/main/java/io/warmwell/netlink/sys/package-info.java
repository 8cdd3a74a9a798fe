/// The one door to the kernel: system calls, rtnetlink and Unix sockets, libnftables.
@NullMarked
package io.warmwell.netlink.sys;

import org.jspecify.annotations.NullMarked;
