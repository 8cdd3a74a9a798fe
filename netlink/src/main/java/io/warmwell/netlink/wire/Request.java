package io.warmwell.netlink.wire;

/// Something asked of the kernel. Its `toString` is the twin command of ip(8), without `ip`.
public sealed interface Request
    permits VethAdd,
        LinkChange,
        LinkDelete,
        LinkGroupDelete,
        LinkQuery,
        AddressChange,
        RouteChange,
        RuleChange,
        NeighbourChange,
        NeighbourProbe,
        Dump {

  /// The message type, an `RTM_` number.
  int type();

  /// The `NLM_F_` flags beyond REQUEST and ACK.
  int flags();

  /// Writes the family header and the attributes.
  void write(MessageWriter out);
}
