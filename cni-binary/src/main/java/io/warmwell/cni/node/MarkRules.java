package io.warmwell.cni.node;

import static io.warmwell.cni.node.NodeLayout.NFT_TABLE;

/// The nftables commands that tell pods' packets apart by the ENI they must leave by.
///
/// One map leads from the group of the device a packet came in by to a chain per ENI; the cost does
/// not grow with pods or ENIs. A chain refuses packets that claim one of the node's own addresses
/// and sets the mark, but for the primary ENI, whose packets go by the main table. Marks go through
/// a chain and not through a map of numbers, since nftables before 1.1 cannot combine a looked-up
/// value with bits that must stay as they are.
final class MarkRules {
  private static final String TABLE = "inet " + NFT_TABLE;

  /// The map from groups to chains.
  static final String MAP = "interface_of_group";

  /// The chain that looks at everything.
  static final String HOOK = "prerouting";

  private MarkRules() {}

  /// Makes the table, the map and the hook. Done again, it changes nothing: rules cannot be
  /// replaced in place, but emptying and filling a chain in one transaction is as good.
  static String setUp() {
    return """
        add table %1$s
        add map %1$s %2$s { type devgroup : verdict; }
        add chain %1$s %3$s { type filter hook prerouting priority mangle; policy accept; }
        flush chain %1$s %3$s
        add rule %1$s %3$s meta iifgroup vmap @%2$s
        """
        .formatted(TABLE, MAP, HOOK);
  }

  /// Adds an ENI's chain and leads its pods' group to it.
  static String add(int deviceIndex) {
    var chain = chain(deviceIndex);
    return """
        add chain %1$s %2$s
        flush chain %1$s %2$s
        add rule %1$s %2$s fib saddr type local drop
        %3$sadd element %1$s %4$s { %5$d : goto %2$s }
        """
        .formatted(TABLE, chain, mark(deviceIndex), MAP, NodeLayout.group(deviceIndex));
  }

  /// Takes it away, if it is there: what is added first can be deleted in any case.
  static String remove(int deviceIndex) {
    var element = "{ %d : goto %s }".formatted(NodeLayout.group(deviceIndex), chain(deviceIndex));
    return """
        add chain %1$s %2$s
        add element %1$s %3$s %4$s
        delete element %1$s %3$s %4$s
        flush chain %1$s %2$s
        delete chain %1$s %2$s
        """
        .formatted(TABLE, chain(deviceIndex), MAP, element);
  }

  /// The chain of an ENI.
  static String chain(int deviceIndex) {
    return "interface_" + deviceIndex;
  }

  private static String mark(int deviceIndex) {
    return deviceIndex == 0
        ? ""
        : "add rule %s %s meta mark set meta mark & 0x%08x | 0x%08x\n"
            .formatted(
                TABLE, chain(deviceIndex), ~NodeLayout.MARK_MASK, NodeLayout.mark(deviceIndex));
  }
}
