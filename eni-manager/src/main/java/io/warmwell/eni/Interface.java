package io.warmwell.eni;

import io.warmwell.inet.Ipv4Address;
import io.warmwell.inet.Ipv4Prefix;
import io.warmwell.inet.Ipv6Prefix;
import io.warmwell.inet.MacAddress;
import io.warmwell.pool.EniId;
import io.warmwell.pool.SubnetId;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// An elastic network interface as EC2 describes it.
///
/// @param type what it is for
/// @param primary its primary private address, which pods never get
/// @param addresses its secondary private addresses, lowest first
/// @param prefixes its delegated /28 prefixes, lowest first
/// @param ipv6Prefixes its delegated /80 prefixes, lowest first
/// @param securityGroups ids of its security groups, in EC2's order
/// @param tags its tags
/// @param attachment where it is attached
public record Interface(
    EniId id,
    Type type,
    MacAddress mac,
    SubnetId subnet,
    Ipv4Address primary,
    List<Ipv4Address> addresses,
    List<Ipv4Prefix> prefixes,
    List<Ipv6Prefix> ipv6Prefixes,
    List<String> securityGroups,
    Map<String, String> tags,
    Attachment attachment) {

  /// Tag that names the instance an interface was made for; the incumbent uses the same.
  public static final String INSTANCE_TAG = "node.k8s.amazonaws.com/instance_id";

  /// Tag with the time of creation, RFC 3339; the incumbent uses the same.
  public static final String CREATED_AT_TAG = "node.k8s.amazonaws.com/createdAt";

  /// Tag with the name of the cluster; the incumbent uses the same.
  public static final String CLUSTER_TAG = "cluster.k8s.amazonaws.com/name";

  /// Tag whose value `true` keeps an interface out of the daemon's hands.
  public static final String NO_MANAGE_TAG = "node.k8s.amazonaws.com/no_manage";

  /// Start of the description of an interface, before the instance's id. The same as the
  /// incumbent's, because scripts and consoles find a cluster's interfaces by it.
  public static final String DESCRIPTION_PREFIX = "aws-K8S-";

  public Interface {
    addresses = addresses.stream().sorted().toList();
    prefixes = prefixes.stream().sorted().toList();
    ipv6Prefixes = ipv6Prefixes.stream().sorted().toList();
    securityGroups = List.copyOf(securityGroups);
    tags = Map.copyOf(tags);
  }

  /// One whose security groups nobody asks for.
  public Interface(
      EniId id,
      Type type,
      MacAddress mac,
      SubnetId subnet,
      Ipv4Address primary,
      List<Ipv4Address> addresses,
      List<Ipv4Prefix> prefixes,
      List<Ipv6Prefix> ipv6Prefixes,
      Map<String, String> tags,
      Attachment attachment) {
    this(
        id,
        type,
        mac,
        subnet,
        primary,
        addresses,
        prefixes,
        ipv6Prefixes,
        List.of(),
        tags,
        attachment);
  }

  /// An ordinary interface without IPv6, one that pods can have addresses of.
  public Interface(
      EniId id,
      MacAddress mac,
      SubnetId subnet,
      Ipv4Address primary,
      List<Ipv4Address> addresses,
      List<Ipv4Prefix> prefixes,
      Map<String, String> tags,
      Attachment attachment) {
    this(
        id, Type.INTERFACE, mac, subnet, primary, addresses, prefixes, List.of(), tags, attachment);
  }

  /// What a pool has of it: its secondary IPv4 addresses, as /32s, then its /28 prefixes.
  public List<Ipv4Prefix> blocks() {
    return Stream.concat(addresses.stream().map(Ipv4Address::toPrefix), prefixes.stream()).toList();
  }

  /// Whether it is attached, neither coming nor going.
  public boolean isAttached() {
    return attachment instanceof Attachment.To to && to.status() == Attachment.Status.ATTACHED;
  }

  /// Whether it is attached as the one that came with its instance.
  public boolean isPrimary() {
    return attachment instanceof Attachment.To to && to.deviceIndex() == 0 && to.networkCard() == 0;
  }

  /// Whether it takes one of the places on its instance's default network card, the only one that
  /// interfaces for pods are attached to.
  public boolean takesPlace() {
    return attachment instanceof Attachment.To to && to.networkCard() == 0;
  }

  /// The same, attached otherwise.
  public Interface at(Attachment other) {
    return new Interface(
        id,
        type,
        mac,
        subnet,
        primary,
        addresses,
        prefixes,
        ipv6Prefixes,
        securityGroups,
        tags,
        other);
  }

  /// What an interface is for. EC2: `NetworkInterfaceType`, as far as instances have such.
  public enum Type {
    /// Carries its instance's addresses, and pods'.
    INTERFACE("interface"),
    /// Carries the branch interfaces of pods that have security groups of their own; the VPC
    /// resource controller makes and attaches it.
    TRUNK("trunk"),
    /// Belongs to one pod, on a trunk.
    BRANCH("branch"),
    /// Carries the traffic of an Elastic Fabric Adapter beside ordinary one.
    EFA("efa"),
    /// Some service's.
    OTHER("other");

    private final String word;

    Type(String word) {
      this.word = word;
    }

    /// The type of this name; EC2 knows more than those listed here.
    public static Type of(String word) {
      return Arrays.stream(values())
          .filter(type -> type.word.equals(word))
          .findFirst()
          .orElse(OTHER);
    }

    /// EC2's name of it.
    @Override
    public String toString() {
      return word;
    }
  }
}
