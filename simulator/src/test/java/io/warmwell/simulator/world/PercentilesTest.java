package io.warmwell.simulator.world;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/// Percentiles by nearest rank.
class PercentilesTest {

  @Test
  void theMedianOfAHundredIsTheFiftieth() {
    var percentiles =
        new Percentiles(LongStream.rangeClosed(1, 100).mapToObj(Duration::ofMillis).toList());

    assertThat(percentiles.percentile(50)).isEqualTo(Duration.ofMillis(50));
    assertThat(percentiles.percentile(99)).isEqualTo(Duration.ofMillis(99));
    assertThat(percentiles.percentile(100)).isEqualTo(Duration.ofMillis(100));
  }

  @Test
  void ofFewTheHighPercentilesAreTheLongest() {
    var percentiles = new Percentiles(List.of(Duration.ofMillis(9), Duration.ofMillis(2)));

    assertThat(percentiles.percentile(50)).isEqualTo(Duration.ofMillis(2));
    assertThat(percentiles.percentile(99)).isEqualTo(Duration.ofMillis(9));
  }

  @Test
  void ofNoneTheyAreZero() {
    assertThat(new Percentiles(List.of()).percentile(50)).isZero();
  }
}
