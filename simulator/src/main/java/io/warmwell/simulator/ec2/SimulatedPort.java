package io.warmwell.simulator.ec2;

import io.warmwell.eni.Ec2;
import io.warmwell.eni.Ec2Exception;
import io.warmwell.eni.Ec2Failures;
import io.warmwell.eni.Interface;
import io.warmwell.eni.NewInterface;
import io.warmwell.eni.NewInterface.Content;
import io.warmwell.eni.Subnet;
import io.warmwell.eni.Unattached;
import io.warmwell.inet.Ipv4Address;
import io.warmwell.inet.Ipv4Prefix;
import io.warmwell.inet.Ipv6Prefix;
import io.warmwell.pool.EniId;
import io.warmwell.pool.InterfaceLimits;
import io.warmwell.pool.SubnetId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Gatherers;

/// The daemon's port over the state machine, without HTTP. Thread-safe because [SimulatedEc2] is.
///
/// Makes the same calls of EC2 as the adapter over the AWS SDK, so that both are counted and
/// refused alike.
final class SimulatedPort implements Ec2 {
  /// The same as the adapter over the SDK asks for.
  private static final int RESULTS_PER_PAGE = 1000;

  private final SimulatedEc2 ec2;

  SimulatedPort(SimulatedEc2 ec2) {
    this.ec2 = ec2;
  }

  @Override
  public List<Interface> interfacesOf(String instanceId) {
    var byId = new LinkedHashMap<EniId, Interface>();
    // In this order an interface whose detachment ends between the two calls is not missed.
    for (var filters : filtersFor(instanceId)) {
      interfacesWith(instanceId, filters).forEach(eni -> byId.put(eni.id(), eni));
    }
    return List.copyOf(byId.values());
  }

  @Override
  public Interface describe(EniId eni) {
    return call(
            Action.DESCRIBE_NETWORK_INTERFACES,
            "eni=" + eni,
            () -> ec2.describeNetworkInterfaces(List.of(eni), List.of(), Page.Request.EVERYTHING))
        .items()
        .getFirst()
        .toInterface();
  }

  @Override
  public Interface create(NewInterface request) {
    var wanted =
        switch (request.content()) {
          case Content.Addresses(var count) -> new Wanted.AddressCount(count);
          case Content.Prefixes(var count) -> new Wanted.PrefixCount(count);
        };
    var creation =
        new CreateInterface(
            request.subnet(),
            new CreateInterface.Primary.Any(),
            wanted,
            request.securityGroups(),
            request.description(),
            request.tags(),
            request.clientToken());
    return call(
            Action.CREATE_NETWORK_INTERFACE,
            "subnet=" + request.subnet() + " client-token=" + request.clientToken(),
            () -> ec2.createNetworkInterface(creation))
        .toInterface();
  }

  @Override
  public String attach(EniId eni, String instanceId, int deviceIndex) {
    return call(
        Action.ATTACH_NETWORK_INTERFACE,
        "eni=" + eni + " instance=" + instanceId + " device=" + deviceIndex,
        () -> ec2.attachNetworkInterface(eni, instanceId, new Slot(0, deviceIndex)));
  }

  @Override
  public void deleteOnTermination(EniId eni, String attachmentId) {
    run(
        Action.MODIFY_NETWORK_INTERFACE_ATTRIBUTE,
        "eni=" + eni + " attachment=" + attachmentId + " delete-on-termination=true",
        () ->
            ec2.modifyNetworkInterfaceAttribute(
                eni, new AttributeChange.DeleteOnTermination(attachmentId, true)));
  }

  @Override
  public void detach(String attachmentId) {
    run(
        Action.DETACH_NETWORK_INTERFACE,
        "attachment=" + attachmentId,
        () -> ec2.detachNetworkInterface(attachmentId));
  }

  @Override
  public void delete(EniId eni) {
    run(Action.DELETE_NETWORK_INTERFACE, "eni=" + eni, () -> ec2.deleteNetworkInterface(eni));
  }

  @Override
  public List<Ipv4Address> assignAddresses(EniId eni, int count) {
    return BlockVerbs.addressesOf(assign(eni, new Wanted.AddressCount(count)));
  }

  @Override
  public List<Ipv4Prefix> assignPrefixes(EniId eni, int count) {
    return assign(eni, new Wanted.PrefixCount(count));
  }

  @Override
  public void assign(EniId eni, List<Ipv4Prefix> blocks) {
    var addresses = BlockVerbs.addressesOf(blocks);
    assign(
        eni, addresses.isEmpty() ? new Wanted.Prefixes(blocks) : new Wanted.Addresses(addresses));
  }

  @Override
  public void unassign(EniId eni, List<Ipv4Prefix> blocks) {
    run(
        Action.UNASSIGN_PRIVATE_IP_ADDRESSES,
        "eni=" + eni + " blocks=" + blocks,
        () -> ec2.unassignPrivateIpAddresses(eni, blocks));
  }

  @Override
  public Ipv6Prefix assignIpv6Prefix(EniId eni) {
    return call(
            Action.ASSIGN_IPV6_ADDRESSES,
            "eni=" + eni + " prefixes=1",
            () -> ec2.assignIpv6Prefixes(eni, 1))
        .getFirst();
  }

  @Override
  public void assignIpv6Prefix(EniId eni, Ipv6Prefix prefix) {
    run(
        Action.ASSIGN_IPV6_ADDRESSES,
        "eni=" + eni + " prefix=" + prefix,
        () -> ec2.assignIpv6Prefixes(eni, List.of(prefix)));
  }

  @Override
  public void tag(EniId eni, Map<String, String> tags) {
    run(
        Action.CREATE_TAGS,
        "eni=" + eni + " keys=" + tags.keySet(),
        () -> ec2.createTags(List.of(eni), tags));
  }

