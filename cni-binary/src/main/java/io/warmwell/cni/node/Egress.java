package io.warmwell.cni.node;

import io.warmwell.inet.Ipv4Address;
import io.warmwell.inet.Ipv4Prefix;
import java.util.List;
import java.util.Optional;

/// How pods' packets leave the node, beyond the ENI of their address.
///
/// @param translation what happens to connections that pods open to addresses outside of the VPC;
///   without it they leave by the pod's ENI as they are, and whoever routes them on must translate
/// @param viaMain destinations that are always routed by the main table, for example services that
///   something other than kube-proxy answers
/// @param answersByArrival whether what a pod answers leaves by the ENI that the connection came in
///   by, for connections to an address of the node (NodePorts)
/// @param mark the bits of connections' marks, and of the packets that open them, which are ours;
///   none of [NodeLayout#MARK_MASK]
/// @param nodeLocal whether pods' IPv4 addresses are [io.warmwell.cni.Leases#NODE_LOCAL]: nobody
///   but the node may open a connection to them, and none leaves untranslated
public record Egress(
    Optional<Translation> translation,
    List<Ipv4Prefix> viaMain,
    boolean answersByArrival,
    int mark,
    boolean nodeLocal) {

  /// Nothing but the pods' own ENIs; nothing needs connection tracking.
  public static final Egress PLAIN = new Egress(Optional.empty(), List.of(), false, 0x80);

  /// @throws IllegalArgumentException if the mark is none, or overlaps the marks of ENIs
  public Egress {
    viaMain = List.copyOf(viaMain);
    if (mark == 0 || (mark & NodeLayout.MARK_MASK) != 0) {
      throw new IllegalArgumentException(
          "the mark of connections must be other bits than 0x%x: 0x%x"
              .formatted(NodeLayout.MARK_MASK, mark));
    }
  }

  /// One where pods' IPv4 addresses are the VPC's.
  public Egress(
      Optional<Translation> translation,
      List<Ipv4Prefix> viaMain,
      boolean answersByArrival,
      int mark) {
    this(translation, viaMain, answersByArrival, mark, false);
  }

  /// SNAT.
  ///
  /// @param to the node's primary address, which the internet gateway or NAT gateway knows
  /// @param excluded destinations outside of the VPC that pods reach by their own address
  public record Translation(Ipv4Address to, Ports ports, List<Ipv4Prefix> excluded) {

    public Translation {
      excluded = List.copyOf(excluded);
    }
  }

  /// How a source port is chosen.
  public enum Ports {
    /// At random, by a generator: two pods that ask at once seldom collide.
    PRNG("fully-random"),
    /// By a hash of the connection.
    HASHRANDOM("random"),
    /// The pod's own port if it is free.
    NONE("");

    private final String flag;

    Ports(String flag) {
      this.flag = flag;
    }

    /// The flag of nft(8)'s snat statement.
    String flag() {
      return flag;
    }
  }

  /// Whether anything must be remembered of a connection.
  boolean tracksConnections() {
    return answersByArrival || translation.isPresent();
  }
}
