package io.warmwell.eni.resilience;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.warmwell.eni.Ec2Exception;
import io.warmwell.eni.Ec2Failure;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// What stands between a node and EC2. Time passes only while somebody waits.
final class ResilientEc2Test {
  private static final Instant START = Instant.parse("2026-01-02T03:04:05Z");
  private static final int PLENTY = 10_000;
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private Instant now = START;
  private final List<String> heard = new ArrayList<>();

  @Test
  void aThrottledCallIsMadeAgainUntilItWorks() {
    var account = new SharedAccount(() -> now, 1, 0.2);
    var ec2 = resilient(account);

    ec2.describe(SharedAccount.ENI);
    ec2.describe(SharedAccount.ENI);

    assertThat(account.throttled()).isBetween(1, 6);
    assertThat(waited()).isBetween(Duration.ofSeconds(5), Duration.ofSeconds(25));
  }

  @Test
  void aThrottledCallIsGivenUpWhenPatienceIsOver() {
    var account = new SharedAccount(() -> now, 0, 0);
    var ec2 = resilient(account);

    assertDescribeFails(ec2, Ec2Failure.Throttled.class);
    assertThat(waited()).isBetween(MINUTE, CallLimits.DEFAULTS.patience());
    // A second, two, four, … at most and half as long on average.
    assertThat(account.calls()).hasSizeBetween(8, 40);
  }

  @Test
  void growthThatIsThrottledIsLeftToWhoeverPlansIt() {
    var account = new SharedAccount(() -> now, 0, 0);

    assertFails(resilient(account), Ec2Failure.Throttled.class);

    assertThat(account.calls()).hasSize(1);
    assertThat(waited()).isZero();
  }

  @Test
  void callsAreMadeAtADistanceWhileEc2Throttles() {
    var account = new SharedAccount(() -> now, 1, 0.1);
    var ec2 = resilient(account);

    for (var i = 0; i < 6; i++) {
      ec2.describe(SharedAccount.ENI);
    }

    assertThat(account.throttled()).isLessThan(15);
    assertThat(waited()).isLessThan(Duration.ofSeconds(100));
  }

  @Test
  void aMinuteWithoutThrottlingEndsTheDistances() {
    var account = new SharedAccount(() -> now, 1, 0.1);
    var ec2 = resilient(account);
    ec2.describe(SharedAccount.ENI);
    ec2.describe(SharedAccount.ENI);
    pause(MINUTE);
    var before = now;

    ec2.describe(SharedAccount.ENI);

    assertThat(now).isEqualTo(before);
  }

  @Test
  void aNodeThatRunsWildGetsItsShareOnly() {
    var account = new SharedAccount(() -> now, PLENTY, PLENTY);
    var ec2 = resilient(account);

    while (waited().compareTo(MINUTE) < 0) {
      ec2.assignAddresses(SharedAccount.ENI, 1);
    }

    var rate = CallLimits.DEFAULTS.writes();
    var periods = MINUTE.dividedBy(rate.period()) + 1;
    assertThat(account.calls()).hasSizeLessThanOrEqualTo((int) periods * rate.calls() + 1);
  }

  @Test
  void eachActionHasAShareOfItsOwn() {
    var account = new SharedAccount(() -> now, PLENTY, PLENTY);
    var ec2 = resilient(account);
    for (var i = 0; i < CallLimits.DEFAULTS.writes().calls(); i++) {
      ec2.assignAddresses(SharedAccount.ENI, 1);
    }

    ec2.describe(SharedAccount.ENI);

    assertThat(waited()).isZero();
  }

  @Test
  void aCallWithoutAnAnswerIsNotRepeated() {
    var account = silentAccount(MINUTE);

    assertFails(resilient(account), Ec2Failure.Ambiguous.class);

    assertThat(account.calls()).hasSize(1);
    assertThat(heard).containsExactly("AssignPrivateIpAddresses Ambiguous");
  }

