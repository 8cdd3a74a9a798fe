package io.warmwell.cni.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.warmwell.pool.AttachmentKey;
import org.junit.jupiter.api.Test;

class ArrivalsTest {
  private static final AttachmentKey A = new AttachmentKey("net", "a", "eth0");
  private static final AttachmentKey B = new AttachmentKey("net", "b", "eth0");

  private final Arrivals arrivals = new Arrivals();

  @Test
  void whoIsUnderWayOrComesIsSeen() {
    arrivals.began(A);
    try (var watch = arrivals.watch()) {
      arrivals.began(B);

      assertThat(watch.saw(A)).isTrue();
      assertThat(watch.saw(B)).isTrue();
    }
  }

  @Test
  void whoHasBeenSeenStaysSeen() {
    arrivals.began(A);
    try (var watch = arrivals.watch()) {
      arrivals.ended(A);

      assertThat(watch.saw(A)).isTrue();
    }
  }

  @Test
  void whoWasThroughBeforeIsNotSeen() {
    arrivals.began(A);
    arrivals.ended(A);
    try (var watch = arrivals.watch()) {

      assertThat(watch.saw(A)).isFalse();
    }
  }

  @Test
  void oneOfTwoThatEndsLeavesTheOther() {
    arrivals.began(A);
    arrivals.began(A);
    arrivals.ended(A);
    try (var watch = arrivals.watch()) {

      assertThat(watch.saw(A)).isTrue();
    }
  }

  @Test
  void aWatchThatIsClosedSeesNothingMore() {
    var watch = arrivals.watch();
    watch.close();
    arrivals.began(A);

    assertThat(watch.saw(A)).isFalse();
  }
}
