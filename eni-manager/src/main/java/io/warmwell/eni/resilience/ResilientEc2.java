package io.warmwell.eni.resilience;

import io.warmwell.eni.Ec2;
import io.warmwell.eni.Ec2Exception;
import io.warmwell.eni.Interface;
import io.warmwell.eni.NewInterface;
import io.warmwell.eni.Subnet;
import io.warmwell.eni.Unattached;
import io.warmwell.inet.Ipv4Address;
import io.warmwell.inet.Ipv4Prefix;
import io.warmwell.inet.Ipv6Prefix;
import io.warmwell.pool.EniId;
import io.warmwell.pool.InterfaceLimits;
import io.warmwell.pool.SubnetId;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/// An EC2 that this node does not call more than its share, calls less while EC2 throttles, and
/// leaves alone for a while when it does not answer.
///
/// Thread-safe. A throttled call is made again here, for [CallLimits#patience], and nowhere else;
/// whatever else fails is thrown, for whoever asked to look what it did. A call that was not made
/// fails as [withheld][io.warmwell.eni.Ec2Failure.Withheld]. It implements [Ec2] itself, so that no
/// call that is added there passes unguarded.
public final class ResilientEc2 implements Ec2 {
  /// Interfaces that are attached, and those that are attached to nothing.
  private static final int CALLS_PER_LISTING = 2;

  private final Ec2 ec2;
  private final Map<Action, Guard> guards = new EnumMap<>(Action.class);

  /// @param ec2 is called; repeats nothing itself
  /// @param watch learns how calls end
  public ResilientEc2(Ec2 ec2, CallLimits limits, TimeAndChance by, CallWatch watch) {
    this.ec2 = ec2;
    for (var action : Action.values()) {
      guards.put(action, new Guard(action, limits, by, watch));
    }
  }

  @Override
  public List<Interface> interfacesOf(String instanceId) {
    return guard(Action.DESCRIBE_INTERFACES)
        .call("instance=" + instanceId, CALLS_PER_LISTING, () -> ec2.interfacesOf(instanceId));
  }

  @Override
  public Interface describe(EniId eni) {
    return call(Action.DESCRIBE_INTERFACES, subject(eni), () -> ec2.describe(eni));
  }

  @Override
  public Interface create(NewInterface request) {
    return call(
        Action.CREATE_INTERFACE,
        "subnet=" + request.subnet() + " client-token=" + request.clientToken(),
        () -> ec2.create(request));
  }

  @Override
  public String attach(EniId eni, String instanceId, int deviceIndex) {
    return call(
        Action.ATTACH_INTERFACE,
        subject(eni) + " device=" + deviceIndex,
        () -> ec2.attach(eni, instanceId, deviceIndex));
  }

  @Override
  public void deleteOnTermination(EniId eni, String attachmentId) {
    run(
        Action.MODIFY_INTERFACE,
        subject(eni) + " attachment=" + attachmentId,
        () -> ec2.deleteOnTermination(eni, attachmentId));
  }

  @Override
  public void detach(String attachmentId) {
    run(Action.DETACH_INTERFACE, "attachment=" + attachmentId, () -> ec2.detach(attachmentId));
  }

  @Override
  public void delete(EniId eni) {
    run(Action.DELETE_INTERFACE, subject(eni), () -> ec2.delete(eni));
  }

  @Override
  public List<Ipv4Address> assignAddresses(EniId eni, int count) {
    return call(
        Action.ASSIGN_ADDRESSES,
        subject(eni) + " addresses=" + count,
        () -> ec2.assignAddresses(eni, count));
  }

  @Override
  public List<Ipv4Prefix> assignPrefixes(EniId eni, int count) {
    return call(
        Action.ASSIGN_ADDRESSES,
        subject(eni) + " prefixes=" + count,
        () -> ec2.assignPrefixes(eni, count));
  }

  @Override
  public void assign(EniId eni, List<Ipv4Prefix> blocks) {
    run(Action.ASSIGN_ADDRESSES, subject(eni) + " blocks=" + blocks, () -> ec2.assign(eni, blocks));
  }

  @Override
  public void unassign(EniId eni, List<Ipv4Prefix> blocks) {
    run(
        Action.UNASSIGN_ADDRESSES,
        subject(eni) + " blocks=" + blocks,
        () -> ec2.unassign(eni, blocks));
  }

  @Override
  public Ipv6Prefix assignIpv6Prefix(EniId eni) {
    return call(Action.ASSIGN_IPV6, subject(eni), () -> ec2.assignIpv6Prefix(eni));
  }

  @Override
  public void assignIpv6Prefix(EniId eni, Ipv6Prefix prefix) {
    run(
        Action.ASSIGN_IPV6,
        subject(eni) + " prefix=" + prefix,
        () -> ec2.assignIpv6Prefix(eni, prefix));
  }

  @Override
  public void tag(EniId eni, Map<String, String> tags) {
    run(Action.CREATE_TAGS, subject(eni) + " keys=" + tags.keySet(), () -> ec2.tag(eni, tags));
  }

  @Override
  public Subnet subnet(SubnetId id) {
    return call(Action.DESCRIBE_SUBNETS, "subnet=" + id, () -> ec2.subnet(id));
  }

  @Override
  public List<Subnet> subnets(String vpcId, String availabilityZone) {
    return call(
        Action.DESCRIBE_SUBNETS,
        "vpc=" + vpcId + " zone=" + availabilityZone,
        () -> ec2.subnets(vpcId, availabilityZone));
  }

  @Override
  public List<String> securityGroups(String vpcId, Map<String, String> tags) {
    return call(
        Action.DESCRIBE_GROUPS,
        "vpc=" + vpcId + " tags=" + tags,
        () -> ec2.securityGroups(vpcId, tags));
  }

  @Override
  public void regroup(EniId eni, List<String> securityGroups) {
    run(
        Action.MODIFY_INTERFACE,
        subject(eni) + " groups=" + securityGroups,
        () -> ec2.regroup(eni, securityGroups));
  }

  @Override
  public InterfaceLimits limits(String instanceType) {
    return call(
        Action.DESCRIBE_TYPES, "instance-type=" + instanceType, () -> ec2.limits(instanceType));
  }

  @Override
  public List<Unattached> unattached(String vpcId, String cluster) {
    return call(
        Action.DESCRIBE_INTERFACES,
        "vpc=" + vpcId + " cluster=" + cluster + " unattached",
        () -> ec2.unattached(vpcId, cluster));
  }

  @Override
  public Set<String> existingInstances(Set<String> ids) {
    return call(
        Action.DESCRIBE_INSTANCES, "instances=" + ids.size(), () -> ec2.existingInstances(ids));
  }

  /// @throws Ec2Exception as the call does, or because it was not made
  private <T> T call(Action action, String subject, Supplier<T> body) {
    return guard(action).call(subject, 1, body);
  }

  private void run(Action action, String subject, Runnable body) {
    call(
        action,
        subject,
        () -> {
          body.run();
          return true;
        });
  }

  private Guard guard(Action action) {
    return Optional.ofNullable(guards.get(action)).orElseThrow();
  }

  private static String subject(EniId eni) {
    return "eni=" + eni;
  }
}
