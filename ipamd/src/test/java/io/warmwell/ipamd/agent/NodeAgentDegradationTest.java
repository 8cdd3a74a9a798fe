package io.warmwell.ipamd.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.warmwell.cni.Leases;
import io.warmwell.eni.Ec2Failure;
import io.warmwell.ipamd.agent.Degradation.Level;
import io.warmwell.pool.Effect;
import io.warmwell.pool.WarmTargets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// What the agent does while EC2 throttles or does not answer, and how it comes back.
final class NodeAgentDegradationTest {
  private static final WarmTargets NOTHING_WARM = new WarmTargets(0, 1, 0, 0);
  private static final String ASSIGN = "AssignPrivateIpAddresses";
  private static final Ec2Failure SILENCE =
      new Ec2Failure.Ambiguous("SocketTimeoutException", "no answer");
  private static final Ec2Failure THROTTLED =
      new Ec2Failure.Throttled("RequestLimitExceeded", "slow down");
  private static final Ec2Failure EXPIRED =
      new Ec2Failure.Denied("ExpiredToken", "the token has expired");

  private final Node node = new Node(NOTHING_WARM).owning("10.0.0.10/32");

  @Test
  void nothingIsAskedOfAnEc2ThatDoesNotAnswer() {
    hear(SILENCE, Ec2Health.USELESS_MAX);

    node.ask("a");
    node.ask("b");

    assertThat(level()).isEqualTo(Level.NO_CALLS);
    assertThat(node.started()).isEmpty();
  }

  @Test
  void podsGetWhatThePoolHasAndAreToldWhyNotMore() {
    hear(SILENCE, Ec2Health.USELESS_MAX);
    node.sleep(Duration.ofSeconds(2));

    var served = node.ask("a");
    var refused = node.ask("b");

    assertThat(served.answers().getFirst()).isInstanceOf(Leases.Answer.Leased.class);
    assertThat(refused.answers().getFirst())
        .isInstanceOfSatisfying(
            Leases.Answer.Refused.class,
            answer ->
                assertThat(answer.details())
                    .contains("EC2 has not answered for 2 s (level=no-calls, last:")
                    .contains(ASSIGN + ": SocketTimeoutException: no answer"));
    assertThat(node.readiness())
        .isInstanceOfSatisfying(
            Leases.Readiness.NotReady.class,
            answer -> assertThat(answer.details()).contains("level=no-calls"));
  }

  @Test
  void oneCallAtATimeFindsOutWhenEc2IsBack() {
    hear(SILENCE, Ec2Health.USELESS_MAX);
    node.ask("a");
    node.sleep(Ec2Health.FIRST_PROBE);
    node.sleep(Duration.ofMinutes(10));

    assertThat(node.started()).containsExactly(new Effect.Probe());
  }

  @Test
  void probesBecomeRarerButNotTooRareForWhoWaits() {
    hear(SILENCE, Ec2Health.USELESS_MAX);
    node.ask("a");

    for (var minute = 0; minute < 30; minute++) {
      node.sleep(Ec2Health.PROBE_MAX);
      if (node.started().size() > minute) {
        node.endLast(new Ending.Failed(SILENCE, "DescribeNetworkInterfaces: no answer"));
      }
    }

    assertThat(node.started()).hasSizeBetween(25, 45).containsOnly(new Effect.Probe());
  }

  @Test
  void anAnswerBringsGrowthBackAtOnce() {
    hear(SILENCE, Ec2Health.USELESS_MAX);
    node.ask("a");

    hear(Optional.empty());

    assertThat(level()).isEqualTo(Level.NO_RELEASES);
    assertThat(node.started()).hasOnlyElementsOfType(Effect.AddBlocks.class).isNotEmpty();
  }

  @Test
  void aThrottledCallIsAnAnswer() {
    hear(SILENCE, Ec2Health.USELESS_MAX);

    hear(Optional.of(THROTTLED));

    assertThat(level()).isEqualTo(Level.NO_RELEASES);
  }

  @Test
  void credentialsThatAreNotGoodEndCallsToo() {
    hear(EXPIRED, Ec2Health.USELESS_MAX);
    node.ask("a");

    var refused = node.ask("b").answers().getFirst();

    assertThat(refused)
        .isInstanceOfSatisfying(
            Leases.Answer.Refused.class,
            answer ->
                assertThat(answer.details())
                    .contains("EC2 has refused this node's credentials")
                    .contains("ExpiredToken"));
  }

  @Test
  void nothingIsGivenBackWhileEc2Throttles() {
    var rich = new Node(NOTHING_WARM).owning("10.0.0.10/32", "10.0.0.11/32", "10.0.0.12/32");
    hear(rich, Optional.of(THROTTLED), Ec2Health.TROUBLES_MAX);

    rich.sleep(Ec2Health.CALM);

    assertThat(rich.started()).isEmpty();
  }

  @Test
  void someMinutesWithoutTroubleBringReleasesBack() {
    var rich = new Node(NOTHING_WARM).owning("10.0.0.10/32", "10.0.0.11/32", "10.0.0.12/32");
    hear(rich, Optional.of(THROTTLED), Ec2Health.TROUBLES_MAX);

    rich.sleep(Ec2Health.CALM.multipliedBy(2).plus(Node.RELEASE_DELAY.multipliedBy(2)));

    assertThat(level(rich)).isEqualTo(Level.NORMAL);
    assertThat(rich.started()).hasOnlyElementsOfType(Effect.ReleaseBlocks.class).isNotEmpty();
  }

  @Test
  void aSingleThrottledCallChangesNothing() {
    hear(Optional.of(THROTTLED));

    assertThat(level()).isEqualTo(Level.NORMAL);
  }

  @Test
  void whatConcernsTheKernelGoesOn() {
    hear(SILENCE, Ec2Health.USELESS_MAX);

    node.link(0, false);

    assertThat(node.started()).isEmpty();
    assertThat(node.nextWake()).hasValueSatisfying(at -> assertThat(at).isAfter(node.now()));
  }

  private void hear(Ec2Failure failure, int times) {
    hear(node, Optional.of(failure), times);
  }

  private void hear(Optional<Ec2Failure> failure) {
    hear(node, failure, 1);
  }

  private static void hear(Node node, Optional<Ec2Failure> failure, int times) {
    for (var i = 0; i < times; i++) {
      node.handle(new Event.CallEnded(ASSIGN, failure));
    }
  }

  private Level level() {
    return level(node);
  }

  private static Level level(Node node) {
    var heard = new ArrayList<Degradation>();
    node.handle(new Event.DegradationAsked(heard::add));
    return heard.getFirst().level();
  }
}
