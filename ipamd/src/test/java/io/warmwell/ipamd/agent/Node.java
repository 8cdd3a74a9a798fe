package io.warmwell.ipamd.agent;

import io.warmwell.cni.Leases;
import io.warmwell.eni.Interface;
import io.warmwell.inet.Ipv4Address;
import io.warmwell.inet.Ipv4Prefix;
import io.warmwell.inet.MacAddress;
import io.warmwell.pool.AddressPlanner;
import io.warmwell.pool.Attachment;
import io.warmwell.pool.AttachmentKey;
import io.warmwell.pool.Capacity;
import io.warmwell.pool.Effect;
import io.warmwell.pool.EniId;
import io.warmwell.pool.InterfaceLimits;
import io.warmwell.pool.Lease;
import io.warmwell.pool.Planner;
import io.warmwell.pool.PodName;
import io.warmwell.pool.Pool;
import io.warmwell.pool.PoolSnapshot;
import io.warmwell.pool.PooledInterface;
import io.warmwell.pool.SubnetId;
import io.warmwell.pool.WarmTargets;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// An agent on an m5.large whose effects end when the test says so and whose time stands still
/// until the test lets it pass.
final class Node {
  static final SubnetId SUBNET = new SubnetId("subnet-1");
  static final EniId PRIMARY = new EniId("eni-0");
  private static final String INSTANCE = "i-1";
  static final Duration ADD_WAIT = Duration.ofSeconds(20);
  static final Duration RELEASE_DELAY = Duration.ofSeconds(60);
  static final Duration COOL_DOWN = Duration.ofSeconds(30);

  private final Pool pool = new Pool(COOL_DOWN);
  private final List<Effect> started = new ArrayList<>();
  private final List<String> records = new ArrayList<>();
  private final Capacity capacity;
  private final NodeAgent agent;
  private boolean recordsFail;
  private Instant now = Instant.parse("2026-01-01T00:00:00Z");

  Node(WarmTargets targets) {
    this(targets, 29);
  }

  Node(WarmTargets targets, int maxPods) {
    this(new AddressPlanner(), targets, maxPods);
  }

  Node(Planner planner, WarmTargets targets, int maxPods) {
    capacity = new Capacity(new InterfaceLimits(3, 10), 0, maxPods);
    var outside = new NodeAgent.Outside(new Memory(), (_, effect) -> started.add(effect));
    agent = new NodeAgent(policy(targets, capacity), pool, planner, outside, new Random(1));
  }

  static Policy policy(WarmTargets targets, Capacity capacity) {
    return new Policy(targets, capacity, ADD_WAIT, RELEASE_DELAY, COOL_DOWN, "m5.large");
  }

  /// Aims at other targets, everything else as before.
  void aim(WarmTargets targets, Planner planner) {
    change(policy(targets, capacity), planner);
  }

  void change(Policy policy, Planner planner) {
    handle(new Event.PolicyChanged(policy, planner));
  }

  /// Announces pods that are bound to the node and have no address.
  void schedule(String... containers) {
    handle(
        new Event.PodsScheduled(
            Stream.of(containers)
                .map(container -> attachment(container).pod())
                .collect(Collectors.toSet())));
  }

  Node owning(String... blocks) {
    pool.addInterface(interfaceAt(0), List.of(blocks).stream().map(Ipv4Prefix::parse).toList());
    return this;
  }

  /// A node whose subnet is not for pods.
  Node excluded(String... blocks) {
    pool.addInterface(
        new PooledInterface(PRIMARY, 0, SUBNET, true),
        List.of(blocks).stream().map(Ipv4Prefix::parse).toList());
    return this;
  }

  /// What a caller heard, and what had been recorded by then.
  record Asked(List<Leases.Answer> answers, List<String> recordsWhenAnswered) {

    Ipv4Address address() {
      return NodeAgentTest.leaseIn(answers.getFirst()).address();
    }
  }

  Asked ask(String container) {
    var asked = new Asked(new ArrayList<>(), new ArrayList<>());
    handle(
        new Event.AddressAsked(
            attachment(container),
            answer -> {
              asked.answers().add(answer);
              asked.recordsWhenAnswered().addAll(records);
            }));
    return asked;
  }

  void release(String container) {
    handle(new Event.ReleaseAsked(attachment(container).key(), () -> {}));
  }

  /// Whether one more would get an address.
  Leases.Readiness readiness() {
    var heard = new ArrayList<Leases.Readiness>();
    handle(new Event.ReadinessAsked(heard::add));
    return heard.getFirst();
  }

  Leases.Found find(String container) {
    var heard = new ArrayList<Leases.Found>();
    handle(new Event.LeaseAsked(attachment(container).key(), heard::add));
    return heard.getFirst();
  }

  List<Leases.Lease> leases(String network) {
    var heard = new ArrayList<List<Leases.Lease>>();
    handle(new Event.LeasesAsked(key -> key.network().equals(network), heard::add));
    return heard.getFirst();
  }

  /// Ends the effect that was started as the n-th, counting from 0.
  void end(int index, Ending ending) {
    handle(new Event.EffectEnded(index + 1, ending));
  }

