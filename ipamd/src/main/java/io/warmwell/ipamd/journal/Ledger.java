package io.warmwell.ipamd.journal;

import io.warmwell.inet.Ipv4Address;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What a journal says after all its lines: for each address, the last thing that happened to it.
final class Ledger {
  private final Map<Ipv4Address, Entry> entries = new TreeMap<>();

  void apply(Entry entry) {
    switch (entry) {
      case Entry.Granted(var lease) -> {
        // A release that could not be recorded shows as a second lease of the same attachment.
        entries
            .values()
            .removeIf(
                old ->
                    old instanceof Entry.Granted(var held)
                        && held.attachment().key().equals(lease.attachment().key()));
        entries.put(lease.address(), entry);
      }
      case Entry.Resting(var address, _) -> entries.put(address, entry);
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
}
