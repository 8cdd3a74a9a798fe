package io.warmwell.ipamd.ipv6;

import io.warmwell.eni.Ec2;
import io.warmwell.eni.Ec2Exception;
import io.warmwell.eni.Ec2Failure;
import io.warmwell.eni.Interface;
import io.warmwell.inet.Ipv6Address;
import io.warmwell.inet.Ipv6Prefix;
import io.warmwell.ipamd.effects.HostNetwork.HostNetworkException;
import io.warmwell.ipamd.ipv6.NodePrefix.State;
import io.warmwell.pool.EniId;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What is known of the node's /80, and the steps to one.
///
/// What is known any thread may ask; the steps call EC2, and are one thread's.
public final class PrefixSearch {
  private static final Logger log = LoggerFactory.getLogger(PrefixSearch.class);

  /// How often the prefix that was taken away is asked for, when EC2 does not say that it cannot be
  /// had.
  static final int SAME_AGAIN_MAX = 3;

  private final EniId primary;
  private final Ec2 ec2;
  private final Supplier<? extends Collection<Ipv6Address>> inUse;
  private Optional<Ipv6Prefix> lost = Optional.empty();
  private int sameAgainLeft;
  private volatile State state = new State.Missing("EC2 has not answered yet");

  /// @param inUse tells pods' addresses as the kernel has them
  public PrefixSearch(EniId primary, Ec2 ec2, Supplier<? extends Collection<Ipv6Address>> inUse) {
    this.primary = primary;
    this.ec2 = ec2;
    this.inUse = inUse;
  }

  /// What is known now.
  public State state() {
    return state;
  }

  /// Whether EC2 has listed the interface without the prefix that it is known to have. It may lag.
  public boolean isMissedIn(Collection<Interface> listed) {
    return state instanceof State.Present(var prefix)
        && listed.stream()
            .anyMatch(eni -> eni.id().equals(primary) && !eni.ipv6Prefixes().contains(prefix));
  }

  /// Looks for one: the one that was taken away, or else the one that has the most of pods'
  /// addresses, or else a new one. Looks before it asks, since the answer to an earlier call may
  /// have been lost.
  ///
  /// @return whether there is one now
  public boolean look() {
    try {
      var used = List.copyOf(inUse.get());
      var prefix = choose(ec2.describe(primary).ipv6Prefixes(), used);
      reportStrangers(prefix, used);
      log.info("IPv6 addresses of pods come from eni={} prefix={}", primary, prefix);
      lost = Optional.empty();
      state = new State.Present(prefix);
      return true;
    } catch (Ec2Exception | HostNetworkException e) {
      var reason = String.valueOf(e.getMessage());
      log.warn("no IPv6 prefix yet, pods wait eni={} error=\"{}\"", primary, reason);
      state = new State.Missing(reason);
      return false;
    }
  }

  /// Looks once more whether the prefix has been taken away; then there is none any more.
  public boolean isLost() {
    try {
      if (!isMissedIn(List.of(ec2.describe(primary)))
          || !(state instanceof State.Present(var prefix))) {
        return false;
      }
      log.error(
          "EC2 has taken the IPv6 prefix of this node's pods away, nobody can reach them by it; it"
              + " is asked for again eni={} prefix={}",
          primary,
          prefix);
      lost = Optional.of(prefix);
      sameAgainLeft = SAME_AGAIN_MAX;
      state = new State.Missing("EC2 has taken " + prefix + " from " + primary);
      return true;
    } catch (Ec2Exception e) {
      log.warn(
          "whether EC2 has taken the IPv6 prefix away is not known, the next survey asks again"
              + " eni={} error=\"{}\"",
          primary,
          e.getMessage());
      return false;
    }
  }

  private Ipv6Prefix choose(List<Ipv6Prefix> owned, Collection<Ipv6Address> used) {
    var again = lost.filter(before -> owned.contains(before) || isGivenAgain(before));
    if (again.isPresent()) {
      log.warn("pods keep their IPv6 addresses eni={} prefix={}", primary, again.get());
      return again.get();
    }
    return best(owned, used).orElseGet(() -> ec2.assignIpv6Prefix(primary));
  }

  /// @throws Ec2Exception if it may be had a little later
  private boolean isGivenAgain(Ipv6Prefix before) {
    if (sameAgainLeft == 0) {
      return false;
    }
    sameAgainLeft--;
    try {
      ec2.assignIpv6Prefix(primary, before);
      return true;
    } catch (Ec2Exception e) {
      if (sameAgainLeft > 0 && mayBeHadLater(e.failure())) {
        throw e;
      }
      log.error(
          "EC2 does not give the IPv6 prefix back, pods get another one eni={} prefix={} error=\"{}\"",
          primary,
          before,
          e.getMessage());
      sameAgainLeft = 0;
      return false;
    }
  }

  private static boolean mayBeHadLater(Ec2Failure failure) {
    return switch (failure) {
      case Ec2Failure.Throttled _,
          Ec2Failure.Withheld _,
          Ec2Failure.Busy _,
          Ec2Failure.Denied _,
          Ec2Failure.Ambiguous _ ->
          true;
      case Ec2Failure.SubnetExhausted _,
          Ec2Failure.SubnetFragmented _,
          Ec2Failure.LimitReached _,
          Ec2Failure.Gone _,
          Ec2Failure.Invalid _ ->
          false;
    };
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

  private static void reportStrangers(Ipv6Prefix prefix, Collection<Ipv6Address> used) {
    var strangers = used.stream().filter(address -> !prefix.contains(address)).toList();
    if (!strangers.isEmpty()) {
      log.error(
          "pods have IPv6 addresses of a prefix that is no longer the node's, and cannot be reached"
              + " by them: delete these pods prefix={} addresses={}",
          prefix,
          strangers);
    }
  }
}
