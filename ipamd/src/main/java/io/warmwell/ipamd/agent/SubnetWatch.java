package io.warmwell.ipamd.agent;

import io.warmwell.eni.Ec2Failure;
import io.warmwell.ipamd.birth.Places;
import io.warmwell.pool.Birthplace;
import io.warmwell.pool.BlockKind;
import io.warmwell.pool.Effect;
import io.warmwell.pool.EniId;
import io.warmwell.pool.Pool;
import io.warmwell.pool.PooledInterface;
import io.warmwell.pool.SubnetId;
import io.warmwell.pool.Subnets;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What is known of the subnets: where new interfaces can be made, which subnets are not for pods,
/// which have refused prefixes or addresses a short while ago, and when to look again.
///
/// Owned by the agent thread.
final class SubnetWatch {
  private static final Logger log = LoggerFactory.getLogger(SubnetWatch.class);

  /// A subnet stays fragmented until addresses that lie in each other's way have been given back;
  /// the incumbent waits two minutes.
  static final Refusals.Pauses PREFIX_PAUSES =
      new Refusals.Pauses(Duration.ofMinutes(2), Duration.ofMinutes(30), 0.5);

  /// One that is full has an address again as soon as somebody leaves. Everybody waits for that:
  /// nearly all of a pause is chance.
  static final Refusals.Pauses ADDRESS_PAUSES =
      new Refusals.Pauses(Duration.ofSeconds(30), Duration.ofMinutes(4), 0.1);

  private static final String SUBNET_GONE = "InvalidSubnetID.NotFound";

  private final Pool pool;
  private final Refusals prefixes;
  private final Refusals addresses;
  private final LookClock clock;
  private final Set<SubnetId> excluded = new HashSet<>();
  private Care care;
  private Optional<Places> places = Optional.empty();

  /// @param pool with the interfaces that there are at the start
  SubnetWatch(Pool pool, Care care, RandomGenerator random) {
    this.pool = pool;
    this.care = care;
    this.prefixes = new Refusals(PREFIX_PAUSES, random);
    this.addresses = new Refusals(ADDRESS_PAUSES, random);
    this.clock = new LookClock(random);
    interfaces()
        .filter(facts -> facts.isExcluded() && !isSpared(facts))
        .forEach(facts -> excluded.add(facts.subnet()));
    exclude(Instant.MIN);
  }

  /// What plans are made with.
  Subnets known(Instant now) {
    var withoutPrefixes = prefixes.subnets(now);
    if (!care.seeksSubnets()) {
      var around = Subnets.around(pool.snapshot(now), withoutPrefixes);
      return new Subnets(around.births(), withoutPrefixes, addresses.subnets(now));
    }
    var births = places.map(Places::births).orElseGet(List::of);
    return new Subnets(births, withoutPrefixes, addresses.subnets(now));
  }

  /// What may be known later, at best, and when: without the refusals of now, and after a look.
  Optional<Hope> hope(Instant now) {
    var subnets = known(now);
    var undecided = subnets.births().isEmpty() && care.seeksSubnets();
    var births = undecided ? anywhere(now) : subnets.births();
    var decided = undecided ? Optional.of(clock.next().orElse(now)) : Optional.<Instant>empty();
    return Stream.of(decided, addresses.next(now))
        .flatMap(Optional::stream)
        .min(Instant::compareTo)
        .map(at -> new Hope(new Subnets(births, subnets.withoutPrefixes(), Set.of()), at));
  }

  /// What a look may show.
  private List<Birthplace> anywhere(Instant now) {
    return pool.snapshot(now).primary().stream()
        .map(facts -> new Birthplace(facts.subnet(), 0))
        .toList();
  }

  /// @param at when these may be known
  record Hope(Subnets subnets, Instant at) {}

  /// Whether there is growth under way, and all of it asks subnets that refused the last time.
  boolean isDoomed(Collection<Effect> inFlight) {
    var asked = inFlight.stream().flatMap(effect -> asked(effect).stream()).toList();
    return !asked.isEmpty() && asked.stream().allMatch(addresses::isLast);
  }

  /// Why interfaces or addresses cannot be had everywhere, if they cannot.
  Optional<String> reason(Instant now) {
    return addresses
        .reason(now)
        .or(() -> places.filter(there -> there.births().isEmpty()).flatMap(Places::trouble))
        .or(() -> prefixes.reason(now));
  }

  /// Other things are seen to from now on.
  void care(Care changed, Instant now) {
    if (!care.equals(changed)) {
      care = changed;
      clock.now();
      exclude(now);
    }
  }

  /// Something that the choice of subnets depends on has changed.
  void changed() {
    clock.now();
  }

  boolean isLookDue(Instant now) {
    return care.seeksSubnets() && clock.isDue(now);
  }

  void lookBegan() {
    clock.begin();
  }

  void lookFailed(Instant now) {
    clock.end(false, now);
  }

