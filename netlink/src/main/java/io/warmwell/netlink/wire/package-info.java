/// rtnetlink messages as values, and the bytes they travel as; pure.
@NullMarked
package io.warmwell.netlink.wire;

import org.jspecify.annotations.NullMarked;
