package io.warmwell.localstack;

import io.warmwell.contract.LocalStack;
import io.warmwell.eni.Attachment;
import io.warmwell.eni.Interface;
import io.warmwell.eni.aws.AwsEc2;
import io.warmwell.inet.Ipv4Address;
import io.warmwell.inet.Ipv4Prefix;
import io.warmwell.inet.Ipv6Prefix;
import io.warmwell.pool.EniId;
import io.warmwell.pool.InterfaceLimits;
import io.warmwell.pool.SubnetId;
import io.warmwell.simulator.ec2.Instance;
import io.warmwell.simulator.ec2.InstanceTypeLimits;
import io.warmwell.simulator.ec2.InstanceView;
import io.warmwell.simulator.ec2.Latencies;
import io.warmwell.simulator.ec2.MetadataSource;
import io.warmwell.simulator.ec2.NetworkInterface;
import io.warmwell.simulator.ec2.VpcConfiguration;
import io.warmwell.simulator.ec2.VpcConfiguration.SecurityGroup;
import io.warmwell.simulator.ec2.VpcConfiguration.SubnetConfiguration;
import io.warmwell.simulator.fabric.Fabric;
import io.warmwell.simulator.fabric.SubnetCidrs;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Stream;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Filter;

/// A VPC that LocalStack keeps the books of, and whose interfaces have links in a [Fabric].
///
/// LocalStack moves no packet and has no metadata service. [#settle] asks it what its instances
/// have now, and tells the fabric what is new and what is gone; the metadata service tells the
/// same.
///
/// Thread-safe: one thread at a time settles; the metadata service's threads read what the last one
/// saw.
final class LocalStackVpc implements MetadataSource, AutoCloseable {
  /// What LocalStack takes callers for whose access key is no account: the daemons, which have the
  /// keys of [io.warmwell.simulator.ec2.ImdsServer].
  private static final String ACCOUNT = "000000000000";

  static final Ipv4Prefix CIDR = Ipv4Prefix.parse("10.0.0.0/16");
  private static final Ipv4Prefix SUBNET = Ipv4Prefix.parse("10.0.16.0/20");
  private static final Ipv6Prefix SUBNET_IPV6 = new Ipv6Prefix(Fabric.IPV6_VPC.base(), Long.SIZE);

  static final String TYPE = "m5.large";
  private static final InstanceTypeLimits LIMITS =
      InstanceTypeLimits.nitro(TYPE, new InterfaceLimits(3, 10), 2);

  /// LocalStack takes any.
  private static final String IMAGE = "ami-0123456789abcdef0";

  /// From here on addresses are handed out; LocalStack gives instances the subnet's first ones.
  private static final int FIRST_ADDRESS = 256;

  private final Ec2Client client;
  private final AwsEc2 ec2;
  private final VpcConfiguration configuration;
  private final Fabric fabric;
  private final AtomicInteger nextAddress = new AtomicInteger(FIRST_ADDRESS);
  private final Map<String, InstanceView> views = new ConcurrentHashMap<>();
  private final Map<EniId, Linked> linked = new HashMap<>();

  /// An interface with a link, as the fabric knows it.
  private record Linked(String instanceId, Interface eni) {}

  private LocalStackVpc(Ec2Client client, VpcConfiguration configuration, Fabric fabric) {
    this.client = client;
    this.ec2 = new AwsEc2(client);
    this.configuration = configuration;
    this.fabric = fabric;
  }

  /// Makes the VPC at LocalStack, and a fabric for it.
  ///
  /// @param fabric makes one of the VPC's subnets
  static LocalStackVpc create(
      LocalStack localStack, Function<Map<SubnetId, SubnetCidrs>, Fabric> fabric) {
    var client = localStack.client(ACCOUNT);
    var vpc = client.createVpc(it -> it.cidrBlock(CIDR.toString())).vpc().vpcId();
    var subnet =
        new SubnetId(
            client
                .createSubnet(
                    it ->
                        it.vpcId(vpc)
                            .cidrBlock(SUBNET.toString())
                            .availabilityZone(LocalStack.ZONE))
                .subnet()
                .subnetId());
    var group =
        client
            .describeSecurityGroups(it -> it.filters(filter("vpc-id", vpc)))
            .securityGroups()
            .getFirst();
    var configuration =
        new VpcConfiguration(
            vpc,
            LocalStack.REGION,
            List.of(CIDR),
            List.of(new SubnetConfiguration(subnet, SUBNET, LocalStack.ZONE, Map.of())),
            List.of(new SecurityGroup(group.groupId(), group.groupName(), Map.of())),
            name -> Optional.of(LIMITS).filter(it -> it.name().equals(name)),
            Latencies.NONE);
    var cidrs = Map.of(subnet, new SubnetCidrs(SUBNET, SUBNET_IPV6));
    return new LocalStackVpc(client, configuration, fabric.apply(cidrs));
  }

