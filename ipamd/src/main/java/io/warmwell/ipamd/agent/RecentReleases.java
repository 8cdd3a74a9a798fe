package io.warmwell.ipamd.agent;

import io.warmwell.inet.Ipv4Prefix;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Blocks given back a moment ago. EC2's describes lag behind its writes, so for a while they may
/// still list what is gone; own writes win over such reads.
///
/// Owned by the agent thread.
final class RecentReleases {
  /// Twice the lag that the incumbent guards against, see its cool-down for freed CIDRs of 60 s.
  static final Duration SETTLING = Duration.ofMinutes(2);

  private final Map<Ipv4Prefix, Instant> settled = new TreeMap<>();

  void add(List<Ipv4Prefix> gone, Instant now) {
    gone.forEach(block -> settled.put(block, now.plus(SETTLING)));
  }

  /// EC2 gave the same blocks again.
  void remove(List<Ipv4Prefix> blocks) {
    blocks.forEach(settled::remove);
  }

  /// The blocks that are not among the recent releases.
  List<Ipv4Prefix> without(List<Ipv4Prefix> blocks, Instant now) {
    settled.values().removeIf(until -> !now.isBefore(until));
    return blocks.stream().filter(block -> !settled.containsKey(block)).toList();
  }
}
