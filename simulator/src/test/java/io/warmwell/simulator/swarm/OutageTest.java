package io.warmwell.simulator.swarm;

import static org.assertj.core.api.Assertions.assertThat;

import io.warmwell.inet.Ipv4Address;
import io.warmwell.pool.Attachment;
import io.warmwell.pool.AttachmentKey;
import io.warmwell.pool.InterfaceLimits;
import io.warmwell.pool.PodName;
import io.warmwell.pool.WarmTargets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/// EC2 answers nobody for half an hour, then throttles for ten minutes, while pods come and go on
/// several nodes of production daemons. Virtual time.
final class OutageTest {
  private static final int NODES = 6;
  private static final int PODS_BEFORE = 8;
  private static final Duration OUTAGE = Duration.ofMinutes(30);
  private static final Duration THROTTLING = Duration.ofMinutes(10);
  private static final Duration BACK_OFF = Duration.ofSeconds(10);
  private static final Duration MINUTE = Duration.ofMinutes(1);

  /// Of the account, for all nodes: an interface takes three.
  private static final double TOKENS_PER_SECOND = 0.2;

  private static final int CALLS_OF_A_NODE_IN_AN_OUTAGE_MAX = 50;
  private static final int CALLS_OF_A_NODE_IN_THE_FIRST_MINUTE_MAX = 30;
  private static final int CALLS_OF_ALL_IN_THE_FIRST_MINUTE_MAX = 100;
  private static final Duration GROWS_AGAIN_WITHIN = Duration.ofSeconds(100);

  private final CalmWorld world =
      new CalmWorld(
          1, CalmWorld.Region.calm(Duration.ofMillis(200)), Collections.nCopies(NODES, node()));
  private final List<ProductionIpam> ipams =
      IntStream.range(0, NODES).mapToObj(node -> (ProductionIpam) world.production(node)).toList();
  private final List<Pod> pods = new ArrayList<>();

  private final class Pod {
    private final int node;
    private final String name;
    private final Instant asked = world.now();
    private Optional<Ipv4Address> address = Optional.empty();
    private Optional<Instant> served = Optional.empty();
    private boolean gone;

    private Pod(int node) {
      this.node = node;
      this.name = "pod-" + pods.size();
      pods.add(this);
      ask();
    }

    private void ask() {
      ipams.get(node).add(attachment(), this::answered);
    }

    private void answered(Optional<Ipv4Address> answer) {
      if (gone) {
        ipams.get(node).delete(attachment().key());
        return;
      }
      address = answer;
      served = answer.map(_ -> world.now());
      if (answer.isEmpty()) {
        world.in(BACK_OFF, () -> askAgain());
      }
    }

    private void askAgain() {
      if (!gone) {
        ask();
      }
    }

    private void delete() {
      gone = true;
      ipams.get(node).delete(attachment().key());
    }

    private Attachment attachment() {
      return new Attachment(
          new AttachmentKey("net", name, "eth0"), new PodName("default", name), "eni" + name);
    }

    private boolean keepsItsAddress() {
      return ipams.get(node).granted(attachment().key()).equals(address);
    }
  }

  @Test
  void anOutageIsSatOutAndNoStormFollows() {
    start();
    var before = List.copyOf(pods);
    assertThat(before).allMatch(pod -> pod.address.isPresent());

    var calls = attempts();
    var outage = world.now();
    world.silence(true);
    churn(OUTAGE, 2);
    var duringOutage = since(calls);

    assertThat(served(outage)).as("pods served from the pool").isGreaterThanOrEqualTo(2 * NODES);
    assertThat(waiting()).as("pods that nothing was left for").isNotEmpty();
    assertThat(lastRefusals())
        .allSatisfy(
            text ->
                assertThat(text)
                    .contains("EC2 has not answered for ")
                    .contains("level=no-calls")
                    .contains("no answer"));
    assertThat(duringOutage)
        .allSatisfy(count -> assertThat(count).isLessThan(CALLS_OF_A_NODE_IN_AN_OUTAGE_MAX));

    world.silence(false);
    world.refill(TOKENS_PER_SECOND);
    var throttling = attempts();
    var back = world.now();
    churn(MINUTE, 1);
    var firstMinute = since(throttling);
    churn(THROTTLING.minus(MINUTE), 1);
    world.refill(0);
    churn(Duration.ofMinutes(5), 1);

    report(duringOutage, firstMinute, outage, back);
    assertThat(firstMinute)
        .allSatisfy(count -> assertThat(count).isLessThan(CALLS_OF_A_NODE_IN_THE_FIRST_MINUTE_MAX));
    assertThat(sum(firstMinute)).isLessThan(CALLS_OF_ALL_IN_THE_FIRST_MINUTE_MAX);
    assertThat(waiting()).isEmpty();
    assertThat(before)
        .filteredOn(pod -> !pod.gone)
        .isNotEmpty()
        .allMatch(Pod::keepsItsAddress, "keeps its address");
  }

