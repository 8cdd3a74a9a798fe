package io.warmwell.eni;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// What becomes of creations whose outcome was open when a daemon died.
class SettlementTest {
  private static final int ATTEMPTS = 4;

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
  private final InterfaceLifecycle lifecycle =
      new InterfaceLifecycle(ec2, FakeEc2.INSTANCE, _ -> {}, new Random(1));

  @Test
  void whatIsAttachedToNothingIsDeleted() throws InterruptedException {
    dieBeforeTheAnswer();

    var settlement = lifecycle.settle(WISH, _ -> false);

    assertThat(settlement).isInstanceOf(Settlement.Nothing.class);
    assertThat(ec2.interfaces()).containsOnlyKeys("eni-0");
  }

  @Test
  void whatServesPodsStays() throws InterruptedException {
    dieBeforeTheAnswer();

    var settlement = lifecycle.settle(WISH, there -> there.id().value().equals("eni-1"));

    assertThat(settlement).isInstanceOf(Settlement.Nothing.class);
    assertThat(ec2.interfaces()).containsOnlyKeys("eni-0", "eni-1");
  }

  @Test
  void whatIsAttachedIsTakenOver() throws InterruptedException {
    lifecycle.bringUp(WISH);

    var settlement = lifecycle.settle(WISH, _ -> false);

    assertThat(settlement)
        .asInstanceOf(type(Settlement.Attached.class))
        .extracting(attached -> attached.eni().id().value())
        .isEqualTo("eni-1");
    assertThat(ec2.interfaces()).containsOnlyKeys("eni-0", "eni-1");
  }

  @Test
  void whatWasNeverMadeLeavesNothing() throws InterruptedException {
    var settlement = lifecycle.settle(WISH, _ -> false);

    assertThat(settlement).isInstanceOf(Settlement.Nothing.class);
    assertThat(ec2.interfaces()).containsOnlyKeys("eni-0");
  }

  @Test
  void whatEc2DoesNotTellStaysOpen() throws InterruptedException {
    dieBeforeTheAnswer();
    loseReplies();

    var settlement = lifecycle.settle(WISH, _ -> false);

    assertThat(settlement).isInstanceOf(Settlement.Unknown.class);
    assertThat(ec2.interfaces()).containsOnlyKeys("eni-0", "eni-1");
  }

  private void dieBeforeTheAnswer() throws InterruptedException {
    loseReplies();
    assertThat(lifecycle.bringUp(WISH)).isInstanceOf(BringUpResult.NotCreated.class);
    assertThat(ec2.interfaces()).containsOnlyKeys("eni-0", "eni-1");
  }

  /// As many as one wish has attempts.
  private void loseReplies() {
    for (var i = 0; i < ATTEMPTS; i++) {
      ec2.losesReply("CreateNetworkInterface");
    }
  }
}
