package io.warmwell.simulator.swarm;

import io.warmwell.eni.Attachment;
import io.warmwell.eni.Ec2;
import io.warmwell.eni.Ec2Decorator;
import io.warmwell.eni.Ec2Exception;
import io.warmwell.eni.Ec2Failure;
import io.warmwell.eni.Interface;
import io.warmwell.eni.NewInterface;
import io.warmwell.eni.Subnet;
import io.warmwell.inet.Ipv4Address;
import io.warmwell.inet.Ipv4Prefix;
import io.warmwell.inet.Ipv6Prefix;
import io.warmwell.pool.EniId;
import io.warmwell.pool.InterfaceLimits;
import io.warmwell.pool.SubnetId;
import io.warmwell.simulator.ec2.NetworkInterface;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.Supplier;

/// EC2 as one daemon meets it: calls take time, are throttled, fail, or take effect without an
/// answer, and describes show the past. What one node asks for its whole cluster passes unharmed:
/// no node of the swarm does.
final class FaultyEc2 extends Ec2Decorator {
  /// A request that was on its way when its process died may still arrive, but not much later.
  private static final Duration LATE_MAX = Duration.ofSeconds(1);

  private static final Duration SDK_WAITS = Duration.ofSeconds(15);

  private static final int CALLS_PER_MINUTE_MAX = 120;

  private final Stage stage;
  private final String node;
  private final Timeline.Life life;
  private final FakeKernel kernel;
  private final Past past;
  private final Predicate<String> intended;
  private final Ec2 port;
  private final Map<String, EniId> attachments = new TreeMap<>();

  /// What is known of the node that calls.
  ///
  /// @param kernel must have been asked about what goes back
  /// @param intended whether power loss leaves what tells of a client token
  record Caller(String name, Past past, FakeKernel kernel, Predicate<String> intended) {}

  FaultyEc2(Stage stage, SwarmNode node, Timeline.Life life) {
    this(stage, life, new Caller(node.toString(), node.past(), node.kernel(), node::intends));
  }

  FaultyEc2(Stage stage, Timeline.Life life, Caller caller) {
    super(stage.ec2().port());
    this.stage = stage;
    this.life = life;
    this.node = caller.name();
    this.past = caller.past();
    this.kernel = caller.kernel();
    this.intended = caller.intended();
    this.port = stage.ec2().port();
  }

  @Override
  public List<Interface> interfacesOf(String instanceId) {
    return call(
        "DescribeNetworkInterfaces",
        "instance=" + instanceId,
        () -> {
          var seen = new LinkedHashMap<EniId, Interface>();
          port.interfacesOf(instanceId).forEach(eni -> seen.put(eni.id(), eni));
          staleStates()
              .forEach(
                  (eni, was) ->
                      was.filter(old -> isOf(old, instanceId))
                          .ifPresentOrElse(old -> seen.put(eni, old), () -> seen.remove(eni)));
          return List.copyOf(seen.values());
        });
  }

  @Override
  public Interface describe(EniId eni) {
    return call(
        "DescribeNetworkInterfaces",
        "eni=" + eni,
        () -> {
          var stale = staleStates();
          return stale.containsKey(eni)
              ? stale.get(eni).orElseThrow(() -> notFound(eni))
              : port.describe(eni);
        });
  }

  @Override
  public Interface create(NewInterface request) {
    if (!intended.test(request.clientToken())) {
      stage
          .referee()
          .report(
              "an intent outlives the machine before EC2 is asked",
              node + " " + request.clientToken());
    }
    return call(
        "CreateNetworkInterface",
        request.subnet() + " " + request.content(),
        () -> {
          var created = port.create(request);
          past.keep(created.id(), Optional.empty(), now());
          return created;
        });
  }

  @Override
  public String attach(EniId eni, String instanceId, int deviceIndex) {
    return change(
        "AttachNetworkInterface",
        eni,
        "device=" + deviceIndex,
        () -> {
          var attachment = port.attach(eni, instanceId, deviceIndex);
          attachments.put(attachment, eni);
          return attachment;
        });
  }

