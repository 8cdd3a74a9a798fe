package io.warmwell.eni.aws;

import io.warmwell.eni.Interface;
import io.warmwell.eni.NewInterface;
import io.warmwell.inet.Ipv4Address;
import io.warmwell.inet.Ipv4Prefix;
import io.warmwell.pool.EniId;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Gatherers;
import java.util.stream.Stream;
import software.amazon.awssdk.services.ec2.model.AssignPrivateIpAddressesRequest;
import software.amazon.awssdk.services.ec2.model.CreateNetworkInterfaceRequest;
import software.amazon.awssdk.services.ec2.model.DescribeInstancesRequest;
import software.amazon.awssdk.services.ec2.model.DescribeNetworkInterfacesRequest;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.ResourceType;
import software.amazon.awssdk.services.ec2.model.Tag;
import software.amazon.awssdk.services.ec2.model.TagSpecification;
import software.amazon.awssdk.services.ec2.model.UnassignPrivateIpAddressesRequest;

/// Our wishes in the SDK's shapes. What is empty is left out, since EC2 refuses empty lists.
final class Requests {
  /// The most that EC2 allows for DescribeNetworkInterfaces and DescribeInstances.
  static final int RESULTS_PER_PAGE = 1000;

  /// The most that EC2 allows in all filters of a request.
  private static final int FILTER_VALUES_MAX = 200;

  private Requests() {}

  static CreateNetworkInterfaceRequest create(NewInterface wanted) {
    var request =
        CreateNetworkInterfaceRequest.builder()
            .subnetId(wanted.subnet().value())
            .description(wanted.description())
            .clientToken(wanted.clientToken());
    if (!wanted.securityGroups().isEmpty()) {
      request.groups(wanted.securityGroups());
    }
    if (!wanted.tags().isEmpty()) {
      request.tagSpecifications(
          TagSpecification.builder()
              .resourceType(ResourceType.NETWORK_INTERFACE)
              .tags(tags(wanted.tags()))
              .build());
    }
    switch (wanted.content()) {
      case NewInterface.Content.Addresses(int count) when count == 0 -> {}
      case NewInterface.Content.Addresses(int count) ->
          request.secondaryPrivateIpAddressCount(count);
      case NewInterface.Content.Prefixes(int count) -> request.ipv4PrefixCount(count);
    }
    return request.build();
  }

  /// An assignment of these blocks and no others.
  static void name(List<Ipv4Prefix> blocks, AssignPrivateIpAddressesRequest.Builder request) {
    var addresses = addresses(blocks);
    var prefixes = prefixes(blocks);
    request.allowReassignment(false);
    if (!addresses.isEmpty()) {
      request.privateIpAddresses(addresses);
    }
    if (!prefixes.isEmpty()) {
      request.ipv4Prefixes(prefixes);
    }
  }

  static UnassignPrivateIpAddressesRequest unassign(EniId eni, List<Ipv4Prefix> blocks) {
    var addresses = addresses(blocks);
    var prefixes = prefixes(blocks);
    var request = UnassignPrivateIpAddressesRequest.builder().networkInterfaceId(eni.value());
    if (!addresses.isEmpty()) {
      request.privateIpAddresses(addresses);
    }
    if (!prefixes.isEmpty()) {
      request.ipv4Prefixes(prefixes);
    }
    return request.build();
  }

  private static List<String> addresses(List<Ipv4Prefix> blocks) {
    return blocks.stream()
        .filter(block -> block.length() == Ipv4Address.BITS)
        .map(block -> block.base().toString())
        .toList();
  }

  private static List<String> prefixes(List<Ipv4Prefix> blocks) {
    return blocks.stream()
        .filter(block -> block.length() < Ipv4Address.BITS)
        .map(Ipv4Prefix::toString)
        .toList();
  }

  /// Sorted by key, so that a repeated call is the same call: EC2 compares all parameters of calls
  /// with the same client token.
  static List<Tag> tags(Map<String, String> tags) {
    return tags.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .map(tag -> Tag.builder().key(tag.getKey()).value(tag.getValue()).build())
        .toList();
  }

  static List<Filter> groupFilters(String vpcId, Map<String, String> tags) {
    return Stream.concat(
            Stream.of(filter("vpc-id", vpcId)),
            tags.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(tag -> filter("tag:" + tag.getKey(), tag.getValue())))
        .toList();
  }

  static DescribeNetworkInterfacesRequest unattached(String vpcId, String cluster) {
    return DescribeNetworkInterfacesRequest.builder()
        .filters(
            filter("vpc-id", vpcId),
            filter("status", "available"),
            filter("tag-key", Interface.INSTANCE_TAG),
            filter("tag:" + Interface.CLUSTER_TAG, cluster))
        .maxResults(RESULTS_PER_PAGE)
        .build();
  }

  /// By a filter: one id that EC2 does not know would fail a request that names ids.
  static DescribeInstancesRequest instances(List<String> ids) {
    return DescribeInstancesRequest.builder()
        .filters(Filter.builder().name("instance-id").values(ids).build())
        .maxResults(RESULTS_PER_PAGE)
        .build();
  }

  /// Values in lists that a filter can take.
  static List<List<String>> filterable(Collection<String> values) {
    return values.stream().sorted().gather(Gatherers.windowFixed(FILTER_VALUES_MAX)).toList();
  }

  static Filter filter(String name, String value) {
    return Filter.builder().name(name).values(value).build();
  }
}