  /// A look has shown this.
  void seen(Places seen, Instant now) {
    clock.end(seen.trouble().isEmpty(), now);
    if (!places.map(Places::births).equals(Optional.of(seen.births()))) {
      log.info("new interfaces are made in subnets={} trouble={}", seen.births(), seen.trouble());
    }
    places = Optional.of(seen);
    seen.forPods()
        .forEach(
            (subnet, forPods) -> {
              if (forPods) {
                excluded.remove(subnet);
              } else {
                excluded.add(subnet);
              }
            });
    exclude(now);
  }

  /// Nothing can be made in a subnet after all.
  void unborn(SubnetId subnet, String reason, Instant now) {
    places = places.map(there -> there.without(subnet, reason));
    clock.useless(now);
  }

  /// An interface as the pool shall have it.
  PooledInterface facts(PooledInterface facts) {
    return facts.excluded(isExcluded(facts));
  }

  /// Growth has worked.
  ///
  /// @param count how many blocks came
  void given(Effect effect, int count, Instant now) {
    if (effect instanceof Effect.CreateInterface) {
      clock.useful();
    }
    var isAll = !(effect instanceof Effect.AddBlocks(_, _, int wanted)) || count >= wanted;
    asked(effect).ifPresent(subnet -> given(subnet, isOfPrefixes(effect), isAll, now));
  }

  private void given(SubnetId subnet, boolean isOfPrefixes, boolean isAll, Instant now) {
    addresses.given(subnet, now);
    if (isOfPrefixes) {
      prefixes.given(subnet, now);
    }
    if (!isAll && isOfPrefixes) {
      prefixes.refused(subnet, subnet + " has no more whole /28", now);
    } else if (!isAll) {
      addresses.refused(subnet, subnet + " has no more free addresses", now);
    }
  }

  /// Growth has failed. Returns whether that is the subnet's doing: elsewhere it may work.
  boolean refused(Effect effect, Ec2Failure failure, String reason, Instant now) {
    var subnet = asked(effect);
    if (subnet.isEmpty()) {
      return false;
    }
    if (isScarcity(failure)) {
      (isOfPrefixes(effect) ? prefixes : addresses).refused(subnet.get(), reason, now);
      return true;
    }
    if (effect instanceof Effect.CreateInterface && failure.code().equals(SUBNET_GONE)) {
      addresses.refused(subnet.get(), reason, now);
      clock.useless(now);
      return true;
    }
    return false;
  }

  /// When something changes by itself.
  Optional<Instant> next(Instant now) {
    var look = care.seeksSubnets() ? clock.next() : Optional.<Instant>empty();
    return Stream.of(prefixes.next(now), addresses.next(now), look)
        .flatMap(Optional::stream)
        .min(Instant::compareTo);
  }

  private void exclude(Instant now) {
    for (var view : pool.snapshot(now).interfaces()) {
      var facts = view.facts();
      var wanted = isExcluded(facts);
      if (facts.isExcluded() != wanted) {
        log.warn(
            "{} eni={} subnet={}",
            wanted ? "interface serves no more pods" : "interface serves pods again",
            facts.eni(),
            facts.subnet());
        pool.exclude(facts.eni(), wanted);
      }
    }
  }

  private boolean isExcluded(PooledInterface facts) {
    return isSpared(facts) || excluded.contains(facts.subnet());
  }

  private boolean isSpared(PooledInterface facts) {
    return care.sparesPrimary() && facts.isPrimary();
  }

  private Stream<PooledInterface> interfaces() {
    return pool.snapshot(Instant.MIN).interfaces().stream().map(view -> view.facts());
  }

  /// The subnet that growth asks for addresses.
  private Optional<SubnetId> asked(Effect effect) {
    return switch (effect) {
      case Effect.AddBlocks(EniId eni, _, _) ->
          pool.knows(eni) ? Optional.of(pool.facts(eni).subnet()) : Optional.empty();
      case Effect.CreateInterface(SubnetId subnet, _, _) -> Optional.of(subnet);
      case Effect.ReleaseBlocks _, Effect.DeleteInterface _, Effect.Upkeep _ -> Optional.empty();
    };
  }

  private static boolean isOfPrefixes(Effect effect) {
    return switch (effect) {
      case Effect.AddBlocks(_, BlockKind kind, _) -> kind == BlockKind.PREFIX;
      case Effect.CreateInterface(_, BlockKind kind, _) -> kind == BlockKind.PREFIX;
      case Effect.ReleaseBlocks _, Effect.DeleteInterface _, Effect.Upkeep _ -> false;
    };
  }

  /// Whether a failure tells of a subnet that has too few addresses; of a prefix refused for want
  /// of addresses it may still have single ones.
  private static boolean isScarcity(Ec2Failure failure) {
    return failure instanceof Ec2Failure.SubnetFragmented
        || failure instanceof Ec2Failure.SubnetExhausted;
  }
}
