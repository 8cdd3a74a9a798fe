package io.warmwell.simulator.ec2;

import io.warmwell.eni.Attachment;
import io.warmwell.pool.EniId;
import io.warmwell.simulator.ec2.VpcConfiguration.SecurityGroup;
import io.warmwell.simulator.ec2.VpcConfiguration.SubnetConfiguration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;

/// The Describe calls: ids, filters and pages over what is there.
///
/// Not thread-safe: guarded by the lock of [SimulatedEc2].
final class Queries {
  private static final int RESULTS_MIN = 5;
  private static final int RESULTS_MAX = 1000;
  private static final String INSTANCE_FILTER = "attachment.instance-id";

  private final VpcState state;
  private final FilterTable<NetworkInterface> interfaceFilters;
  private final FilterTable<Instance> instanceFilters;
  private final FilterTable<SubnetConfiguration> subnetFilters;
  private final FilterTable<SecurityGroup> groupFilters;

  Queries(VpcState state) {
    this.state = state;
    this.interfaceFilters = new FilterTable<>(interfaceValues(), NetworkInterface::tags);
    this.instanceFilters = new FilterTable<>(instanceValues(), _ -> Map.of());
    this.subnetFilters = new FilterTable<>(subnetValues(), SubnetConfiguration::tags);
    this.groupFilters = new FilterTable<>(groupValues(), SecurityGroup::tags);
  }

  /// EC2: DescribeNetworkInterfaces.
  Page<NetworkInterface> interfaces(List<EniId> ids, List<Filter> filters, Page.Request request) {
    if (!ids.isEmpty() && request.resultsMax() != 0) {
      throw Refusals.combination(
          "The parameter networkInterfaceIds cannot be used with the parameter maxResults");
    }
    var wanted = interfaceFilters.compile(filters);
    return Page.of(
        candidates(ids, filters), wanted, request.within(RESULTS_MIN, RESULTS_MAX), EniId::new);
  }

  /// EC2: DescribeInstances.
  Page<Instance> instances(List<String> ids, List<Filter> filters, Page.Request request) {
    var wanted = instanceFilters.compile(filters);
    var candidates = selected(ids, state.instances().all(), Refusals::noSuchInstance);
    return Page.of(
        candidates, wanted, request.within(RESULTS_MIN, RESULTS_MAX), Function.identity());
  }

  /// EC2: DescribeSubnets.
  Page<SubnetConfiguration> subnets(List<String> ids, List<Filter> filters, Page.Request request) {
    var wanted = subnetFilters.compile(filters);
    var candidates =
        selected(
            ids,
            state.subnets(),
            id ->
                new RefusedException(
                    "InvalidSubnetID.NotFound", "The subnet ID '" + id + "' does not exist"));
    return Page.of(
        candidates, wanted, request.within(RESULTS_MIN, RESULTS_MAX), Function.identity());
  }

  /// EC2: DescribeSecurityGroups.
  Page<SecurityGroup> securityGroups(List<String> ids, List<Filter> filters, Page.Request request) {
    var wanted = groupFilters.compile(filters);
    var candidates = selected(ids, state.groups(), Refusals::noSuchGroup);
    return Page.of(
        candidates, wanted, request.within(RESULTS_MIN, RESULTS_MAX), Function.identity());
  }

  /// The smallest known set that holds everything the filters let through.
  private NavigableMap<EniId, NetworkInterface> candidates(List<EniId> ids, List<Filter> filters) {
    if (!ids.isEmpty()) {
      return state.interfaces().require(ids);
    }
    if (filters.contains(Filter.of("status", "available"))) {
      return state.interfaces().available();
    }
    return filters.stream()
        .filter(filter -> filter.name().equals(INSTANCE_FILTER))
        .filter(Filter::literal)
        .findFirst()
        .map(filter -> attachedTo(filter.values()))
        .orElseGet(state.interfaces()::all);
  }

