package io.warmwell.pool;

import io.warmwell.inet.Ipv4Address;
import io.warmwell.inet.Ipv4Prefix;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// A secondary address or prefix and the states of its addresses. Owned by [Pool].
final class Block {
  private final Ipv4Prefix prefix;
  private final Slot[] slots;

  /// Whether the node may have lost it.
  private boolean doubted;

  /// The last view made, good within these moments: a snapshot is taken at every event, and most
  /// blocks have not changed since the one before.
  private BlockView view;

  private Instant viewedAt = Instant.MAX;
  private Instant viewEnds = Instant.MIN;

  Block(Ipv4Prefix prefix) {
    this.prefix = prefix;
    this.slots = new Slot[BlockKind.of(prefix).size()];
    Arrays.fill(slots, new Slot.Free());
    this.view = new BlockView(prefix, slots.length, 0, 0, 0);
  }

  Ipv4Prefix prefix() {
    return prefix;
  }

  Slot slot(Ipv4Address address) {
    return slots[indexOf(address)];
  }

  void put(Ipv4Address address, Slot slot) {
    slots[indexOf(address)] = slot;
    changed();
  }

  /// In doubt nothing of it is leased, and what is free counts as withdrawn.
  void doubt(boolean inDoubt) {
    doubted = inDoubt;
    changed();
  }

  /// Whether no pod uses or recently used any of it and it is not on its way back, in doubt or not.
  boolean isUnused(Instant now) {
    return Arrays.stream(slots).allMatch(slot -> slot.at(now) instanceof Slot.Free);
  }

  void update(UnaryOperator<Slot> change) {
    Arrays.setAll(slots, index -> change.apply(slots[index]));
    changed();
  }

  Optional<Ipv4Address> lowestFree(Instant now) {
    return IntStream.range(0, doubted ? 0 : slots.length)
        .filter(index -> slots[index].at(now) instanceof Slot.Free)
        .mapToObj(prefix.base()::plus)
        .findFirst();
  }

  BlockView view(Instant now) {
    if (now.isBefore(viewedAt) || !now.isBefore(viewEnds)) {
      view = count(now);
      viewedAt = now;
      viewEnds = firstCooled(now).orElse(Instant.MAX);
    }
    return view;
  }

  /// When the next of its addresses has cooled down, if any is cooling.
  Optional<Instant> nextCooled(Instant now) {
    return view(now).cooling() > 0 ? Optional.of(viewEnds) : Optional.empty();
  }

  /// Until when its addresses rest that were released, those that have rested included.
  Map<Ipv4Address, Instant> coolDowns() {
    var resting = new TreeMap<Ipv4Address, Instant>();
    for (var index = 0; index < slots.length; index++) {
      if (slots[index] instanceof Slot.Cooling(Instant until)) {
        resting.put(prefix.base().plus(index), until);
      }
    }
    return resting;
  }

  private BlockView count(Instant now) {
    int free = 0;
    int assigned = 0;
    int cooling = 0;
    int withdrawn = 0;
    for (var slot : slots) {
      switch (slot.at(now)) {
        case Slot.Free _ -> free++;
        case Slot.Assigned _ -> assigned++;
        case Slot.Cooling _ -> cooling++;
        case Slot.Withdrawn _ -> withdrawn++;
      }
    }
    return doubted
        ? new BlockView(prefix, 0, assigned, cooling, withdrawn + free)
        : new BlockView(prefix, free, assigned, cooling, withdrawn);
  }

  private Optional<Instant> firstCooled(Instant now) {
    return Arrays.stream(slots)
        .flatMap(
            slot ->
                slot.at(now) instanceof Slot.Cooling(Instant until)
                    ? Stream.of(until)
                    : Stream.empty())
        .min(Instant::compareTo);
  }

  private void changed() {
    viewedAt = Instant.MAX;
    viewEnds = Instant.MIN;
  }

  private int indexOf(Ipv4Address address) {
    if (!prefix.contains(address)) {
      throw new IllegalArgumentException(address + " is not in " + prefix);
    }
    return address.bits() - prefix.base().bits();
  }
}
