package io.warmwell.eni.aws;

import io.warmwell.eni.Attachment;
import io.warmwell.eni.Interface;
import io.warmwell.eni.Subnet;
import io.warmwell.eni.Unattached;
import io.warmwell.inet.Ipv4Address;
import io.warmwell.inet.Ipv4Prefix;
import io.warmwell.inet.Ipv6Prefix;
import io.warmwell.inet.MacAddress;
import io.warmwell.pool.EniId;
import io.warmwell.pool.InterfaceLimits;
import io.warmwell.pool.SubnetId;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import software.amazon.awssdk.services.ec2.model.GroupIdentifier;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.InstanceTypeInfo;
import software.amazon.awssdk.services.ec2.model.Ipv4PrefixSpecification;
import software.amazon.awssdk.services.ec2.model.Ipv6PrefixSpecification;
import software.amazon.awssdk.services.ec2.model.NetworkCardInfo;
import software.amazon.awssdk.services.ec2.model.NetworkInterface;
import software.amazon.awssdk.services.ec2.model.NetworkInterfaceAttachment;
import software.amazon.awssdk.services.ec2.model.NetworkInterfacePrivateIpAddress;
import software.amazon.awssdk.services.ec2.model.Reservation;
import software.amazon.awssdk.services.ec2.model.Tag;

/// The SDK's shapes read as ours.
final class Answers {

  private Answers() {}

  /// An interface, or nothing if it has no IPv4 address: EFA-only and IPv6-only interfaces carry no
  /// IPv4 traffic and are nobody's business here.
  static Optional<Interface> readInterface(NetworkInterface described) {
    if (described.privateIpAddress() == null) {
      return Optional.empty();
    }
    var secondary =
        described.privateIpAddresses().stream()
            .filter(address -> !Boolean.TRUE.equals(address.primary()))
            .map(NetworkInterfacePrivateIpAddress::privateIpAddress)
            .map(Ipv4Address::parse)
            .toList();
    var prefixes =
        described.ipv4Prefixes().stream()
            .map(Ipv4PrefixSpecification::ipv4Prefix)
            .map(Ipv4Prefix::parse)
            .toList();
    var ipv6Prefixes =
        described.ipv6Prefixes().stream()
            .map(Ipv6PrefixSpecification::ipv6Prefix)
            .map(Ipv6Prefix::parse)
            .toList();
    return Optional.of(
        new Interface(
            new EniId(described.networkInterfaceId()),
            readType(described),
            MacAddress.parse(described.macAddress()),
            new SubnetId(described.subnetId()),
            Ipv4Address.parse(described.privateIpAddress()),
            secondary,
            prefixes,
            ipv6Prefixes,
            described.groups().stream().map(GroupIdentifier::groupId).toList(),
            readTags(described.tagSet()),
            readAttachment(described.attachment())));
  }

  static Unattached readUnattached(NetworkInterface described) {
    return new Unattached(
        new EniId(described.networkInterfaceId()),
        readType(described),
        Objects.requireNonNullElse(described.description(), ""),
        readTags(described.tagSet()));
  }

  /// The ids of instances that are there: also of those on their way out, until they are
  /// terminated.
  static Stream<String> readExisting(Reservation reservation) {
    return reservation.instances().stream()
        .filter(instance -> !"terminated".equals(instance.state().nameAsString()))
        .map(Instance::instanceId);
  }

  static Subnet readSubnet(software.amazon.awssdk.services.ec2.model.Subnet described) {
    return new Subnet(
        new SubnetId(described.subnetId()),
        Ipv4Prefix.parse(described.cidrBlock()),
        described.availabilityZone(),
        described.availableIpAddressCount(),
        readTags(described.tags()));
  }

  /// Limits of the default network card: `maximumNetworkInterfaces` of the whole instance counts
  /// cards that only EFA traffic can use (p5.48xlarge: 32 cards).
  static InterfaceLimits readLimits(InstanceTypeInfo described) {
    var network = described.networkInfo();
    var defaultCard = Objects.requireNonNullElse(network.defaultNetworkCardIndex(), 0);
    var interfaces =
        network.networkCards().stream()
            .filter(card -> defaultCard.equals(card.networkCardIndex()))
            .map(NetworkCardInfo::maximumNetworkInterfaces)
            .findFirst()
            .orElseGet(network::maximumNetworkInterfaces);
    return new InterfaceLimits(interfaces, network.ipv4AddressesPerInterface());
  }

  private static Interface.Type readType(NetworkInterface described) {
    var type = described.interfaceTypeAsString();
    return type == null ? Interface.Type.INTERFACE : Interface.Type.of(type);
  }

  private static Map<String, String> readTags(List<Tag> tags) {
    return tags.stream().collect(Collectors.toUnmodifiableMap(Tag::key, Tag::value));
  }

  private static Attachment readAttachment(NetworkInterfaceAttachment attachment) {
    if (attachment == null || attachment.attachmentId() == null) {
      return new Attachment.None();
    }
    return new Attachment.To(
        attachment.attachmentId(),
        // An interface of a load balancer or gateway has an owner but no instance.
        Objects.requireNonNullElse(attachment.instanceId(), ""),
        Objects.requireNonNullElse(attachment.deviceIndex(), 0),
        Objects.requireNonNullElse(attachment.networkCardIndex(), 0),
        readStatus(attachment),
        Boolean.TRUE.equals(attachment.deleteOnTermination()));
  }

  private static Attachment.Status readStatus(NetworkInterfaceAttachment attachment) {
    return switch (attachment.statusAsString()) {
      case "attaching" -> Attachment.Status.ATTACHING;
      case "attached" -> Attachment.Status.ATTACHED;
      case "detaching" -> Attachment.Status.DETACHING;
      case "detached" -> Attachment.Status.DETACHED;
      case String other ->
          throw new IllegalStateException(
              "attachment=" + attachment.attachmentId() + " has unknown status=" + other);
    };
  }
}