  @Override
  public Subnet subnet(SubnetId id) {
    var view =
        call(
                Action.DESCRIBE_SUBNETS,
                "subnet=" + id,
                () -> ec2.describeSubnets(List.of(id), List.of(), Page.Request.EVERYTHING))
            .items()
            .getFirst();
    return seen(view);
  }

  @Override
  public List<Subnet> subnets(String vpcId, String availabilityZone) {
    var filters =
        List.of(Filter.of("vpc-id", vpcId), Filter.of("availability-zone", availabilityZone));
    return call(
            Action.DESCRIBE_SUBNETS,
            "vpc=" + vpcId + " zone=" + availabilityZone,
            () -> ec2.describeSubnets(List.of(), filters, Page.Request.EVERYTHING))
        .items()
        .stream()
        .map(SimulatedPort::seen)
        .toList();
  }

  @Override
  public List<String> securityGroups(String vpcId, Map<String, String> tags) {
    var filters = new ArrayList<>(List.of(Filter.of("vpc-id", vpcId)));
    tags.forEach((key, value) -> filters.add(Filter.of("tag:" + key, value)));
    return call(
            Action.DESCRIBE_SECURITY_GROUPS,
            "vpc=" + vpcId + " tags=" + tags,
            () -> ec2.describeSecurityGroups(List.of(), filters, Page.Request.EVERYTHING))
        .items()
        .stream()
        .map(VpcConfiguration.SecurityGroup::id)
        .sorted()
        .toList();
  }

  @Override
  public void regroup(EniId eni, List<String> securityGroups) {
    run(
        Action.MODIFY_NETWORK_INTERFACE_ATTRIBUTE,
        "eni=" + eni + " groups=" + securityGroups,
        () ->
            ec2.modifyNetworkInterfaceAttribute(
                eni, new AttributeChange.SecurityGroups(securityGroups)));
  }

  @Override
  public InterfaceLimits limits(String instanceType) {
    return call(
            Action.DESCRIBE_INSTANCE_TYPES,
            "instance-type=" + instanceType,
            () -> ec2.describeInstanceTypes(List.of(instanceType)))
        .getFirst()
        .limits();
  }

  private static Subnet seen(SubnetView view) {
    var subnet = view.configuration();
    return new Subnet(
        subnet.id(), subnet.cidr(), subnet.availabilityZone(), view.freeAddresses(), subnet.tags());
  }

  @Override
  public List<Unattached> unattached(String vpcId, String cluster) {
    var filters =
        List.of(
            Filter.of("vpc-id", vpcId),
            Filter.of("status", "available"),
            Filter.of("tag-key", Interface.INSTANCE_TAG),
            Filter.of("tag:" + Interface.CLUSTER_TAG, cluster));
    return paged(
            Action.DESCRIBE_NETWORK_INTERFACES,
            "vpc=" + vpcId + " cluster=" + cluster,
            request -> ec2.describeNetworkInterfaces(List.of(), filters, request))
        .stream()
        .map(eni -> new Unattached(eni.id(), eni.type(), eni.settings().description(), eni.tags()))
        .toList();
  }

  @Override
  public Set<String> existingInstances(Set<String> ids) {
    return ids.stream()
        .sorted()
        .gather(Gatherers.windowFixed(FilterTable.VALUES_MAX))
        .flatMap(some -> instances(some).stream())
        .map(InstanceView::instance)
        .filter(Instance::running)
        .map(Instance::id)
        .collect(Collectors.toSet());
  }

  private List<InstanceView> instances(List<String> ids) {
    var filters = List.of(new Filter("instance-id", ids));
    return paged(
        Action.DESCRIBE_INSTANCES,
        "instances=" + ids.size(),
        request -> ec2.describeInstances(List.of(), filters, request));
  }

  private static List<List<Filter>> filtersFor(String instanceId) {
    return List.of(
        List.of(Filter.of("attachment.instance-id", instanceId)),
        List.of(
            Filter.of("tag:" + Interface.INSTANCE_TAG, instanceId),
            Filter.of("status", "available")));
  }

  private List<Interface> interfacesWith(String instanceId, List<Filter> filters) {
    return paged(
            Action.DESCRIBE_NETWORK_INTERFACES,
            "instance=" + instanceId,
            request -> ec2.describeNetworkInterfaces(List.of(), filters, request))
        .stream()
        .map(NetworkInterface::toInterface)
        .toList();
  }

  private static <T> List<T> paged(
      Action action, String subject, Function<Page.Request, Page<T>> describe) {
    var found = new ArrayList<T>();
    var nextToken = "";
    do {
      var request = new Page.Request(RESULTS_PER_PAGE, nextToken);
      var page = call(action, subject, () -> describe.apply(request));
      found.addAll(page.items());
      nextToken = page.nextToken();
    } while (!nextToken.isEmpty());
    return found;
  }

  private List<Ipv4Prefix> assign(EniId eni, Wanted wanted) {
    return call(
            Action.ASSIGN_PRIVATE_IP_ADDRESSES,
            "eni=" + eni + " wanted=" + wanted,
            () -> ec2.assignPrivateIpAddresses(eni, wanted))
        .stream()
        .sorted()
        .toList();
  }

  private static void run(Action action, String subject, Runnable work) {
    call(
        action,
        subject,
        () -> {
          work.run();
          return true;
        });
  }

  private static <T> T call(Action action, String subject, Supplier<T> work) {
    try {
      return work.get();
    } catch (RefusedException e) {
      throw new Ec2Exception(
          action.ec2Name(), subject, Ec2Failures.classify(e.code(), e.reason(), e.httpStatus()));
    }
  }
}