  @Override
  public void deleteOnTermination(EniId eni, String attachmentId) {
    run(
        "ModifyNetworkInterfaceAttribute",
        eni,
        "delete-on-termination",
        () -> port.deleteOnTermination(eni, attachmentId));
  }

  @Override
  public void detach(String attachmentId) {
    stage.ec2().interfaces().stream()
        .filter(eni -> eni.attachment() instanceof Attachment.To to && to.id().equals(attachmentId))
        .forEach(eni -> judgeSecondKey(eni.id(), eni.toInterface().blocks()));
    call(
        "DetachNetworkInterface",
        attachmentId,
        () -> {
          Optional.ofNullable(attachments.get(attachmentId)).ifPresent(this::keep);
          port.detach(attachmentId);
          return true;
        });
  }

  @Override
  public void delete(EniId eni) {
    run("DeleteNetworkInterface", eni, "", () -> port.delete(eni));
  }

  @Override
  public List<Ipv4Address> assignAddresses(EniId eni, int count) {
    return change(
        "AssignPrivateIpAddresses",
        eni,
        "addresses=" + count,
        () -> port.assignAddresses(eni, count));
  }

  @Override
  public List<Ipv4Prefix> assignPrefixes(EniId eni, int count) {
    return change(
        "AssignPrivateIpAddresses",
        eni,
        "prefixes=" + count,
        () -> port.assignPrefixes(eni, count));
  }

  @Override
  public Ipv6Prefix assignIpv6Prefix(EniId eni) {
    return change("AssignIpv6Addresses", eni, "prefixes=1", () -> port.assignIpv6Prefix(eni));
  }

  @Override
  public void assignIpv6Prefix(EniId eni, Ipv6Prefix prefix) {
    run("AssignIpv6Addresses", eni, prefix.toString(), () -> port.assignIpv6Prefix(eni, prefix));
  }

  @Override
  public void assign(EniId eni, List<Ipv4Prefix> blocks) {
    run("AssignPrivateIpAddresses", eni, blocks.toString(), () -> assignNow(eni, blocks));
  }

  private void assignNow(EniId eni, List<Ipv4Prefix> blocks) {
    try {
      port.assign(eni, blocks);
    } catch (Ec2Exception e) {
      if (e.failure().code().equals("InvalidIPAddress.InUse")) {
        stage.referee().inUse(blocks);
      }
      throw e;
    }
  }

  @Override
  public void unassign(EniId eni, List<Ipv4Prefix> blocks) {
    judgeSecondKey(eni, blocks);
    run("UnassignPrivateIpAddresses", eni, blocks.toString(), () -> port.unassign(eni, blocks));
  }

  @Override
  public void tag(EniId eni, Map<String, String> tags) {
    run("CreateTags", eni, tags.keySet().toString(), () -> port.tag(eni, tags));
  }

  @Override
  public Subnet subnet(SubnetId id) {
    return call("DescribeSubnets", id.toString(), () -> port.subnet(id));
  }

  @Override
  public List<Subnet> subnets(String vpcId, String availabilityZone) {
    return call("DescribeSubnets", availabilityZone, () -> port.subnets(vpcId, availabilityZone));
  }

  @Override
  public List<String> securityGroups(String vpcId, Map<String, String> tags) {
    return call("DescribeSecurityGroups", vpcId, () -> port.securityGroups(vpcId, tags));
  }

  @Override
  public void regroup(EniId eni, List<String> securityGroups) {
    run(
        "ModifyNetworkInterfaceAttribute",
        eni,
        securityGroups.toString(),
        () -> port.regroup(eni, securityGroups));
  }

  @Override
  public InterfaceLimits limits(String instanceType) {
    return call("DescribeInstanceTypes", instanceType, () -> port.limits(instanceType));
  }

  private void judgeSecondKey(EniId eni, List<Ipv4Prefix> blocks) {
    var unasked = kernel.unasked(blocks);
    if (!unasked.isEmpty()) {
      stage
          .referee()
          .report(
              "the kernel is asked before anything goes back", node + " " + eni + " " + unasked);
    }
  }

  private void run(String action, EniId eni, String facts, Runnable work) {
    change(
        action,
        eni,
        facts,
        () -> {
          work.run();
          return true;
        });
  }

