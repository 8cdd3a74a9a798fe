package io.warmwell.eni;

import static org.assertj.core.api.Assertions.assertThat;

import io.warmwell.eni.resilience.CallLimits;
import io.warmwell.eni.resilience.ResilientEc2;
import io.warmwell.eni.resilience.TimeAndChance;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The life of an interface while EC2 takes no more calls, or is not called.
final class ThrottledLifecycleTest {
  private static final Ec2Failure THROTTLED = new Ec2Failure.Throttled("RequestLimitExceeded", "");
  private static final Ec2Failure WITHHELD = new Ec2Failure.Withheld("CircuitOpen", "");
  private static final BringUp WISH =
      new BringUp(
          FakeEc2.SUBNET,
          List.of("sg-1"),
          new NewInterface.Content.Addresses(2),
          1,
          Map.of(),
          Instant.parse("2026-01-02T03:04:05Z"),
          "token-1");

  private final FakeEc2 ec2 = new FakeEc2();
  private Duration waited = Duration.ZERO;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "AttachNetworkInterface",
        "ModifyNetworkInterfaceAttribute",
        "DescribeNetworkInterfaces"
      })
  void aThrottledStepIsRepeated(String action) throws InterruptedException {
    var by = new TimeAndChance(() -> Instant.EPOCH.plus(waited), this::pause, new Random(1));
    var resilient = new ResilientEc2(ec2, CallLimits.DEFAULTS, by, (_, _) -> {});
    ec2.refuses(action, THROTTLED).refuses(action, THROTTLED);

    var result = lifecycle(resilient).bringUp(WISH);

    assertThat(result).isInstanceOf(BringUpResult.Attached.class);
    assertThat(ec2.interfaces()).containsOnlyKeys("eni-0", "eni-1");
    assertThat(ec2.calls()).filteredOn(action::equals).hasSizeGreaterThanOrEqualTo(3);
  }

  @Test
  void nobodyElseRepeatsAThrottledCall() throws InterruptedException {
    ec2.refuses("CreateNetworkInterface", THROTTLED);

    lifecycle(ec2).bringUp(WISH);

    assertThat(ec2.calls()).containsExactly("CreateNetworkInterface");
  }

  @Test
  void aRefusalForTooManyCallsMadeNothing() throws InterruptedException {
    ec2.refuses("CreateNetworkInterface", THROTTLED);

    var result = lifecycle(ec2).bringUp(WISH);

    assertThat(((BringUpResult.NotCreated) result).isOpen()).isFalse();
  }

  @Test
  void aCallThatWasWithheldDoesNotAnswerForTheOneBefore() throws InterruptedException {
    ec2.losesReply("CreateNetworkInterface");
    for (var i = 0; i < 3; i++) {
      ec2.refuses("CreateNetworkInterface", WITHHELD);
    }

    var result = lifecycle(ec2).bringUp(WISH);

    assertThat(((BringUpResult.NotCreated) result).isOpen()).isTrue();
  }

  @Test
  void whatACallMadeThatIsNowWithheldStaysOpen() throws InterruptedException {
    ec2.refuses("CreateNetworkInterface", WITHHELD);

    var settlement = lifecycle(ec2).settle(WISH, _ -> false);

    assertThat(settlement).isInstanceOf(Settlement.Unknown.class);
  }

  private InterfaceLifecycle lifecycle(Ec2 called) {
    return new InterfaceLifecycle(called, FakeEc2.INSTANCE, this::pause, new Random(1));
  }

  private void pause(Duration length) {
    waited = waited.plus(length);
  }
}
