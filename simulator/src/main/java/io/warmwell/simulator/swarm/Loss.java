package io.warmwell.simulator.swarm;

import io.warmwell.inet.Ipv4Address;
import io.warmwell.pool.AttachmentKey;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;

/// What a damaged journal no longer tells: the lines that are not in it any more as they were.
///
/// @param lines those that went
record Loss(List<String> lines) {
  Loss {
    lines = List.copyOf(lines);
  }

  static Loss of(byte[] before, byte[] after) {
    var left = new HashSet<>(lines(after));
    return new Loss(lines(before).stream().filter(line -> !left.contains(line)).toList());
  }

  /// Whether something was lost that the journal knew of an address.
  boolean concerns(Ipv4Address address) {
    return lines.stream().anyMatch(line -> line.contains('"' + address.toString() + '"'));
  }

  /// Whether something was lost that the journal knew of an attachment.
  boolean concerns(AttachmentKey key) {
    return lines.stream().anyMatch(line -> line.contains('"' + key.container() + '"'));
  }

  /// Complete lines; what follows the last line feed is none.
  private static List<String> lines(byte[] bytes) {
    var all = Arrays.asList(new String(bytes, StandardCharsets.UTF_8).split("\n", -1));
    return all.subList(0, all.size() - 1);
  }
}