  @Test
  void anEc2ThatDoesNotAnswerIsLeftAlone() {
    var account = silentAccount(Duration.ofHours(1));
    var ec2 = resilient(account);
    for (var i = 0; i < 5; i++) {
      assertFails(ec2, Ec2Failure.Ambiguous.class);
    }

    for (var second = 0; second < 600; second++) {
      assertThatExceptionOfType(Ec2Exception.class)
          .isThrownBy(() -> ec2.assignAddresses(SharedAccount.ENI, 1));
      pause(Duration.ofSeconds(1));
    }

    // One each half a minute, or a little more often; the first after a few seconds.
    assertThat(account.calls()).hasSizeBetween(20, 50);
  }

  @Test
  void aCallThatIsNotMadeSaysSo() {
    var account = silentAccount(MINUTE);
    var ec2 = resilient(account);
    for (var i = 0; i < 5; i++) {
      assertFails(ec2, Ec2Failure.Ambiguous.class);
    }

    assertThatExceptionOfType(Ec2Exception.class)
        .isThrownBy(() -> ec2.assignAddresses(SharedAccount.ENI, 1))
        .withMessageContaining("AssignPrivateIpAddresses eni=eni-1")
        .withMessageContaining("CircuitOpen")
        .satisfies(e -> assertThat(e.failure()).isInstanceOf(Ec2Failure.Withheld.class));
    assertThat(heard).hasSize(5);
  }

  @Test
  void oneCallIsTriedWhenItsTimeHasComeAndAllFollowIfItWorks() {
    var account = silentAccount(Duration.ofSeconds(20));
    var ec2 = resilient(account);
    for (var i = 0; i < 5; i++) {
      assertFails(ec2, Ec2Failure.Ambiguous.class);
    }

    pause(MINUTE);

    IntStream.range(0, 10).forEach(_ -> ec2.assignAddresses(SharedAccount.ENI, 1));
    assertThat(account.calls()).hasSize(15);
  }

  @Test
  void otherActionsGoOn() {
    var account = silentAccount(Duration.ofSeconds(20));
    var ec2 = resilient(account);
    for (var i = 0; i < 5; i++) {
      assertFails(ec2, Ec2Failure.Ambiguous.class);
    }
    account.isSilentUntil(now);

    ec2.describe(SharedAccount.ENI);

    assertFails(ec2, Ec2Failure.Withheld.class);
  }

  @Test
  void aDaemonThatStopsDoesNotWaitForItsTurn() {
    var account = new SharedAccount(() -> now, 0, 0);
    var by =
        new TimeAndChance(
            () -> now,
            _ -> {
              throw new InterruptedException();
            },
            new Random(1));
    var ec2 = new ResilientEc2(account, CallLimits.DEFAULTS, by, (_, _) -> {});

    assertDescribeFails(ec2, Ec2Failure.Withheld.class);
    assertThat(Thread.interrupted()).isTrue();
  }

  private SharedAccount silentAccount(Duration length) {
    var account = new SharedAccount(() -> now, PLENTY, PLENTY);
    account.isSilentUntil(now.plus(length));
    return account;
  }

  private ResilientEc2 resilient(SharedAccount account) {
    var by = new TimeAndChance(() -> now, this::pause, new Random(1));
    return new ResilientEc2(account, CallLimits.DEFAULTS, by, this::ended);
  }

  private void ended(String action, Optional<Ec2Failure> failure) {
    heard.add(action + failure.map(why -> " " + why.getClass().getSimpleName()).orElse(""));
  }

  private void pause(Duration length) {
    now = now.plus(length);
  }

  private Duration waited() {
    return Duration.between(START, now);
  }

  private static void assertFails(ResilientEc2 ec2, Class<? extends Ec2Failure> as) {
    assertThatExceptionOfType(Ec2Exception.class)
        .isThrownBy(() -> ec2.assignAddresses(SharedAccount.ENI, 1))
        .satisfies(e -> assertThat(e.failure()).isInstanceOf(as));
  }

  private static void assertDescribeFails(ResilientEc2 ec2, Class<? extends Ec2Failure> as) {
    assertThatExceptionOfType(Ec2Exception.class)
        .isThrownBy(() -> ec2.describe(SharedAccount.ENI))
        .satisfies(e -> assertThat(e.failure()).isInstanceOf(as));
  }
}