  private <T> T change(String action, EniId eni, String facts, Supplier<T> work) {
    return call(
        action,
        eni + " " + facts,
        () -> {
          keep(eni);
          return work.get();
        });
  }

  private <T> T call(String action, String subject, Supplier<T> work) {
    stage.referee().counted(node + " " + action, CALLS_PER_MINUTE_MAX);
    stage.tally(node);
    onTheWay(work);
    refuseIfSick(action, subject);
    T answer;
    try {
      answer = work.get();
    } catch (Ec2Exception e) {
      stage.tell(node, () -> "ec2! " + e.getMessage());
      stage.timeline().pause(half());
      throw e;
    }
    stage.tell(node, () -> "ec2> " + action + " " + subject + told(answer));
    if (!action.startsWith("Describe")) {
      stage.changed();
    }
    stage.timeline().pause(half());
    if (stage.chance(stage.faults().lost())) {
      stage.tell(node, () -> "ec2! " + action + " " + subject + ": the answer was lost");
      throw new Ec2Exception(
          action, subject, new Ec2Failure.Ambiguous("SocketTimeout", "no answer"));
    }
    return answer;
  }

  /// A process that dies does not call its requests back.
  private <T> void onTheWay(Supplier<T> work) {
    try {
      stage.timeline().pause(half());
    } catch (Timeline.LifeOver dead) {
      if (life.overSince(now()).compareTo(LATE_MAX) < 0 && stage.random().nextBoolean()) {
        arriveUnheard(work);
      }
      throw dead;
    }
  }

  private <T> void arriveUnheard(Supplier<T> work) {
    try {
      var unheard = work.get();
      stage.tell(node, () -> "ec2> unheard" + told(unheard));
    } catch (Ec2Exception _) {
      // Nobody is there to hear of it.
    }
  }

  private void refuseIfSick(String action, String subject) {
    if (stage.isSilent()) {
      refuse(action, subject, SDK_WAITS, new Ec2Failure.Ambiguous("SocketTimeout", "no answer"));
    }
    var tokens = stage.faults().tokensPerSecond();
    if (tokens > 0 && !stage.buckets().take(action, tokens, now())) {
      refuse(action, subject, half(), new Ec2Failure.Throttled("RequestLimitExceeded", "later"));
    }
    if (stage.chance(stage.faults().failing())) {
      refuse(action, subject, half(), new Ec2Failure.Ambiguous("InternalError", "try again"));
    }
  }

  private void refuse(String action, String subject, Duration after, Ec2Failure failure) {
    stage.tell(node, () -> "ec2! " + action + " " + subject + ": " + failure.code());
    stage.timeline().pause(after);
    throw new Ec2Exception(action, subject, failure);
  }

  private Map<EniId, Optional<Interface>> staleStates() {
    var faults = stage.faults();
    return stage.chance(faults.stale())
        ? past.at(now().minusNanos((long) (faults.lag().toNanos() * stage.random().nextDouble())))
        : Map.of();
  }

  private void keep(EniId eni) {
    past.keep(eni, stage.ec2().find(eni).map(NetworkInterface::toInterface), now());
  }

  private static String told(Object answer) {
    return switch (answer) {
      case Interface eni -> " -> " + words(eni);
      case List<?> several -> " -> " + several.stream().map(FaultyEc2::words).toList();
      default -> "";
    };
  }

  /// Without tags, whose order is another in each process.
  private static String words(Object given) {
    return given instanceof Interface eni ? eni.id() + " " + eni.blocks() : given.toString();
  }

  private Duration half() {
    return stage.around(stage.faults().latency().dividedBy(2));
  }

  private Instant now() {
    return stage.timeline().instant();
  }

  private static boolean isOf(Interface eni, String instanceId) {
    return switch (eni.attachment()) {
      case Attachment.To to -> to.instanceId().equals(instanceId);
      case Attachment.None _ -> instanceId.equals(eni.tags().get(Interface.INSTANCE_TAG));
    };
  }

  private static Ec2Exception notFound(EniId eni) {
    return new Ec2Exception(
        "DescribeNetworkInterfaces",
        "eni=" + eni,
        new Ec2Failure.Gone("InvalidNetworkInterfaceID.NotFound", "does not exist (yet)"));
  }
}
