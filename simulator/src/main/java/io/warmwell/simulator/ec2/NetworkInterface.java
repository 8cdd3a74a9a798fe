package io.warmwell.simulator.ec2;

import io.warmwell.eni.Attachment;
import io.warmwell.eni.Interface;
import io.warmwell.inet.Ipv4Address;
import io.warmwell.inet.Ipv4Prefix;
import io.warmwell.inet.Ipv6Prefix;
import io.warmwell.inet.MacAddress;
import io.warmwell.pool.EniId;
import io.warmwell.pool.SubnetId;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// An elastic network interface at one moment, with everything that EC2 tells about it.
///
/// @param type what it is for
/// @param primary its primary private address
/// @param addresses its secondary private addresses, in the order in which they came
/// @param prefixes its delegated /28 prefixes, in the order in which they came
/// @param ipv6Prefixes its delegated /80 prefixes, in the order in which they came
/// @param tags its tags, by key
public record NetworkInterface(
    EniId id,
    Interface.Type type,
    MacAddress mac,
    SubnetId subnet,
    Ipv4Address primary,
    List<Ipv4Address> addresses,
    List<Ipv4Prefix> prefixes,
    List<Ipv6Prefix> ipv6Prefixes,
    Settings settings,
    SortedMap<String, String> tags,
    Attachment attachment) {

  public NetworkInterface {
    addresses = List.copyOf(addresses);
    prefixes = List.copyOf(prefixes);
    ipv6Prefixes = List.copyOf(ipv6Prefixes);
    tags = Collections.unmodifiableSortedMap(new TreeMap<>(tags));
  }

  /// What ModifyNetworkInterfaceAttribute can change.
  ///
  /// @param securityGroups ids of its security groups
  /// @param sourceDestCheck whether EC2 drops packets that are neither from nor to the interface
  public record Settings(String description, List<String> securityGroups, boolean sourceDestCheck) {

    public Settings {
      securityGroups = List.copyOf(securityGroups);
    }
  }

  /// How many of its instance type's addresses it takes: a prefix counts as one.
  public int addressCount() {
    return 1 + addresses.size() + prefixes.size();
  }

  /// EC2's status of the interface.
  public String status() {
    return switch (attachment) {
      case Attachment.None _ -> "available";
      case Attachment.To to ->
          switch (to.status()) {
            case ATTACHING -> "attaching";
            case ATTACHED -> "in-use";
            case DETACHING -> "detaching";
            case DETACHED -> "available";
          };
    };
  }

  /// The same as the daemon's port describes it.
  public Interface toInterface() {
    return new Interface(
        id,
        type,
        mac,
        subnet,
        primary,
        addresses,
        prefixes,
        ipv6Prefixes,
        settings.securityGroups(),
        tags,
        attachment);
  }

  /// Whether the instance has a link to it.
  public boolean linked() {
    return attachment instanceof Attachment.To to
        && switch (to.status()) {
          case ATTACHED, DETACHING -> true;
          case ATTACHING, DETACHED -> false;
        };
  }

  NetworkInterface withBlocks(List<Ipv4Address> newAddresses, List<Ipv4Prefix> newPrefixes) {
    return with(new Blocks(newAddresses, newPrefixes, ipv6Prefixes), settings, tags, attachment);
  }

  NetworkInterface withIpv6Prefixes(List<Ipv6Prefix> changed) {
    return with(new Blocks(addresses, prefixes, changed), settings, tags, attachment);
  }

  NetworkInterface withSettings(Settings changed) {
    return with(blocks(), changed, tags, attachment);
  }

  NetworkInterface withTags(Map<String, String> changed) {
    return with(blocks(), settings, new TreeMap<>(changed), attachment);
  }

  NetworkInterface withAttachment(Attachment changed) {
    return with(blocks(), settings, tags, changed);
  }

  private record Blocks(
      List<Ipv4Address> addresses, List<Ipv4Prefix> prefixes, List<Ipv6Prefix> ipv6Prefixes) {}

  private Blocks blocks() {
    return new Blocks(addresses, prefixes, ipv6Prefixes);
  }

  private NetworkInterface with(
      Blocks blocks,
      Settings newSettings,
      SortedMap<String, String> newTags,
      Attachment newAttachment) {
    return new NetworkInterface(
        id,
        type,
        mac,
        subnet,
        primary,
        blocks.addresses(),
        blocks.prefixes(),
        blocks.ipv6Prefixes(),
        newSettings,
        newTags,
        newAttachment);
  }
}
