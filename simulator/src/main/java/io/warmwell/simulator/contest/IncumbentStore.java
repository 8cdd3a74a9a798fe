package io.warmwell.simulator.contest;

import io.warmwell.inet.Ipv4Address;
import io.warmwell.inet.Ipv4Prefix;
import io.warmwell.pool.AttachmentKey;
import io.warmwell.pool.EniId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;

/// The incumbent's datastore: ENIs, their CIDRs, and the addresses in them.
///
/// Source: reference/incumbent-ipam.md §3. Not thread-safe: used by whoever the world lets run.
final class IncumbentStore {
  private final Duration coolDown;
  private final Random random;
  private final Map<EniId, Eni> enis = new LinkedHashMap<>();
  private final Map<AttachmentKey, Place> places = new HashMap<>();

  private record Place(Cidr cidr, Ipv4Address address) {}

  /// @param random stands for the random order in which the incumbent looks at ENIs and CIDRs
  IncumbentStore(Duration coolDown, Random random) {
    this.coolDown = coolDown;
    this.random = random;
  }

  /// An ENI and its CIDRs.
  static final class Eni {
    private final EniId id;
    private final int device;
    private final Instant created;
    private final Map<Ipv4Prefix, Cidr> cidrs = new TreeMap<>();

    Eni(EniId id, int device, Instant created) {
      this.id = id;
      this.device = device;
      this.created = created;
    }

    EniId id() {
      return id;
    }

    int device() {
      return device;
    }

    int cidrCount() {
      return cidrs.size();
    }

    private boolean isUnused() {
      return cidrs.values().stream().allMatch(Cidr::isUnused);
    }
  }

  private static final class Cidr {
    private final Ipv4Prefix prefix;
    private final Map<Ipv4Address, AttachmentKey> assigned = new TreeMap<>();
    private final Map<Ipv4Address, Instant> freed = new TreeMap<>();

    private Cidr(Ipv4Prefix prefix) {
      this.prefix = prefix;
    }

    private boolean isUnused() {
      return assigned.isEmpty();
    }
  }

  void add(Eni eni) {
    enis.put(eni.id, eni);
  }

  void addCidrs(Eni eni, Collection<Ipv4Prefix> blocks) {
    blocks.forEach(block -> eni.cidrs.put(block, new Cidr(block)));
  }

  /// Assigns an address of any ENI, in random order (§3.1).
  Optional<Ipv4Address> assign(AttachmentKey key, Instant now) {
    var known = places.get(key);
    if (known != null) {
      return Optional.of(known.address());
    }
    for (var eni : shuffled()) {
      for (var cidr : shuffled(eni.cidrs.values())) {
        var free = free(cidr, now);
        if (free.isPresent()) {
          cidr.assigned.put(free.get(), key);
          places.put(key, new Place(cidr, free.get()));
          return free;
        }
      }
    }
    return Optional.empty();
  }

  /// Ends an assignment; an unknown key is nothing (§3.2).
  void release(AttachmentKey key, Instant now) {
    var place = places.remove(key);
    if (place != null) {
      place.cidr().assigned.remove(place.address());
      place.cidr().freed.put(place.address(), now);
    }
  }

  /// The ENIs in random order.
  List<Eni> shuffled() {
    return shuffled(enis.values());
  }

  int eniCount() {
    return enis.size();
  }

  /// The lowest device index that no ENI has.
  int freeDevice() {
    var device = 0;
    while (hasDevice(device)) {
      device++;
    }
    return device;
  }

  IncumbentTargets.Stock stock() {
    return stock(enis.values().stream());
  }

  boolean anyUnused() {
    return enis.values().stream().anyMatch(Eni::isUnused);
  }

  /// The first ENI in random order that may be deleted (§7): not the primary one, old enough,
  /// without an address that is assigned or cools down, and not needed for the targets.
  Optional<Eni> deletable(IncumbentTargets targets, Duration ageMin, Instant now) {
    return shuffled().stream()
        .filter(eni -> eni.device != 0 && !now.isBefore(eni.created.plus(ageMin)))
        .filter(eni -> eni.isUnused() && !isCooling(eni, now))
        .filter(
            eni -> targets.areMetBy(stock(enis.values().stream().filter(other -> other != eni))))
        .findFirst();
  }

  void remove(Eni eni) {
    enis.remove(eni.id);
  }

  /// Takes CIDRs without an assigned address out of an ENI. Whether one cools down is not checked
  /// (§6, "release").
  ///
  /// @param max how many at most
  List<Ipv4Prefix> takeFree(Eni eni, int max) {
    var free =
        shuffled(eni.cidrs.values()).stream()
            .filter(Cidr::isUnused)
            .limit(max)
            .map(cidr -> cidr.prefix)
            .toList();
    eni.cidrs.keySet().removeAll(free);
    return free;
  }

  /// An address that has rested, else the lowest one that was never used (§3.1, step 3).
  private Optional<Ipv4Address> free(Cidr cidr, Instant now) {
    var rested =
        cidr.freed.entrySet().stream()
            .filter(entry -> !now.isBefore(entry.getValue().plus(coolDown)))
            .map(Map.Entry::getKey)
            .toList();
    rested.forEach(cidr.freed::remove);
    return rested.isEmpty()
        ? cidr.prefix
            .addresses()
            .filter(address -> !cidr.assigned.containsKey(address))
            .filter(address -> !cidr.freed.containsKey(address))
            .findFirst()
        : Optional.of(rested.get(random.nextInt(rested.size())));
  }

  private boolean isCooling(Eni eni, Instant now) {
    return eni.cidrs.values().stream()
        .flatMap(cidr -> cidr.freed.values().stream())
        .anyMatch(freed -> now.isBefore(freed.plus(coolDown)));
  }

  private boolean hasDevice(int device) {
    return enis.values().stream().anyMatch(eni -> eni.device == device);
  }

  private static IncumbentTargets.Stock stock(Stream<Eni> enis) {
    var total = 0;
    var assigned = 0;
    var prefixes = 0;
    var free = 0;
    for (var cidr : enis.flatMap(eni -> eni.cidrs.values().stream()).toList()) {
      var isPrefix = cidr.prefix.length() != Ipv4Address.BITS;
      total += (int) cidr.prefix.size();
      assigned += cidr.assigned.size();
      prefixes += isPrefix ? 1 : 0;
      free += isPrefix && cidr.isUnused() ? 1 : 0;
    }
    return new IncumbentTargets.Stock(total, assigned, prefixes, free);
  }

  private <T> List<T> shuffled(Collection<T> items) {
    var order = new ArrayList<>(items);
    Collections.shuffle(order, random);
    return order;
  }
}
