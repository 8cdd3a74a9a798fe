package io.warmwell.simulator.swarm;

import io.warmwell.eni.Interface;
import io.warmwell.inet.Ipv4Address;
import io.warmwell.inet.Ipv4Prefix;
import io.warmwell.pool.AttachmentKey;
import io.warmwell.pool.EniId;
import io.warmwell.simulator.ec2.VpcListener;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/// Judges what happens by books of its own, which it keeps from what the world shows: answers to
/// pods, the kernel's routes, and EC2's doings. It knows nothing of the pool's state.
final class Referee implements VpcListener {
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private final Timeline timeline;
  private final long seed;
  private final Instant start;
  private final Map<Ipv4Address, Holder> holders = new TreeMap<>();
  private final Map<Ipv4Address, Rest> rests = new TreeMap<>();
  private final TreeMap<Ipv4Prefix, EniId> owned = new TreeMap<>();
  private final Map<EniId, String> instances = new TreeMap<>();
  private final Map<String, String> nodes = new TreeMap<>();
  private final Set<EniId> detachedByPerson = new HashSet<>();
  private final Map<Ipv4Address, Set<String>> takenByPerson = new TreeMap<>();
  private final Map<String, List<Loss>> losses = new TreeMap<>();
  private final Map<String, Set<Ipv4Address>> returning = new TreeMap<>();
  private final Map<Ipv4Address, Instant> freed = new TreeMap<>();
  private final Set<AttachmentKey> forgotten = new HashSet<>();

  /// When a person's detach took a block away.
  private final Map<Ipv4Prefix, Instant> cutOff = new HashMap<>();

  /// Pods with an address that people have taken and somebody else may have, and their nodes.
  private final Map<AttachmentKey, String> stranded = new HashMap<>();

  private final Set<Ipv4Address> robbed = new TreeSet<>();
  private final Map<String, Long> calls = new TreeMap<>();
  private Instant minute;
  private Optional<Violation> violation = Optional.empty();

  record Holder(String node, AttachmentKey key) {}

  private record Rest(String node, Instant until) {}

  Referee(Timeline timeline, long seed) {
    this.timeline = timeline;
    this.seed = seed;
    this.start = timeline.instant();
    this.minute = start;
  }

  Optional<Violation> violation() {
    return violation;
  }

  /// Only the first one counts: what follows may be its consequence.
  void report(String checker, String facts) {
    if (violation.isEmpty()) {
      var after = Duration.between(start, timeline.instant());
      violation = Optional.of(new Violation(seed, after, checker, facts));
      timeline.halt();
    }
  }

  /// A pod was told its address. `held` says that it had it before.
  void granted(String node, String instance, AttachmentKey key, Ipv4Address address) {
    var holder = new Holder(node, key);
    nodes.put(instance, node);
    var eni = ownerOf(address);
    if (eni.map(instances::get).filter(instance::equals).isEmpty()) {
      // Nobody tells a daemon what people take: its pods have a dead address, and no one else's.
      if (!takenByPerson.getOrDefault(address, Set.of()).contains(node) && !isCutOffNow(address)) {
        report(
            "granted addresses belong to the node",
            "%s was granted to %s and is of %s".formatted(address, holder, eni));
      }
      stranded.put(key, node);
      return;
    }
    var now = timeline.instant();
    var other = holders.put(address, holder);
    if (other != null && !other.equals(holder)) {
      if (robbed.remove(address)) {
        stranded.put(other.key(), other.node());
      } else {
        report("no address on two pods", address + " of " + other + " was granted to " + holder);
      }
    }
    var rest = rests.remove(address);
    if (rest != null && now.isBefore(rest.until()) && other == null) {
      report(
          "no address granted while cooling",
          "%s rests until %s (%s) and was granted to %s"
              .formatted(address, Duration.between(start, rest.until()), rest.node(), holder));
    }
  }

  /// Whether a person's detach ends at this very moment: the kernel's word is on its way.
  private boolean isCutOffNow(Ipv4Address address) {
    return cutOff.entrySet().stream()
        .anyMatch(
            entry ->
                entry.getKey().contains(address) && entry.getValue().equals(timeline.instant()));
  }

