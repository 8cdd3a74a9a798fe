package io.warmwell.ipamd.ipv6;

import io.warmwell.eni.Ec2;
import io.warmwell.eni.Ec2Exception;
import io.warmwell.eni.Pause;
import io.warmwell.inet.Ipv6Address;
import io.warmwell.inet.Ipv6Prefix;
import io.warmwell.pool.EniId;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The /80 of the primary interface that pods have their IPv6 addresses of. One is enough: it has
/// room for every IPv4 address there is.
///
/// Thread-safe. A thread of its own asks EC2 until there is one, and ends.
public final class NodePrefix implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(NodePrefix.class);
  private static final Duration RETRY_MIN = Duration.ofSeconds(2);
  private static final Duration RETRY_MAX = Duration.ofMinutes(2);

  private final EniId primary;
  private final Ec2 ec2;
  private final Collection<Ipv6Address> inUse;
  private final Pause pause;
  private final Thread thread;
  private volatile State state = new State.Missing("EC2 has not answered yet");

  private NodePrefix(EniId primary, Ec2 ec2, Collection<Ipv6Address> inUse, Pause pause) {
    this.primary = primary;
    this.ec2 = ec2;
    this.inUse = List.copyOf(inUse);
    this.pause = pause;
    this.thread = Thread.ofVirtual().name("ipv6-prefix").unstarted(this::run);
  }

  /// Whether there is one.
  public sealed interface State {

    record Present(Ipv6Prefix prefix) implements State {}

    /// @param reason what EC2 said last
    record Missing(String reason) implements State {}
  }

  /// Starts to look for it: the one that has the addresses which pods have already, or else any, or
  /// else a new one.
  ///
  /// @param inUse pods' addresses as the kernel has them
  public static NodePrefix start(
      EniId primary, Ec2 ec2, Collection<Ipv6Address> inUse, Pause pause) {
    var prefix = new NodePrefix(primary, ec2, inUse, pause);
    prefix.thread.start();
    return prefix;
  }

  /// What is known now.
  public State state() {
    return state;
  }

  /// Stops looking.
  @Override
  public void close() {
    thread.interrupt();
  }

  private void run() {
    var wait = RETRY_MIN;
    try {
      while (!isFound()) {
        pause.pause(wait);
        wait = wait.compareTo(RETRY_MAX.dividedBy(2)) > 0 ? RETRY_MAX : wait.multipliedBy(2);
      }
    } catch (InterruptedException _) {
      // The daemon stops.
    }
  }

  /// Looks before it asks, since the answer to an earlier call may have been lost.
  private boolean isFound() {
    try {
      var owned = ec2.describe(primary).ipv6Prefixes();
      var prefix = best(owned, inUse).orElseGet(() -> ec2.assignIpv6Prefix(primary));
      reportStrangers(prefix);
      log.info("IPv6 addresses of pods come from eni={} prefix={}", primary, prefix);
      state = new State.Present(prefix);
      return true;
    } catch (Ec2Exception e) {
      var reason = String.valueOf(e.getMessage());
      log.warn("no IPv6 prefix yet, pods wait eni={} error=\"{}\"", primary, reason);
      state = new State.Missing(reason);
      return false;
    }
  }

  /// The prefix with the most of these addresses; the lowest of several.
  static Optional<Ipv6Prefix> best(List<Ipv6Prefix> owned, Collection<Ipv6Address> inUse) {
    return owned.stream()
        .sorted()
        .max(
            Comparator.<Ipv6Prefix>comparingLong(
                    prefix -> inUse.stream().filter(prefix::contains).count())
                .thenComparing(Comparator.reverseOrder()));
  }

  private void reportStrangers(Ipv6Prefix prefix) {
    var strangers = inUse.stream().filter(address -> !prefix.contains(address)).toList();
    if (!strangers.isEmpty()) {
      log.error(
          "pods have IPv6 addresses of a prefix that is no longer the node's, and cannot be reached"
              + " by them: delete these pods prefix={} addresses={}",
          prefix,
          strangers);
    }
  }
}
