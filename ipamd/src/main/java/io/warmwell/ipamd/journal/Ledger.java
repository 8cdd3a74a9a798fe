package io.warmwell.ipamd.journal;

import io.warmwell.inet.Ipv4Address;
import io.warmwell.pool.AttachmentKey;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What a journal says after all its lines: for each address, the last thing that happened to it.
final class Ledger {
  private final Map<Ipv4Address, Entry> entries = new TreeMap<>();
  private final Map<AttachmentKey, Ipv4Address> holders = new HashMap<>();

  void apply(Entry entry) {
    switch (entry) {
      case Entry.Granted(var lease) -> {
        // A release that could not be recorded shows as a second lease of the same attachment.
        var before = holders.put(lease.attachment().key(), lease.address());
        if (before != null) {
          entries.remove(before);
        }
        replace(lease.address(), entry);
      }
      case Entry.Resting(var address, _) -> replace(address, entry);
    }
  }

  /// Drops cool-downs that are over.
  void forgetRested(Instant now) {
    entries
        .values()
        .removeIf(entry -> entry instanceof Entry.Resting(_, var until) && !now.isBefore(until));
  }

  Collection<Entry> entries() {
    return List.copyOf(entries.values());
  }

  int size() {
    return entries.size();
  }

  private void replace(Ipv4Address address, Entry entry) {
    if (entries.put(address, entry) instanceof Entry.Granted(var gone)) {
      holders.remove(gone.attachment().key(), address);
    }
  }
}