  /// A pod gave its address up, or never came to use it.
  void left(AttachmentKey key, Ipv4Address address) {
    stranded.remove(key);
    var holder = Optional.ofNullable(holders.get(address));
    if (holder.filter(known -> known.key().equals(key)).isPresent()) {
      holders.remove(address);
      robbed.remove(address);
    }
  }

  /// An address has been in use until now. What the node has lost to people rests nowhere.
  void rests(String node, AttachmentKey key, Ipv4Address address, Duration coolDown) {
    var owner = ownerOf(address).map(instances::get).map(nodes::get);
    if (owner.filter(node::equals).isPresent()
        && !holders.containsKey(address)
        && !forgotten.contains(key)) {
      rests.put(address, new Rest(node, timeline.instant().plus(coolDown)));
    }
  }

  /// A daemon starts after its node's clock was turned forward: by that clock, which is the only
  /// one a record can name, what rests there has rested that much longer.
  void hurryRests(String node, Duration ahead) {
    rests.replaceAll(
        (_, rest) -> rest.node().equals(node) ? new Rest(node, rest.until().minus(ahead)) : rest);
  }

  /// Lines of a node's journal went. Nothing else tells of a rest, nor of the lease of a pod that
  /// ends before the daemon is back to read the kernel, and what tells of a lease may have outlived
  /// what told of its end.
  void forgiveMemory(String node, Collection<AttachmentKey> ending, Loss loss) {
    rests
        .entrySet()
        .removeIf(entry -> entry.getValue().node().equals(node) && loss.concerns(entry.getKey()));
    ending.stream().filter(loss::concerns).forEach(forgotten::add);
    pods(node).filter(loss::concerns).forEach(forgotten::add);
    losses.computeIfAbsent(node, _ -> new ArrayList<>()).add(loss);
  }

  /// Of a pod that its dead daemon could only read from the kernel nobody knows once it has ended.
  void onlyWired(AttachmentKey key) {
    forgotten.add(key);
  }

  /// A daemon died before its disk took the end of these leases: the journal tells of them still.
  void forgiveReturn(String node, Set<Ipv4Address> addresses) {
    returning.computeIfAbsent(node, _ -> new HashSet<>()).addAll(addresses);
  }

  /// A machine went down. No pod outlives that, so its addresses are held by nobody and need no
  /// rest: the record of rests lies in memory, and a boot takes its time. Nothing may return from
  /// the journal of an earlier boot, but from one whose first line, which names the boot, was
  /// damaged since: to take that for another boot's would cost a pod its address if it is not.
  void rebooted(String node, Loss returning) {
    held(node)
        .keySet()
        .forEach(
            address -> {
              holders.remove(address);
              robbed.remove(address);
            });
    stranded.values().removeIf(node::equals);
    rests.values().removeIf(rest -> rest.node().equals(node));
    this.returning.remove(node);
    losses.put(node, new ArrayList<>(List.of(returning)));
  }

  /// A daemon has read journal and kernel: from now on it knows all pods that run there.
  void remembers(String node) {
    forgotten.removeAll(pods(node).toList());
  }

  private Stream<AttachmentKey> pods(String node) {
    return Stream.concat(
        held(node).values().stream(),
        stranded.entrySet().stream()
            .filter(entry -> entry.getValue().equals(node))
            .map(Map.Entry::getKey));
  }

  /// What pods of a node were told.
  Map<Ipv4Address, AttachmentKey> held(String node) {
    var held = new TreeMap<Ipv4Address, AttachmentKey>();
    holders.forEach(
        (address, holder) -> {
          if (holder.node().equals(node)) {
            held.put(address, holder.key());
          }
        });
    return held;
  }

  /// A person is about to detach an interface: what is lost by that is not the daemon's doing.
  void detachedByPerson(EniId eni) {
    detachedByPerson.add(eni);
  }

  /// A person is about to take a block from a node, which its daemon learns when it looks.
  void takenByPerson(String node, Ipv4Prefix block) {
    block
        .addresses()
        .forEach(address -> takenByPerson.computeIfAbsent(address, _ -> new HashSet<>()).add(node));
    rob(block);
  }

  /// EC2 says that somebody has these, perhaps as a primary address, of which nobody else tells.
  void inUse(Collection<Ipv4Prefix> blocks) {
    blocks.forEach(this::free);
  }

