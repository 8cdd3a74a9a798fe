package io.warmwell.bench.forwarding;

/// A way to set up a node's kernel so that pods' packets find theirs.
///
/// Both do what their default settings say: connections to destinations outside of the VPC are
/// translated, and answers to connections to the node's own addresses leave by the ENI they came in
/// by; both follow connections for that.
sealed interface Layout permits OwnLayout, IncumbentLayout {

  /// In tables.
  String name();

  /// Routes a node's ENIs and wires its pods.
  ///
  /// @throws IllegalStateException if a link is missing
  void build(FullNode node);
}
