package io.warmwell.simulator.ec2;

import io.warmwell.eni.Attachment;
import io.warmwell.pool.EniId;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/// The interfaces of the VPC, with the indexes that keep calls cheap in a large fleet.
///
/// Not thread-safe: guarded by the lock of [SimulatedEc2].
final class Interfaces {
  private final NavigableMap<EniId, NetworkInterface> all = new TreeMap<>();
  private final NavigableMap<EniId, NetworkInterface> available = new TreeMap<>();
  private final Map<String, EniId> byAttachment = new HashMap<>();

  NavigableMap<EniId, NetworkInterface> all() {
    return Collections.unmodifiableNavigableMap(all);
  }

  /// Those that are attached to nothing.
  NavigableMap<EniId, NetworkInterface> available() {
    return Collections.unmodifiableNavigableMap(available);
  }

  /// Those of these ids.
  ///
  /// @throws RefusedException that names every id that is not there
  NavigableMap<EniId, NetworkInterface> require(Collection<EniId> ids) {
    var missing = ids.stream().filter(id -> !all.containsKey(id)).distinct().toList();
    if (!missing.isEmpty()) {
      throw Refusals.noSuchInterfaces(missing);
    }
    var found = new TreeMap<EniId, NetworkInterface>();
    ids.forEach(id -> found.put(id, require(id)));
    return found;
  }

  NetworkInterface require(EniId id) {
    return find(id).orElseThrow(() -> Refusals.noSuchInterfaces(List.of(id)));
  }

  NetworkInterface requireAttachment(String attachmentId) {
    return findAttachment(attachmentId).orElseThrow(() -> Refusals.noSuchAttachment(attachmentId));
  }

  Optional<NetworkInterface> find(EniId id) {
    return Optional.ofNullable(all.get(id));
  }

  Optional<NetworkInterface> findAttachment(String attachmentId) {
    return Optional.ofNullable(byAttachment.get(attachmentId)).map(this::require);
  }

  /// Adds an interface, or replaces what was known under its id.
  void put(NetworkInterface changed) {
    find(changed.id()).ifPresent(this::removeFromIndexes);
    all.put(changed.id(), changed);
    switch (changed.attachment()) {
      case Attachment.None _ -> available.put(changed.id(), changed);
      case Attachment.To to -> byAttachment.put(to.id(), changed.id());
    }
  }

  void remove(NetworkInterface gone) {
    removeFromIndexes(gone);
    all.remove(gone.id());
  }

  private void removeFromIndexes(NetworkInterface before) {
    switch (before.attachment()) {
      case Attachment.None _ -> available.remove(before.id());
      case Attachment.To to -> byAttachment.remove(to.id());
    }
  }
}
