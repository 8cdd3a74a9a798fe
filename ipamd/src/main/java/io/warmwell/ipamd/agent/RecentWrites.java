package io.warmwell.ipamd.agent;

import io.warmwell.inet.Ipv4Prefix;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Blocks that EC2 gave or took a moment ago. Its describes lag behind its writes, so for a while
/// they may show how it was before; own writes win over such reads.
///
/// Owned by the agent thread.
final class RecentWrites {
  private final Map<Ipv4Prefix, Instant> settled = new TreeMap<>();

  void add(Collection<Ipv4Prefix> blocks, Instant now) {
    blocks.forEach(block -> settled.put(block, now.plus(SurveyClock.SETTLING)));
  }

  /// The opposite was done to these.
  void remove(Collection<Ipv4Prefix> blocks) {
    blocks.forEach(settled::remove);
  }

  /// The blocks that are not among the recent ones.
  List<Ipv4Prefix> without(List<Ipv4Prefix> blocks, Instant now) {
    settled.values().removeIf(until -> !now.isBefore(until));
    return blocks.stream().filter(block -> !settled.containsKey(block)).toList();
  }
}