  /// Starts an instance; it has no link before [#start].
  String runInstance() {
    return client
        .runInstances(
            it ->
                it.imageId(IMAGE)
                    .minCount(1)
                    .maxCount(1)
                    .instanceType(TYPE)
                    .subnetId(subnet().value()))
        .instances()
        .getFirst()
        .instanceId();
  }

  /// Gives an instance the link of its primary interface, and returns that interface's address.
  synchronized Ipv4Address start(String instanceId) {
    var primary = attached(instanceId).getFirst();
    var instance =
        new Instance(instanceId, LIMITS, subnet(), primary.id(), primary.primary(), true);
    views.put(instanceId, new InstanceView(instance, List.of()));
    settle();
    return primary.primary();
  }

  /// Does to links and routes what LocalStack has done to its books since the last time.
  synchronized void settle() {
    var now = new HashMap<EniId, Linked>();
    for (var instanceId : views.keySet()) {
      var attached = attached(instanceId);
      attached.forEach(eni -> now.put(eni.id(), new Linked(instanceId, eni)));
      views.computeIfPresent(
          instanceId,
          (_, view) ->
              new InstanceView(
                  view.instance(), attached.stream().map(LocalStackVpc::described).toList()));
    }
    Map.copyOf(linked).entrySet().stream()
        .filter(known -> !now.containsKey(known.getKey()))
        .forEach(gone -> detached(gone.getValue()));
    now.forEach(this::attachedOrChanged);
  }

  /// The interfaces that an instance has at LocalStack, by device index.
  List<Interface> attached(String instanceId) {
    return ec2.interfacesOf(instanceId).stream()
        .filter(eni -> eni.attachment() instanceof Attachment.To)
        .sorted(Comparator.comparingInt(LocalStackVpc::deviceIndex))
        .toList();
  }

  /// The addresses that an interface has by the last look, its primary one too; none if it has no
  /// link.
  synchronized Stream<String> addresses(String eni) {
    return Optional.ofNullable(linked.get(new EniId(eni))).map(Linked::eni).stream()
        .flatMap(it -> Stream.concat(Stream.of(it.primary()), it.addresses().stream()))
        .map(Ipv4Address::toString);
  }

  /// How many interfaces LocalStack has, attached or not.
  int interfaces() {
    return client
        .describeNetworkInterfaces(it -> it.filters(filter("vpc-id", configuration.vpcId())))
        .networkInterfaces()
        .size();
  }

  /// An address of the subnet that nobody had before.
  Ipv4Address newAddress() {
    return SUBNET.base().plus(nextAddress.getAndIncrement());
  }

  /// The instance whose primary interface has this address.
  Optional<String> instanceAt(Ipv4Address address) {
    return views.values().stream()
        .map(InstanceView::instance)
        .filter(instance -> instance.address().equals(address))
        .map(Instance::id)
        .findFirst();
  }

  SubnetId subnet() {
    return configuration.subnets().getFirst().id();
  }

  Fabric fabric() {
    return fabric;
  }

  @Override
  public InstantSource clock() {
    return InstantSource.system();
  }

  @Override
  public VpcConfiguration configuration() {
    return configuration;
  }

  @Override
  public Optional<InstanceView> view(String instanceId) {
    return Optional.ofNullable(views.get(instanceId));
  }

  /// Takes the links away; what LocalStack has goes with its memory.
  @Override
  public void close() {
    ec2.close();
    fabric.close();
  }

  private void detached(Linked gone) {
    linked.remove(gone.eni().id());
    fabric.detached(gone.instanceId(), gone.eni().id());
  }

  private void attachedOrChanged(EniId eni, Linked now) {
    var before = linked.put(eni, now);
    if (before == null) {
      fabric.attached(now.instanceId(), now.eni(), deviceIndex(now.eni()));
      return;
    }
    var had = new HashSet<>(before.eni().blocks());
    var has = new HashSet<>(now.eni().blocks());
    has.stream().filter(block -> !had.contains(block)).forEach(it -> fabric.assigned(eni, it));
    had.stream().filter(block -> !has.contains(block)).forEach(it -> fabric.unassigned(eni, it));
  }

  private static NetworkInterface described(Interface eni) {
    return new NetworkInterface(
        eni.id(),
        eni.type(),
        eni.mac(),
        eni.subnet(),
        eni.primary(),
        eni.addresses(),
        eni.prefixes(),
        eni.ipv6Prefixes(),
        new NetworkInterface.Settings("", eni.securityGroups(), true),
        new TreeMap<>(eni.tags()),
        eni.attachment());
  }

  private static int deviceIndex(Interface eni) {
    return eni.attachment() instanceof Attachment.To to ? to.deviceIndex() : -1;
  }

  private static Filter filter(String name, String value) {
    return Filter.builder().name(name).values(value).build();
  }
}