  private NavigableMap<EniId, NetworkInterface> attachedTo(List<String> instanceIds) {
    return state
        .interfaces()
        .require(
            instanceIds.stream()
                .flatMap(id -> state.instances().slots(id).values().stream())
                .toList());
  }

  private static <T> NavigableMap<String, T> selected(
      List<String> ids,
      NavigableMap<String, T> all,
      Function<String, RefusedException> noSuchThing) {
    if (ids.isEmpty()) {
      return all;
    }
    var found = new TreeMap<String, T>();
    for (var id : ids) {
      var value = all.get(id);
      if (value == null) {
        throw noSuchThing.apply(id);
      }
      found.put(id, value);
    }
    return found;
  }

  private Map<String, Function<NetworkInterface, List<String>>> interfaceValues() {
    return Map.ofEntries(
        Map.entry("network-interface-id", eni -> List.of(eni.id().value())),
        Map.entry("subnet-id", eni -> List.of(eni.subnet().value())),
        Map.entry("vpc-id", _ -> List.of(state.configuration().vpcId())),
        Map.entry("owner-id", _ -> List.of(VpcConfiguration.OWNER_ID)),
        Map.entry(
            "availability-zone", eni -> List.of(state.subnet(eni.subnet()).availabilityZone())),
        Map.entry("status", eni -> List.of(eni.status())),
        Map.entry("description", eni -> List.of(eni.settings().description())),
        Map.entry("group-id", eni -> eni.settings().securityGroups()),
        Map.entry("mac-address", eni -> List.of(eni.mac().toString())),
        Map.entry("private-ip-address", eni -> List.of(eni.primary().toString())),
        Map.entry("addresses.private-ip-address", Queries::addresses),
        Map.entry(INSTANCE_FILTER, eni -> attachment(eni).map(Attachment.To::instanceId).toList()),
        Map.entry(
            "attachment.attachment-id", eni -> attachment(eni).map(Attachment.To::id).toList()),
        Map.entry(
            "attachment.device-index",
            eni -> attachment(eni).map(to -> String.valueOf(to.deviceIndex())).toList()),
        Map.entry(
            "attachment.status",
            eni -> attachment(eni).map(to -> to.status().name().toLowerCase(Locale.ROOT)).toList()),
        Map.entry(
            "attachment.delete-on-termination",
            eni -> attachment(eni).map(to -> String.valueOf(to.deleteOnTermination())).toList()));
  }

  private Map<String, Function<Instance, List<String>>> instanceValues() {
    return Map.of(
        "instance-id", instance -> List.of(instance.id()),
        "instance-type", instance -> List.of(instance.type().name()),
        "instance-state-name", instance -> List.of(instance.state()),
        "subnet-id", instance -> List.of(instance.subnet().value()),
        "private-ip-address", instance -> List.of(instance.address().toString()),
        "vpc-id", _ -> List.of(state.configuration().vpcId()));
  }

  private Map<String, Function<SubnetConfiguration, List<String>>> subnetValues() {
    return Map.of(
        "subnet-id", subnet -> List.of(subnet.id().value()),
        "cidr-block", subnet -> List.of(subnet.cidr().toString()),
        "availability-zone", subnet -> List.of(subnet.availabilityZone()),
        "state", _ -> List.of("available"),
        "vpc-id", _ -> List.of(state.configuration().vpcId()));
  }

  private Map<String, Function<SecurityGroup, List<String>>> groupValues() {
    return Map.of(
        "group-id", group -> List.of(group.id()),
        "group-name", group -> List.of(group.name()),
        "vpc-id", _ -> List.of(state.configuration().vpcId()));
  }

  private static List<String> addresses(NetworkInterface eni) {
    return Stream.concat(Stream.of(eni.primary()), eni.addresses().stream())
        .map(Object::toString)
        .toList();
  }

  private static Stream<Attachment.To> attachment(NetworkInterface eni) {
    return switch (eni.attachment()) {
      case Attachment.None _ -> Stream.empty();
      case Attachment.To to -> Stream.of(to);
    };
  }
}
