/// The node's side of the network: routing tables, policy rules, marks and the ENIs' own links.
@NullMarked
package io.warmwell.cni.node;

import org.jspecify.annotations.NullMarked;
