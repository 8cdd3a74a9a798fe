package io.warmwell.cni.server;

import io.warmwell.cni.HostInterfaceName;
import io.warmwell.inet.Ipv4Address;
import io.warmwell.inet.Ipv4Prefix;
import java.nio.file.Path;
import java.time.Duration;

/// Where the verbs are served and within which limits.
///
/// @param socket path of the Unix socket, at most 107 bytes
/// @param spool directory where the shim keeps a DEL that found no daemon
/// @param mtu of pods whose network configuration says nothing about it, in bytes
/// @param place of the node in its subnet
/// @param hostInterfacePrefix what the names of host interfaces start with
/// @param workers threads that do the blocking calls
/// @param requestsMax requests in flight, those that wait for an address included; each holds three
///   descriptors. What comes on top is told to try again.
/// @param receiveWait how long a connection may stay silent before its request
/// @param sendWait how long a caller may take to make room for its answer
/// @param spoolInterval pause between two looks at the spool
/// @param stopWait how long requests in flight may take to end when the server stops
public record CniSettings(
    Path socket,
    Path spool,
    int mtu,
    Place place,
    String hostInterfacePrefix,
    int workers,
    int requestsMax,
    Duration receiveWait,
    Duration sendWait,
    Duration spoolInterval,
    Duration stopWait) {

  /// Where a node is.
  ///
  /// @param subnet of its primary interface
  /// @param address its own
  public record Place(Ipv4Prefix subnet, Ipv4Address address) {

    /// The VPC's router, which every subnet has at its first address (VPC user guide, "Subnet CIDR
    /// blocks").
    public Ipv4Address router() {
      return subnet.base().plus(1);
    }
  }

  /// @throws IllegalArgumentException if a limit is below 1 or the prefix is not 1 to 4 bytes long
  public CniSettings {
    if (workers < 1 || requestsMax < 1) {
      throw new IllegalArgumentException(
          "limits start at 1: workers=" + workers + " requests-max=" + requestsMax);
    }
    if (hostInterfacePrefix.isEmpty()
        || hostInterfacePrefix.length() > HostInterfaceName.PREFIX_BYTES_MAX) {
      throw new IllegalArgumentException(
          "host interface prefix has 1 to 4 bytes: '" + hostInterfacePrefix + "'");
    }
  }

  /// The limits that suit a node of any size.
  public static CniSettings of(
      Path socket, Path spool, int mtu, Place place, String hostInterfacePrefix) {
    return new CniSettings(
        socket,
        spool,
        mtu,
        place,
        hostInterfacePrefix,
        8, // calls into the kernel take about a millisecond and queue on its one rtnetlink lock
        512, // more pods than a node can start at once
        Duration.ofSeconds(2), // the shim sends right after it connects
        Duration.ofSeconds(1),
        Duration.ofMinutes(1),
        Duration.ofSeconds(5));
  }
}
