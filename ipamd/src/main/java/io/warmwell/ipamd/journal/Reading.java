package io.warmwell.ipamd.journal;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What the lines of a journal say, whole or not.
///
/// @param boot the boot they belong to; empty in a file that does not tell
/// @param damaged how many lines could not be read
/// @param torn whether the last line has no end
record Reading(Optional<BootId> boot, List<Entry> entries, int damaged, boolean torn) {

  Reading {
    entries = List.copyOf(entries);
  }

  static Reading of(byte[] bytes) {
    var lines = List.of(new String(bytes, StandardCharsets.UTF_8).split("\n", -1));
    // A process that died in its first write has left half a line, or a line without its end.
    var boot =
        lines.size() > 1 ? EntryCodec.decodeBoot(lines.getFirst()) : Optional.<BootId>empty();
    var entries = new ArrayList<Entry>();
    var damaged = 0;
    for (var line : lines.subList(boot.isPresent() ? 1 : 0, lines.size() - 1)) {
      var entry = EntryCodec.decode(line);
      entry.ifPresent(entries::add);
      damaged += entry.isPresent() ? 0 : 1;
    }
    return new Reading(boot, entries, damaged, !lines.getLast().isEmpty());
  }
}
