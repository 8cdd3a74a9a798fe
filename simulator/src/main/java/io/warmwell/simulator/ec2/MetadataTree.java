package io.warmwell.simulator.ec2;

import io.warmwell.eni.Attachment;
import io.warmwell.inet.Ipv4Prefix;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashSet;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What the instance metadata service tells one instance at one moment. Immutable.
///
/// Source: EC2 User Guide, "Instance metadata categories". An interface is listed once it is
/// attached, and until its detachment is complete.
final class MetadataTree {
  /// The role whose credentials every instance has.
  static final String ROLE = "warmwell-node";

  private static final String META_DATA = "latest/meta-data/";
  private static final String CREDENTIALS = META_DATA + "iam/security-credentials/" + ROLE;
  private static final String DOCUMENT = "latest/dynamic/instance-identity/document";

  /// EC2 gives credentials out for six hours.
  private static final Duration CREDENTIALS_LIFE = Duration.ofHours(6);

  private final NavigableMap<String, String> leaves = new TreeMap<>();
  private final VpcConfiguration vpc;

  private MetadataTree(VpcConfiguration vpc) {
    this.vpc = vpc;
  }

  static MetadataTree of(InstanceView view, VpcConfiguration vpc, Instant now) {
    var tree = new MetadataTree(vpc);
    tree.addInstance(view, now);
    view.interfaces().stream().filter(NetworkInterface::linked).forEach(tree::addInterface);
    return tree;
  }

  /// The text at a path without its leading slash: a value, or the listing of a directory.
  Optional<String> at(String path) {
    var leaf = Optional.ofNullable(leaves.get(path));
    return leaf.isPresent() ? leaf : listing(path.endsWith("/") ? path : path + "/");
  }

  private Optional<String> listing(String directory) {
    var names = new LinkedHashSet<String>();
    for (var path : leaves.tailMap(directory).keySet()) {
      if (!path.startsWith(directory)) {
        break;
      }
      var slash = path.indexOf('/', directory.length());
      names.add(path.substring(directory.length(), slash < 0 ? path.length() : slash + 1));
    }
    return names.isEmpty() ? Optional.empty() : Optional.of(String.join("\n", names));
  }

  private void addInstance(InstanceView view, Instant now) {
    var instance = view.instance();
    var zone = vpc.subnet(instance.subnet()).orElseThrow().availabilityZone();
    put("instance-id", instance.id());
    put("instance-type", instance.type().name());
    put("local-ipv4", instance.address());
    put("placement/availability-zone", zone);
    put("placement/region", vpc.region());
    put("services/domain", "amazonaws.com");
    view.interfaces().stream()
        .filter(eni -> eni.id().equals(instance.primaryEni()))
        .forEach(primary -> put("mac", primary.mac()));
    leaves.put(CREDENTIALS, credentials(now));
    leaves.put(DOCUMENT, document(instance, zone));
  }

  private void addInterface(NetworkInterface eni) {
    var subnet = vpc.subnet(eni.subnet()).orElseThrow();
    var at = "network/interfaces/macs/" + eni.mac() + "/";
    put(at + "mac", eni.mac());
    put(at + "interface-id", eni.id());
    put(at + "owner-id", VpcConfiguration.OWNER_ID);
    put(at + "subnet-id", eni.subnet());
    put(at + "subnet-ipv4-cidr-block", subnet.cidr());
    put(at + "vpc-id", vpc.vpcId());
    put(at + "vpc-ipv4-cidr-block", vpc.cidrs().getFirst());
    put(at + "vpc-ipv4-cidr-blocks", lines(vpc.cidrs().stream()));
    put(at + "security-group-ids", lines(eni.settings().securityGroups().stream()));
    put(
        at + "local-ipv4s",
        lines(Stream.concat(Stream.of(eni.primary()), eni.addresses().stream())));
    if (!eni.prefixes().isEmpty()) {
      put(at + "ipv4-prefix", lines(eni.prefixes().stream().map(Ipv4Prefix::toString)));
    }
    switch (eni.attachment()) {
      case Attachment.None _ -> {}
      case Attachment.To to -> {
        put(at + "device-number", to.deviceIndex());
        put(at + "network-card", to.networkCard());
      }
    }
  }

  private void put(String path, Object value) {
    leaves.put(META_DATA + path, value.toString());
  }

  private static String lines(Stream<?> values) {
    return values.map(Object::toString).collect(Collectors.joining("\n"));
  }

  // Neither document holds anything that JSON would have to escape.

  private static String credentials(Instant now) {
    var updated = now.truncatedTo(ChronoUnit.SECONDS);
    return """
    {
      "Code" : "Success",
      "LastUpdated" : "%s",
      "Type" : "AWS-HMAC",
      "AccessKeyId" : "ASIASIMULATEDWARMWELL",
      "SecretAccessKey" : "simulated",
      "Token" : "simulated",
      "Expiration" : "%s"
    }"""
        .formatted(updated, updated.plus(CREDENTIALS_LIFE));
  }

  private String document(Instance instance, String zone) {
    return """
    {
      "accountId" : "%s",
      "architecture" : "x86_64",
      "availabilityZone" : "%s",
      "instanceId" : "%s",
      "instanceType" : "%s",
      "privateIp" : "%s",
      "region" : "%s",
      "version" : "2017-09-30"
    }"""
        .formatted(
            VpcConfiguration.OWNER_ID,
            zone,
            instance.id(),
            instance.type().name(),
            instance.address(),
            vpc.region());
  }
}