  @Test
  void growthResumesSoonAfterAnOutage() {
    start();
    world.silence(true);
    churn(OUTAGE, 2);
    var waiting = waiting();
    assertThat(waiting).isNotEmpty();

    world.silence(false);
    var back = world.now();
    world.runFor(GROWS_AGAIN_WITHIN.plus(BACK_OFF));

    assertThat(waiting)
        .allSatisfy(
            pod ->
                assertThat(pod.served)
                    .hasValueSatisfying(
                        at ->
                            assertThat(Duration.between(back, at))
                                .isLessThan(GROWS_AGAIN_WITHIN.plus(BACK_OFF))));
  }

  private void start() {
    ipams.forEach(ProductionIpam::start);
    world.runFor(MINUTE);
    for (var node = 0; node < NODES; node++) {
      for (var pod = 0; pod < PODS_BEFORE; pod++) {
        new Pod(node);
      }
    }
    world.runFor(Duration.ofMinutes(4));
  }

  /// Each minute a pod comes to each node, and one goes every so many minutes.
  private void churn(Duration length, int goesEvery) {
    for (var minute = 0; minute < length.toMinutes(); minute++) {
      for (var node = 0; node < NODES; node++) {
        new Pod(node);
        if (minute % goesEvery == 0) {
          anOldOneOn(node).delete();
        }
      }
      world.runFor(MINUTE);
    }
  }

  private Pod anOldOneOn(int node) {
    return pods.stream()
        .filter(pod -> pod.node == node && !pod.gone && pod.address.isPresent())
        // Some stay for the whole time.
        .skip(PODS_BEFORE / 2)
        .findFirst()
        .orElseThrow();
  }

  private long served(Instant since) {
    return pods.stream()
        .filter(pod -> !pod.asked.isBefore(since) && pod.address.isPresent())
        .count();
  }

  private List<Pod> waiting() {
    return pods.stream().filter(pod -> !pod.gone && pod.address.isEmpty()).toList();
  }

  private List<String> lastRefusals() {
    return ipams.stream()
        .filter(ipam -> !ipam.refusals().isEmpty())
        .map(ipam -> ipam.refusals().getLast().details())
        .toList();
  }

  private List<Long> attempts() {
    return IntStream.range(0, NODES).mapToObj(world::attempts).toList();
  }

  private List<Long> since(List<Long> before) {
    var now = attempts();
    return IntStream.range(0, NODES).mapToObj(node -> now.get(node) - before.get(node)).toList();
  }

  private static long sum(List<Long> counts) {
    return counts.stream().flatMapToLong(LongStream::of).sum();
  }

  private void report(List<Long> outage, List<Long> first, Instant began, Instant back) {
    System.out.printf(
        "calls per node in the outage %s, in the first minute after it %s; pods served in the outage"
            + " %d, told why not %d times, e.g. %s; last waiting pod served %s after EC2 was back%n",
        outage,
        first,
        pods.stream()
            .filter(pod -> !pod.asked.isBefore(began))
            .filter(pod -> pod.served.filter(at -> at.isBefore(back)).isPresent())
            .count(),
        ipams.stream().mapToInt(ipam -> ipam.refusals().size()).sum(),
        lastRefusals().getFirst(),
        pods.stream()
            .filter(pod -> pod.asked.isBefore(back))
            .flatMap(pod -> pod.served.stream())
            .max(Instant::compareTo)
            .map(at -> Duration.between(back, at))
            .orElse(Duration.ZERO));
  }

  private static CalmWorld.Node node() {
    return new CalmWorld.Node(
        new SwarmOptions.Type("m5.large", new InterfaceLimits(3, 10)),
        false,
        new WarmTargets(0, 4, 0, 0),
        29,
        Duration.ofSeconds(30));
  }
}
