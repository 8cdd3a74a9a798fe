package io.warmwell.pool;

import static io.warmwell.pool.Views.addresses;
import static io.warmwell.pool.Views.excluded;
import static io.warmwell.pool.Views.withPrefix;
import static org.assertj.core.api.Assertions.assertThat;

import io.warmwell.inet.Ipv4Prefix;
import io.warmwell.pool.Effect.AddBlocks;
import io.warmwell.pool.Effect.CreateInterface;
import io.warmwell.pool.Effect.DeleteInterface;
import io.warmwell.pool.Effect.ReleaseBlocks;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Interfaces in subnets that are not for pods, on an m5.large: 3 interfaces with 9 addresses each.
class ExcludedInterfacesTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final WarmTargets TWO_SPARE = new WarmTargets(0, 2, 0, 0);
  private static final Capacity M5_LARGE = new Capacity(new InterfaceLimits(3, 10), 0, 29);
  private static final EniId PRIMARY = new EniId("eni-0");
  private static final EniId SECOND = new EniId("eni-1");

  @Test
  void podsGetNoAddressesOfThem() {
    var pool = new Pool(Duration.ZERO);
    pool.addInterface(facts(), List.of(Ipv4Prefix.parse("10.0.1.10/32")));

    assertThat(pool.assign(pod("a"), START)).isEqualTo(new Assignment.NoneFree());
  }

  @Test
  void podsThatHaveOneKeepIt() {
    var pool = new Pool(Duration.ZERO);
    var block = Ipv4Prefix.parse("10.0.1.10/32");
    pool.addInterface(facts(), List.of(block));
    var lease = new Lease(pod("a"), block.base(), SECOND, 1, START);

    assertThat(pool.restore(lease)).isEqualTo(new Restoration.Restored(false));
    assertThat(pool.assign(pod("a"), START)).isEqualTo(new Assignment.Held(lease));
  }

  @Test
  void theyTakeNothingAndKeepTheirPlaces() {
    var pool = node(addresses(0, 0, 9, 0), excluded(addresses(1, 0, 1, 0)));

    assertThat(plan(pool, 20).growth())
        .containsExactly(new CreateInterface(Views.SUBNET, BlockKind.ADDRESS, 9));
  }

  @Test
  void whatIsOnThemDoesNotCount() {
    var pool = node(addresses(0, 0, 0, 0), excluded(withPrefix(addresses(1, 5, 2, 1), 3)));

    assertThat(pool.total()).isZero();
    assertThat(plan(pool, 0).growth())
        .containsExactly(new AddBlocks(PRIMARY, BlockKind.ADDRESS, 2));
  }

  @Test
  void whatIsIdleOnThemGoesWhateverTheTargets() {
    var view = addresses(1, 2, 1, 1);
    var pool = node(addresses(0, 2, 0, 0), excluded(view));

    assertThat(plan(pool, 0))
        .isEqualTo(
            new Plan(
                List.of(),
                List.of(new ReleaseBlocks(SECOND, view.prefixes().reversed().subList(0, 2)))));
  }

  @Test
  void whatIsIdleOnThemGoesWhileOthersGrowAndPodsWait() {
    var view = addresses(1, 2, 1, 0);
    var pool = node(addresses(0, 0, 0, 0), excluded(view));

    assertThat(plan(pool, 1))
        .isEqualTo(
            new Plan(
                List.of(new AddBlocks(PRIMARY, BlockKind.ADDRESS, 3)),
                List.of(new ReleaseBlocks(SECOND, view.prefixes().reversed().subList(0, 2)))));
  }

  @Test
  void whatIsIdleOnThemGoesWhilePodsWaitInVain() {
    var view = addresses(0, 2, 1, 0);

    assertThat(plan(node(excluded(view)), 1).release())
        .containsExactly(new ReleaseBlocks(PRIMARY, view.prefixes().reversed().subList(0, 2)));
  }

  @Test
  void whatIsIdleOnThemGoesWhileSomethingComesElsewhere() {
    var view = addresses(1, 2, 1, 0);
    var pool = node(addresses(0, 0, 0, 0), excluded(view));
    var coming = List.<Effect>of(new AddBlocks(PRIMARY, BlockKind.ADDRESS, 2));

    assertThat(
            new AddressPlanner()
                .plan(new Situation(pool, TWO_SPARE, M5_LARGE, 0, coming))
                .release())
        .containsExactly(new ReleaseBlocks(SECOND, view.prefixes().reversed().subList(0, 2)));
  }

  @Test
  void theOtherKindGoesFirst() {
    var view = withPrefix(addresses(1, 2, 1, 0), 0);
    var pool = node(addresses(0, 2, 0, 0), excluded(view));

    assertThat(plan(pool, 0).release())
        .containsExactly(new ReleaseBlocks(SECOND, List.of(view.prefixes().getLast())));
  }

  @Test
  void anIdleOneGoesWholeAndCostsNothingOfTheSurplus() {
    var view = addresses(1, 4, 0, 0);
    var first = addresses(0, 3, 0, 0);
    var pool = node(first, excluded(view));

    assertThat(plan(pool, 0).release())
        .containsExactly(
            new DeleteInterface(SECOND, view.prefixes()),
            new ReleaseBlocks(PRIMARY, List.of(first.prefixes().getLast())));
  }

  @Test
  void anIdleOneIsTheFirstToGoBeyondALoweredLimit() {
    var capacity = new Capacity(new InterfaceLimits(2, 10), 0, 29);
    var last = addresses(2, 2, 0, 0);
    var pool = node(addresses(0, 0, 9, 0), addresses(1, 2, 0, 0), excluded(last));
    var situation = new Situation(pool, TWO_SPARE, capacity, 0, List.of());

    assertThat(new AddressPlanner().plan(situation).release())
        .containsExactly(new DeleteInterface(new EniId("eni-2"), last.prefixes()));
  }

  @Test
  void theyGiveBackOnceAtATime() {
    var view = excluded(addresses(1, 2, 1, 0));
    var pool = node(addresses(0, 2, 0, 0), view);
    var releasing = List.<Effect>of(new ReleaseBlocks(SECOND, view.prefixes()));

    assertThat(new AddressPlanner().plan(new Situation(pool, TWO_SPARE, M5_LARGE, 0, releasing)))
        .isEqualTo(Plan.NOTHING);
  }

  @Test
  void thePrimaryOneStaysAndGivesBackItsAddresses() {
    var view = addresses(0, 2, 0, 0);

    assertThat(plan(node(excluded(view)), 0))
        .isEqualTo(
            new Plan(List.of(), List.of(new ReleaseBlocks(PRIMARY, view.prefixes().reversed()))));
  }

  @Test
  void noInterfaceIsMadeInASubnetThatIsNotForPods() {
    var pool = node(excluded(addresses(0, 0, 0, 0)));

    assertThat(plan(pool, 5)).isEqualTo(Plan.NOTHING);
    assertThat(Subnets.around(pool, Set.of()).births()).isEmpty();
    assertThat(Subnets.around(node(addresses(0, 0, 0, 0)), Set.of()).births()).hasSize(1);
  }

  @Test
  void anInterfaceElsewhereStillServesWhenThePrimaryOneDoesNot() {
    var pool = node(excluded(addresses(0, 0, 0, 0)), addresses(1, 0, 1, 0));

    assertThat(plan(pool, 1).growth()).containsExactly(new AddBlocks(SECOND, BlockKind.ADDRESS, 3));
  }

  private static Plan plan(PoolSnapshot pool, int claims) {
    return new AddressPlanner().plan(new Situation(pool, TWO_SPARE, M5_LARGE, claims, List.of()));
  }

  private static PoolSnapshot node(InterfaceView... interfaces) {
    return new PoolSnapshot(List.of(interfaces), List.of());
  }

  private static PooledInterface facts() {
    return new PooledInterface(SECOND, 1, new SubnetId("subnet-1"), true);
  }

  private static Attachment pod(String name) {
    return new Attachment(
        new AttachmentKey("net", name, "eth0"), new PodName("default", name), "eni" + name);
  }
}
