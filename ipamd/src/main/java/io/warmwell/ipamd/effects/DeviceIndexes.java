package io.warmwell.ipamd.effects;

import io.warmwell.pool.EniId;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.TreeSet;

/// Which device indexes are taken, so that interfaces that are created at the same time do not ask
/// for the same one. Thread-safe.
public final class DeviceIndexes {
  private final TreeSet<Integer> taken = new TreeSet<>();
  private final Map<EniId, Integer> known = new TreeMap<>();

  /// The primary interface has index 0.
  public DeviceIndexes() {
    taken.add(0);
  }

  /// Notes where an interface is attached.
  public synchronized void note(EniId eni, int deviceIndex) {
    taken.add(deviceIndex);
    known.put(eni, deviceIndex);
  }

  /// Where an interface is attached, or was until somebody detached it.
  synchronized OptionalInt find(EniId eni) {
    var deviceIndex = known.get(eni);
    return deviceIndex == null ? OptionalInt.empty() : OptionalInt.of(deviceIndex);
  }

  /// The interface at index 0, which no node is without.
  synchronized Optional<EniId> primary() {
    return known.entrySet().stream()
        .filter(place -> place.getValue() == 0)
        .map(Map.Entry::getKey)
        .findFirst();
  }

  /// Takes the lowest index that is not taken.
  synchronized int reserve() {
    var index = 0;
    while (!taken.add(index)) {
      index++;
    }
    return index;
  }

  /// Gives a reserved index back.
  synchronized void cancel(int deviceIndex) {
    if (!known.containsValue(deviceIndex)) {
      taken.remove(deviceIndex);
    }
  }

  /// Forgets an interface that is no longer attached.
  synchronized void forget(EniId eni) {
    var deviceIndex = known.remove(eni);
    if (deviceIndex != null) {
      taken.remove(deviceIndex);
    }
  }
}