  void wake() {
    handle(new Event.Woken());
  }

  /// Lets time pass, waking the agent whenever it asked for it.
  void sleep(Duration duration) {
    var end = now.plus(duration);
    for (var wake = agent.nextWake(now); wake.isPresent(); wake = agent.nextWake(now)) {
      var at = wake.get();
      if (at.isAfter(end)) {
        break;
      }
      now = at.isAfter(now) ? at : now.plusMillis(1);
      wake();
    }
    now = end;
    wake();
  }

  Instant now() {
    return now;
  }

  Optional<Instant> nextWake() {
    return agent.nextWake(now);
  }

  void recordsFail(boolean fail) {
    recordsFail = fail;
  }

  List<Effect> started() {
    return started;
  }

  List<String> records() {
    return records;
  }

  Effect last() {
    return started.getLast();
  }

  /// Ends the effect that was started last.
  void endLast(Ending ending) {
    end(started.size() - 1, ending);
  }

  Capacity capacity() {
    return agent.capacity();
  }

  PoolSnapshot snapshot() {
    return agent.snapshot(now);
  }

  Lease leaseOf(String container, String address) {
    return new Lease(attachment(container), Ipv4Address.parse(address), PRIMARY, 0, now);
  }

  static PooledInterface interfaceAt(int device) {
    return new PooledInterface(new EniId("eni-" + device), device, SUBNET);
  }

  /// Ends the survey that was started last with what EC2 shows of the interfaces.
  void survey(Interface... seen) {
    var index = started.lastIndexOf(new Effect.Survey());
    end(index, new Ending.Surveyed(List.of(seen), true));
  }

  /// The kernel tells of a link.
  void link(int device, boolean isThere) {
    handle(new Event.LinkChanged(interfaceAt(device).eni(), isThere));
  }

  /// How EC2 shows an attached interface of ours.
  static Interface seen(int device, String... blocks) {
    return seen(device, attached(device), Map.of(Interface.INSTANCE_TAG, INSTANCE), blocks);
  }

  /// How EC2 shows an interface of ours that somebody detached.
  static Interface detached(int device, String... blocks) {
    var none = new io.warmwell.eni.Attachment.None();
    return seen(device, none, Map.of(Interface.INSTANCE_TAG, INSTANCE), blocks);
  }

  /// How EC2 shows an attached interface of somebody else.
  static Interface foreign(int device) {
    return seen(device, attached(device), Map.of());
  }

  /// How EC2 shows an attached trunk, with the tag that makes ordinary interfaces ours.
  static Interface trunk(int device) {
    var ordinary = seen(device);
    return new Interface(
        ordinary.id(),
        Interface.Type.TRUNK,
        ordinary.mac(),
        ordinary.subnet(),
        ordinary.primary(),
        ordinary.addresses(),
        ordinary.prefixes(),
        ordinary.ipv6Prefixes(),
        ordinary.tags(),
        ordinary.attachment());
  }

  /// Expects a trunk from now on.
  void expectTrunk(WarmTargets targets) {
    var expecting = new Capacity(capacity.limits(), 0, 0, true, capacity.addressesMax());
    change(policy(targets, expecting), new AddressPlanner());
  }

  private static Interface seen(
      int device,
      io.warmwell.eni.Attachment attachment,
      Map<String, String> tags,
      String... blocks) {
    var all = Stream.of(blocks).map(Ipv4Prefix::parse).toList();
    return new Interface(
        interfaceAt(device).eni(),
        MacAddress.parse("02:00:00:00:00:0" + device),
        interfaceAt(device).subnet(),
        Ipv4Address.parse("10.0.0.20" + device),
        all.stream().filter(block -> block.length() == 32).map(Ipv4Prefix::base).toList(),
        all.stream().filter(block -> block.length() < 32).toList(),
        tags,
        attachment);
  }

  private static io.warmwell.eni.Attachment attached(int device) {
    var status = io.warmwell.eni.Attachment.Status.ATTACHED;
    return new io.warmwell.eni.Attachment.To("attach-" + device, INSTANCE, device, 0, status, true);
  }

  Node owningSecondary(String... blocks) {
    pool.addInterface(interfaceAt(1), List.of(blocks).stream().map(Ipv4Prefix::parse).toList());
    return this;
  }

  void handle(Event event) {
    agent.handle(event, now);
  }

  private static Attachment attachment(String container) {
    return new Attachment(
        new AttachmentKey("net", container, "eth0"),
        new PodName("default", container),
        "eni" + container);
  }

  private final class Memory implements Records {
    @Override
    public void granted(Lease lease) {
      record("granted " + lease.address());
    }

    @Override
    public void released(Lease lease, Instant restsUntil) {
      record("released " + lease.address());
    }

    @Override
    public Optional<String> trouble() {
      return recordsFail ? Optional.of("disk full") : Optional.empty();
    }

    private void record(String line) {
      if (recordsFail) {
        throw new RecordException("disk full", new IOException("ENOSPC"));
      }
      records.add(line);
    }
  }
}
