package io.warmwell.netlink.wire;

/// Something asked of the kernel. Its `toString` is the twin command of ip(8), without `ip`, or of
/// conntrack(8).
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
        FlowDelete,
        Dump {

  /// The message type: an `RTM_` number, or one of connection tracking.
  int type();

  /// The `NLM_F_` flags beyond REQUEST and ACK.
  int flags();

  /// Writes the family header and the attributes.
  void write(MessageWriter out);
}
