package io.warmwell.simulator.ec2;

import io.warmwell.eni.Attachment;
import io.warmwell.inet.Ipv4Address;
import io.warmwell.inet.Ipv4Prefix;
import io.warmwell.inet.Ipv6Prefix;
import io.warmwell.simulator.ec2.VpcConfiguration.SecurityGroup;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// EC2's things as its query API writes them in XML. Element names: EC2 API reference, version
/// 2016-11-15.
final class Replies {
  private final VpcConfiguration vpc;

  Replies(VpcConfiguration vpc) {
    this.vpc = vpc;
  }

  void networkInterface(Xml xml, NetworkInterface eni) {
    xml.put("networkInterfaceId", eni.id())
        .put("subnetId", eni.subnet())
        .put("vpcId", vpc.vpcId())
        .put("availabilityZone", zone(eni))
        .put("description", eni.settings().description())
        .put("ownerId", VpcConfiguration.OWNER_ID)
        .put("requesterManaged", false)
        .put("status", eni.status())
        .put("macAddress", eni.mac())
        .put("privateIpAddress", eni.primary())
        .put("privateDnsName", dnsName(eni.primary()))
        .put("sourceDestCheck", eni.settings().sourceDestCheck())
        .put("interfaceType", eni.type())
        .list("groupSet", eni.settings().securityGroups(), this::groupOf);
    tags(xml, eni.tags());
    addresses(xml, eni);
    xml.list("ipv4PrefixSet", eni.prefixes(), Replies::prefix)
        .list(
            "ipv6PrefixSet", eni.ipv6Prefixes(), (item, prefix) -> item.put("ipv6Prefix", prefix));
    switch (eni.attachment()) {
      case Attachment.None _ -> {}
      case Attachment.To to -> xml.nest("attachment", inside -> attachment(inside, to));
    }
  }

  void instance(Xml xml, InstanceView view) {
    var instance = view.instance();
    xml.put("instanceId", instance.id())
        .put("instanceType", instance.type().name())
        .put("subnetId", instance.subnet())
        .put("vpcId", vpc.vpcId())
        .put("privateIpAddress", instance.address())
        .nest("instanceState", state -> state.put("name", instance.state()))
        .list("networkInterfaceSet", view.interfaces(), this::networkInterface);
  }

  void subnet(Xml xml, SubnetView view) {
    var subnet = view.configuration();
    xml.put("subnetId", subnet.id())
        .put("vpcId", vpc.vpcId())
        .put("state", "available")
        .put("cidrBlock", subnet.cidr())
        .put("availabilityZone", subnet.availabilityZone())
        .put("availableIpAddressCount", view.freeAddresses())
        .put("ownerId", VpcConfiguration.OWNER_ID)
        .list(
            "ipv6CidrBlockAssociationSet", subnet.ipv6Cidr().stream().toList(), Replies::ipv6Cidr);
    tags(xml, subnet.tags());
  }

  void securityGroup(Xml xml, SecurityGroup group) {
    xml.put("groupId", group.id())
        .put("groupName", group.name())
        .put("groupDescription", group.name())
        .put("vpcId", vpc.vpcId())
        .put("ownerId", VpcConfiguration.OWNER_ID);
    tags(xml, group.tags());
  }

  void instanceType(Xml xml, InstanceTypeLimits type) {
    xml.put("instanceType", type.name())
        .put("bareMetal", type.bareMetal())
        .nest("vCpuInfo", cpu -> cpu.put("defaultVCpus", type.vcpus()))
        .nest("networkInfo", network -> networkInfo(network, type));
    if (!type.hypervisor().isEmpty()) {
      xml.put("hypervisor", type.hypervisor());
    }
  }

  void assigned(Xml xml, List<Ipv4Prefix> blocks) {
    xml.list(
            "assignedPrivateIpAddressesSet",
            BlockVerbs.addressesOf(blocks),
            (item, address) -> item.put("privateIpAddress", address))
        .list("assignedIpv4PrefixSet", BlockVerbs.prefixesOf(blocks), Replies::prefix);
  }

  void assignedIpv6(Xml xml, List<Ipv6Prefix> prefixes) {
    xml.texts("assignedIpv6PrefixSet", prefixes);
  }

  void unassignedIpv6(Xml xml, List<Ipv6Prefix> prefixes) {
    xml.texts("unassignedIpv6PrefixSet", prefixes);
  }

  private static void networkInfo(Xml xml, InstanceTypeLimits type) {
    var cards = type.interfacesByCard();
    xml.put("maximumNetworkInterfaces", cards.stream().mapToInt(Integer::intValue).sum())
        .put("maximumNetworkCards", cards.size())
        .put("defaultNetworkCardIndex", type.defaultCard())
        .put("ipv4AddressesPerInterface", type.limits().addressesPerInterface())
        .nest(
            "networkCards",
            list -> {
              for (var card = 0; card < cards.size(); card++) {
                networkCard(list, card, cards.get(card));
              }
            });
  }

  private static void networkCard(Xml xml, int index, int interfaces) {
    xml.nest(
        "item",
        item -> item.put("networkCardIndex", index).put("maximumNetworkInterfaces", interfaces));
  }

  private void addresses(Xml xml, NetworkInterface eni) {
    xml.nest(
        "privateIpAddressesSet",
        list -> {
          address(list, eni.primary(), true);
          eni.addresses().forEach(address -> address(list, address, false));
        });
  }

  private void address(Xml xml, Ipv4Address address, boolean primary) {
    xml.nest(
        "item",
        item ->
            item.put("privateIpAddress", address)
                .put("privateDnsName", dnsName(address))
                .put("primary", primary));
  }

  private void groupOf(Xml xml, String id) {
    xml.put("groupId", id);
    vpc.securityGroups().stream()
        .filter(group -> group.id().equals(id))
        .forEach(group -> xml.put("groupName", group.name()));
  }

  private static void attachment(Xml xml, Attachment.To to) {
    xml.put("attachmentId", to.id())
        .put("instanceId", to.instanceId())
        .put("instanceOwnerId", VpcConfiguration.OWNER_ID)
        .put("deviceIndex", to.deviceIndex())
        .put("networkCardIndex", to.networkCard())
        .put("status", to.status().name().toLowerCase(Locale.ROOT))
        .put("deleteOnTermination", to.deleteOnTermination());
  }

  private static void tags(Xml xml, Map<String, String> tags) {
    xml.list(
        "tagSet",
        tags.entrySet(),
        (Xml item, Map.Entry<String, String> tag) ->
            item.put("key", tag.getKey()).put("value", tag.getValue()));
  }

  private static void ipv6Cidr(Xml xml, Ipv6Prefix cidr) {
    xml.put("ipv6CidrBlock", cidr)
        .nest("ipv6CidrBlockState", state -> state.put("state", "associated"));
  }

  private static void prefix(Xml xml, Ipv4Prefix prefix) {
    xml.put("ipv4Prefix", prefix);
  }

  private String zone(NetworkInterface eni) {
    return vpc.subnet(eni.subnet()).orElseThrow().availabilityZone();
  }

  private String dnsName(Ipv4Address address) {
    return "ip-" + address.toString().replace('.', '-') + "." + vpc.region() + ".compute.internal";
  }
}
