package io.warmwell.simulator.ec2;

import io.warmwell.eni.Ec2;
import io.warmwell.inet.Ipv4Address;
import io.warmwell.inet.Ipv4Prefix;
import io.warmwell.inet.Ipv6Prefix;
import io.warmwell.pool.EniId;
import io.warmwell.pool.SubnetId;
import io.warmwell.simulator.ec2.VpcConfiguration.SecurityGroup;
import io.warmwell.simulator.ec2.VpcConfiguration.SubnetConfiguration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/// EC2 as a strict state machine: the network interfaces of one VPC, by EC2's rules and with EC2's
/// refusals. The same seed, clock readings and calls give the same answers.
///
/// Thread-safe: one lock guards all state, and every [VpcListener] is called under it, in order; a
/// listener must not wait for another thread that calls this object. It has no thread and no clock
/// of its own: a change that takes time (attaching, detaching) takes effect at the first call after
/// it is due. Who needs that to happen while nobody calls uses [#nextDue] and [#advance], or a
/// [SettlingThread].
///
/// Every method named after an action of EC2 throws [RefusedException] when EC2 would refuse.
public final class SimulatedEc2 implements MetadataSource {
  private final ReentrantLock lock = new ReentrantLock();
  private final InstantSource clock;
  private final VpcState state;
  private final BlockVerbs blocks;
  private final Ipv6Verbs ipv6;
  private final InterfaceVerbs interfaces;
  private final AttachmentVerbs attachments;
  private final Queries queries;
  private final Map<Action, Long> calls = new EnumMap<>(Action.class);

  /// @param seed decides ids, the choice of addresses, and latencies
  public SimulatedEc2(VpcConfiguration configuration, InstantSource clock, long seed) {
    this.clock = clock;
    this.state = new VpcState(configuration, seed);
    this.blocks = new BlockVerbs(state);
    this.ipv6 = new Ipv6Verbs(state);
    this.interfaces = new InterfaceVerbs(state, blocks);
    this.attachments = new AttachmentVerbs(state, interfaces);
    this.queries = new Queries(state);
  }

  /// The VPC it was made for.
  @Override
  public VpcConfiguration configuration() {
    return state.configuration();
  }

  /// The clock it reads.
  @Override
  public InstantSource clock() {
    return clock;
  }

  /// The daemon's port to this EC2, without HTTP between.
  public Ec2 port() {
    return new SimulatedPort(this);
  }

  /// Tells a listener of every change from now on; not of what is attached already.
  public void listen(VpcListener listener) {
    locked(
        () -> {
          state.listen(listener);
          return true;
        });
  }

  /// Lets every change take effect whose time has come.
  public void advance() {
    locked(() -> true);
  }

  /// When the next change is due; empty while nothing is on its way.
  public Optional<Instant> nextDue() {
    return locked(() -> attachments.due().next());
  }

  /// How often each action was called and understood, by EC2's name of it; also those refused.
  public Map<String, Long> callsByAction() {
    return locked(
        () -> {
          var byName = new TreeMap<String, Long>();
          calls.forEach((action, count) -> byName.put(action.ec2Name(), count));
          return byName;
        });
  }

  /// An id for [Launch] that no instance has.
  public String newInstanceId() {
    return locked(state.ids()::instance);
  }

  /// Starts an instance; its primary interface is attached before this returns.
  public Instance runInstance(Launch launch) {
    return locked(() -> attachments.launch(launch, clock.instant()));
  }

  /// Ends an instance; interfaces marked DeleteOnTermination go with it, the others become
  /// available. Does nothing to an instance that has ended before.
  public void terminateInstance(String instanceId) {
    locked(
        () -> {
          attachments.terminate(instanceId);
          return true;
        });
  }

  /// Gives a subnet these tags in place of those that it has, as a person does.
  public void tagSubnet(SubnetId subnet, Map<String, String> tags) {
    locked(
        () -> {
          state.tag(subnet, tags);
          return true;
        });
  }

  /// The running instance whose primary interface has this primary address.
  public Optional<String> instanceAt(Ipv4Address primary) {
    return locked(() -> state.instances().at(primary).map(Instance::id));
  }

  /// An instance and its linked interfaces by slot, at one moment.
  @Override
  public Optional<InstanceView> view(String instanceId) {
    return locked(() -> state.instances().find(instanceId).map(this::viewOf));
  }

  /// Every interface of the VPC, ordered by id.
  public List<NetworkInterface> interfaces() {
    return locked(() -> List.copyOf(state.interfaces().all().values()));
  }

  /// An interface, if it exists.
  public Optional<NetworkInterface> find(EniId eni) {
    return locked(() -> state.interfaces().find(eni));
  }

  /// EC2: CreateNetworkInterface. A repeated client token returns the interface as it is now; if it
  /// is gone, the refusal says so.
  public NetworkInterface createNetworkInterface(CreateInterface request) {
    return call(Action.CREATE_NETWORK_INTERFACE, () -> interfaces.create(request, clock.instant()));
  }

  /// EC2: AttachNetworkInterface. Returns the attachment's id.
  public String attachNetworkInterface(EniId eni, String instanceId, Slot slot) {
    return call(
        Action.ATTACH_NETWORK_INTERFACE,
        () -> attachments.attach(eni, instanceId, slot, clock.instant()));
  }

