/// Links, addresses, routes, rules, neighbours and nftables of one network namespace, in the verbs
/// of ip(8) and nft(8).
@NullMarked
package io.warmwell.netlink;

import org.jspecify.annotations.NullMarked;
