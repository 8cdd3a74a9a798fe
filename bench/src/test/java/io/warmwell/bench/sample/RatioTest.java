package io.warmwell.bench.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RatioTest {
  private final SplittableRandom random = new SplittableRandom(1);

  @Test
  void roundsThatAllAgreeLeaveNoDoubt() {
    var ratio = Ratio.of(rounds(6, 6, 6), rounds(2, 2, 2), random);

    assertThat(ratio).isEqualTo(new Ratio(3, 3, 3));
  }

  @Test
  void aDisturbanceOfBothSidesLeavesLittleDoubt() {
    var ratio = Ratio.of(rounds(6, 60, 6, 6, 60), rounds(2, 20, 2, 2, 20), random);

    assertThat(ratio).isEqualTo(new Ratio(3, 3, 3));
  }

  @Test
  void roundsThatDisagreeAreAnInterval() {
    var ratio = Ratio.of(rounds(4, 6, 8, 10, 12), rounds(2, 2, 2, 2, 2), random);

    assertThat(ratio.value()).isEqualTo(4);
    assertThat(ratio.low()).isBetween(2.0, 3.0);
    assertThat(ratio.high()).isBetween(5.0, 6.0);
  }

  @Test
  void contestantsOfDifferentRacesAreNotCompared() {
    assertThatThrownBy(() -> Ratio.of(rounds(1), rounds(1, 2), random))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("ratio of 1 and 2 rounds");
  }

  private static Sample rounds(int... milliseconds) {
    return new Sample(
        IntStream.of(milliseconds)
            .mapToObj(each -> List.of(Duration.ofMillis(each), Duration.ofMillis(each)))
            .toList());
  }
}