  /// EC2: DetachNetworkInterface.
  public void detachNetworkInterface(String attachmentId) {
    run(Action.DETACH_NETWORK_INTERFACE, () -> attachments.detach(attachmentId, clock.instant()));
  }

  /// EC2: DeleteNetworkInterface.
  public void deleteNetworkInterface(EniId eni) {
    run(Action.DELETE_NETWORK_INTERFACE, () -> interfaces.delete(eni));
  }

  /// EC2: ModifyNetworkInterfaceAttribute.
  public void modifyNetworkInterfaceAttribute(EniId eni, AttributeChange change) {
    run(Action.MODIFY_NETWORK_INTERFACE_ATTRIBUTE, () -> interfaces.modify(eni, change));
  }

  /// EC2: AssignPrivateIpAddresses. Returns what is new, single addresses as /32s.
  public List<Ipv4Prefix> assignPrivateIpAddresses(EniId eni, Wanted wanted) {
    return call(Action.ASSIGN_PRIVATE_IP_ADDRESSES, () -> blocks.assign(eni, wanted));
  }

  /// EC2: UnassignPrivateIpAddresses. Single addresses are given as /32s.
  public void unassignPrivateIpAddresses(EniId eni, List<Ipv4Prefix> given) {
    run(Action.UNASSIGN_PRIVATE_IP_ADDRESSES, () -> blocks.unassign(eni, given));
  }

  /// EC2: AssignIpv6Addresses, of that many /80s. Returns the new ones.
  public List<Ipv6Prefix> assignIpv6Prefixes(EniId eni, int count) {
    return call(Action.ASSIGN_IPV6_ADDRESSES, () -> ipv6.assign(eni, count));
  }

  /// EC2: AssignIpv6Addresses, of these very /80s.
  public List<Ipv6Prefix> assignIpv6Prefixes(EniId eni, List<Ipv6Prefix> prefixes) {
    return call(Action.ASSIGN_IPV6_ADDRESSES, () -> ipv6.assign(eni, prefixes));
  }

  /// EC2: UnassignIpv6Addresses, of /80s.
  public void unassignIpv6Prefixes(EniId eni, List<Ipv6Prefix> prefixes) {
    run(Action.UNASSIGN_IPV6_ADDRESSES, () -> ipv6.unassign(eni, prefixes));
  }

  /// EC2: CreateTags, of interfaces.
  public void createTags(List<EniId> enis, Map<String, String> tags) {
    run(Action.CREATE_TAGS, () -> interfaces.tag(enis, tags));
  }

  /// EC2: DeleteTags, of interfaces.
  public void deleteTags(List<EniId> enis, List<String> keys) {
    run(Action.DELETE_TAGS, () -> interfaces.untag(enis, keys));
  }

  /// EC2: DescribeNetworkInterfaces.
  public Page<NetworkInterface> describeNetworkInterfaces(
      List<EniId> ids, List<Filter> filters, Page.Request request) {
    return call(
        Action.DESCRIBE_NETWORK_INTERFACES, () -> queries.interfaces(ids, filters, request));
  }

  /// EC2: DescribeInstances.
  public Page<InstanceView> describeInstances(
      List<String> ids, List<Filter> filters, Page.Request request) {
    return call(
        Action.DESCRIBE_INSTANCES,
        () -> {
          var page = queries.instances(ids, filters, request);
          return new Page<>(page.items().stream().map(this::viewOf).toList(), page.nextToken());
        });
  }

  /// EC2: DescribeSubnets.
  public Page<SubnetView> describeSubnets(
      List<SubnetId> ids, List<Filter> filters, Page.Request request) {
    return call(
        Action.DESCRIBE_SUBNETS,
        () -> {
          var page = queries.subnets(ids.stream().map(SubnetId::value).toList(), filters, request);
          return new Page<>(page.items().stream().map(this::viewOf).toList(), page.nextToken());
        });
  }

  /// EC2: DescribeSecurityGroups.
  public Page<SecurityGroup> describeSecurityGroups(
      List<String> ids, List<Filter> filters, Page.Request request) {
    return call(
        Action.DESCRIBE_SECURITY_GROUPS, () -> queries.securityGroups(ids, filters, request));
  }

  /// EC2: DescribeInstanceTypes, of types that are named.
  public List<InstanceTypeLimits> describeInstanceTypes(List<String> names) {
    return call(
        Action.DESCRIBE_INSTANCE_TYPES, () -> names.stream().map(attachments::type).toList());
  }

  private InstanceView viewOf(Instance instance) {
    var attached =
        state.instances().slots(instance.id()).values().stream()
            .map(state.interfaces()::require)
            .toList();
    return new InstanceView(instance, attached);
  }

  private SubnetView viewOf(SubnetConfiguration subnet) {
    return new SubnetView(subnet, state.allocator(subnet.id()).freeAddresses());
  }

  private void run(Action action, Runnable work) {
    call(
        action,
        () -> {
          work.run();
          return true;
        });
  }

  private <T> T call(Action action, Supplier<T> work) {
    return locked(
        () -> {
          calls.merge(action, 1L, Long::sum);
          return work.get();
        });
  }

  private <T> T locked(Supplier<T> work) {
    lock.lock();
    try {
      attachments.settle(clock.instant());
      return work.get();
    } finally {
      lock.unlock();
    }
  }
}
