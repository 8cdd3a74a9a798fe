package io.warmwell.simulator.swarm;

import io.warmwell.eni.Interface;
import io.warmwell.inet.Ipv4Address;
import io.warmwell.inet.Ipv4Prefix;
import io.warmwell.pool.AttachmentKey;
import io.warmwell.pool.EniId;
import io.warmwell.simulator.ec2.VpcListener;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

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
  private final Set<EniId> touched = new HashSet<>();
  private final Set<String> damaged = new HashSet<>();
  private final Set<AttachmentKey> forgotten = new HashSet<>();
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
    var now = timeline.instant();
    var holder = new Holder(node, key);
    var other = holders.put(address, holder);
    if (other != null && !other.equals(holder) && !robbed.contains(address)) {
      report("no address on two pods", address + " of " + other + " was granted to " + holder);
    }
    var rest = rests.remove(address);
    if (rest != null && now.isBefore(rest.until()) && other == null) {
      report(
          "no address granted while cooling",
          "%s rests until %s (%s) and was granted to %s"
              .formatted(address, Duration.between(start, rest.until()), rest.node(), holder));
    }
    var eni = ownerOf(address);
    if (eni.map(instances::get).filter(instance::equals).isEmpty() && !isExcused(eni)) {
      report(
          "granted addresses belong to the node",
          "%s was granted to %s and is of %s".formatted(address, holder, eni));
    }
  }

  /// A pod gave its address up, or never came to use it.
  void left(AttachmentKey key, Ipv4Address address) {
    var holder = Optional.ofNullable(holders.get(address));
    if (holder.filter(known -> known.key().equals(key)).isPresent()) {
      holders.remove(address);
      robbed.remove(address);
    }
  }

  /// An address has been in use until now.
  void rests(String node, AttachmentKey key, Ipv4Address address, Duration coolDown) {
    if (!holders.containsKey(address) && !forgotten.contains(key)) {
      rests.put(address, new Rest(node, timeline.instant().plus(coolDown)));
    }
  }

  /// A node's clock was turned: what rests there is not judged.
  void forgiveRests(String node) {
    rests.values().removeIf(rest -> rest.node().equals(node));
  }

  /// A node's records were damaged: pods that end before its daemon is back may be unknown to it,
  /// and so may what rests.
  void forgiveMemory(String node, Collection<AttachmentKey> ending) {
    forgiveRests(node);
    forgotten.addAll(ending);
    damaged.add(node);
    holders.values().stream()
        .filter(holder -> holder.node().equals(node))
        .map(Holder::key)
        .forEach(forgotten::add);
  }

  /// A person laid hands on an interface: what is lost by that is not the daemon's doing.
  void touchedByPerson(EniId eni) {
    touched.add(eni);
    owned.forEach(
        (block, owner) -> {
          if (owner.equals(eni)) {
            holders.keySet().stream().filter(block::contains).forEach(robbed::add);
          }
        });
  }

  /// Whether a node's records were damaged in the past: leases may have come back from the dead.
  boolean isDamaged(String node) {
    return damaged.contains(node);
  }

  boolean isTouched(EniId eni) {
    return touched.contains(eni);
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
    attached.addresses().forEach(address -> owned.put(address.toPrefix(), attached.id()));
    attached.prefixes().forEach(prefix -> owned.put(prefix, attached.id()));
  }

  @Override
  public void detached(String instanceId, EniId eni) {
    var lost = owned.entrySet().stream().filter(entry -> entry.getValue().equals(eni)).toList();
    lost.forEach(entry -> taken(entry.getValue(), entry.getKey()));
    owned.values().removeIf(eni::equals);
    instances.remove(eni);
  }

  @Override
  public void assigned(EniId eni, Ipv4Prefix block) {
    owned.put(block, eni);
  }

  @Override
  public void unassigned(EniId eni, Ipv4Prefix block) {
    owned.remove(block);
    taken(eni, block);
  }

  private void taken(EniId eni, Ipv4Prefix block) {
    if (touched.contains(eni)) {
      return;
    }
    holders.forEach(
        (address, holder) -> {
          if (block.contains(address)) {
            report("no address taken from a live pod", address + " of " + holder + " on " + eni);
          }
        });
    rests.forEach(
        (address, rest) -> {
          if (block.contains(address) && timeline.instant().isBefore(rest.until())) {
            report("addresses rest before they go back", address + " on " + eni);
          }
        });
  }

  /// The attached interface that has an address, by EC2's doings.
  Optional<EniId> ownerOf(Ipv4Address address) {
    var entry = owned.floorEntry(address.toPrefix());
    return Optional.ofNullable(entry)
        .filter(found -> found.getKey().contains(address))
        .map(Map.Entry::getValue);
  }

  /// After a person's deed the daemon cannot know at once; which interface it was is unknown too
  /// when it is gone.
  private boolean isExcused(Optional<EniId> eni) {
    return !touched.isEmpty() && eni.isEmpty();
  }
}