  private void free(Ipv4Prefix block) {
    block.addresses().forEach(address -> freed.put(address, timeline.instant()));
  }

  private void rob(Ipv4Prefix block) {
    holders.keySet().stream().filter(block::contains).forEach(robbed::add);
    rests.keySet().removeIf(block::contains);
  }

  /// Whether a lease of an address may have come back from the dead, because the record of its end
  /// was damaged or could not be written.
  boolean mayReturn(String node, Ipv4Address address) {
    return returning.getOrDefault(node, Set.of()).contains(address)
        || losses.getOrDefault(node, List.of()).stream().anyMatch(loss -> loss.concerns(address));
  }

  /// Something happened once more; more than `max` times a minute is a loop that runs hot.
  void counted(String what, int max) {
    var now = timeline.instant();
    if (Duration.between(minute, now).compareTo(MINUTE) >= 0) {
      minute = now;
      calls.clear();
    }
    if (calls.merge(what, 1L, Long::sum) > max) {
      report("calls per minute are bounded", what + " more than " + max + " times a minute");
    }
  }

  @Override
  public void attached(String instanceId, Interface attached, int deviceIndex) {
    instances.put(attached.id(), instanceId);
    for (var block : attached.blocks()) {
      owned.put(block, attached.id());
      has(attached.id(), block);
    }
  }

  @Override
  public void detached(String instanceId, EniId eni) {
    var byPerson = detachedByPerson.remove(eni);
    owned.forEach(
        (block, owner) -> {
          if (owner.equals(eni)) {
            free(block);
          }
          if (owner.equals(eni) && byPerson) {
            cutOff.put(block, timeline.instant());
            rob(block);
          } else if (owner.equals(eni)) {
            taken(eni, block);
          }
        });
    owned.values().removeIf(eni::equals);
    instances.remove(eni);
  }

  @Override
  public void assigned(EniId eni, Ipv4Prefix block) {
    owned.put(block, eni);
    var node = has(eni, block);
    // A new interface may bring such an address too, and go again before it is of use.
    robbed.removeIf(
        address ->
            block.contains(address)
                && Optional.ofNullable(holders.get(address))
                    .filter(holder -> holder.node().equals(node))
                    .isPresent());
  }

  /// Whatever people took before, the node has it now.
  private String has(EniId eni, Ipv4Prefix block) {
    var node = nodes.getOrDefault(instances.getOrDefault(eni, ""), "");
    block
        .addresses()
        .forEach(address -> takenByPerson.getOrDefault(address, new HashSet<>()).remove(node));
    return node;
  }

  @Override
  public void unassigned(EniId eni, Ipv4Prefix block) {
    owned.remove(block);
    free(block);
    taken(eni, block);
  }

  private void taken(EniId eni, Ipv4Prefix block) {
    block
        .addresses()
        .forEach(
            address -> {
              var holder = Optional.ofNullable(holders.get(address));
              if (holder.isPresent() && !robbed.contains(address)) {
                report(
                    "no address taken from a live pod",
                    address + " of " + holder.get() + " on " + eni);
              }
            });
    block
        .addresses()
        .forEach(
            address -> {
              var rest = Optional.ofNullable(rests.get(address));
              if (rest.filter(one -> timeline.instant().isBefore(one.until())).isPresent()) {
                report("addresses rest before they go back", address + " on " + eni);
              }
            });
  }

  /// Whether an address is of an interface of an instance.
  boolean owns(String instance, Ipv4Address address) {
    return ownerOf(address).filter(eni -> isOf(eni, instance)).isPresent();
  }

  /// Whether nobody has had an address since that moment.
  boolean isFreeSince(Ipv4Address address, Instant moment) {
    return ownerOf(address).isEmpty()
        && Optional.ofNullable(freed.get(address)).filter(at -> !at.isAfter(moment)).isPresent();
  }

  /// Whether an interface is attached to an instance.
  boolean isOf(EniId eni, String instance) {
    return instance.equals(instances.get(eni));
  }

  /// The attached interface that has an address, by EC2's doings.
  Optional<EniId> ownerOf(Ipv4Address address) {
    var entry = owned.floorEntry(address.toPrefix());
    return Optional.ofNullable(entry)
        .filter(found -> found.getKey().contains(address))
        .map(Map.Entry::getValue);
  }
}
