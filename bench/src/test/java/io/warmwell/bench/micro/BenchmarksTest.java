package io.warmwell.bench.micro;

import static org.assertj.core.api.Assertions.assertThat;

import io.warmwell.pool.Assignment;
import io.warmwell.pool.BlockKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What JMH repeats a million times works once.
class BenchmarksTest {

  @Test
  void threeBatchesHaveBytes() {
    var benchmark = new EncodingBenchmark();

    assertThat(benchmark.threeBatchesOfAnAdd())
        .isGreaterThan(500)
        .isEqualTo(benchmark.threeBatchesOfAnAdd());
  }

  @ParameterizedTest
  @CsvSource({"29,ADDRESS", "1000,ADDRESS", "29,PREFIX", "1000,PREFIX"})
  void aPoolThatIsHalfFullGrantsAndPlans(int addresses, BlockKind kind) {
    var benchmark = new PoolBenchmark();
    benchmark.addresses = addresses;
    benchmark.kind = kind;
    benchmark.fill();

    assertThat(benchmark.assignAndRelease()).isInstanceOf(Assignment.Granted.class);
    assertThat(benchmark.assignAndRelease()).isInstanceOf(Assignment.Granted.class);
    assertThat(benchmark.snapshotAndPlan().growth()).isEmpty();
  }

  @Test
  void aJournalTakesALeaseAndItsEnd() {
    var benchmark = new JournalBenchmark();

    try {
      benchmark.appendGrantAndRelease();
    } finally {
      benchmark.close();
    }
  }
}
