package io.warmwell.simulator.contest;

import io.warmwell.pool.WarmTargets;
import io.warmwell.simulator.contest.Contestant.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/// Which contestants run which scenarios.
///
/// @param firstSeed of the runs; the same seeds give the same results
/// @param runs of each scenario of growth, with seeds that follow the first one; a day is run once
/// @param latency mean time of an EC2 call
public record Contest(long firstSeed, int runs, Duration latency) {

  /// One contestant in one scenario, not yet run.
  ///
  /// @param runs how many seeds
  public record Entry(Scenario scenario, Contestant contestant, int runs) {}

  /// @throws IllegalArgumentException if there are no runs or calls take no time
  public Contest {
    if (runs < 1 || !latency.isPositive()) {
      throw new IllegalArgumentException("runs=" + runs + " latency=" + latency);
    }
  }

  /// Growth: the defaults of both, and the bound. Warmwell, the incumbent's loop and EC2 alone take
  /// turns in this order.
  public List<Entry> growth() {
    return Scenarios.growth().stream()
        .flatMap(
            scenario ->
                List.of(Kind.WARMWELL, Kind.INCUMBENT, Kind.EC2_ALONE).stream()
                    .map(kind -> new Entry(scenario, Contestant.of(kind), runs)))
        .toList();
  }

  /// A day of churn: the defaults of both, and both with less and more kept warm.
  ///
  /// @param prefixes whether the nodes use /28s
  public List<Entry> day(boolean prefixes) {
    var scenario = Scenarios.day(prefixes, firstSeed);
    var entries = new ArrayList<Entry>();
    sweep(1, 4)
        .forEach(
            targets -> entries.add(new Entry(scenario, new Contestant(Kind.WARMWELL, targets), 1)));
    sweep(1, 4, 8, 16, 24, 32)
        .forEach(
            targets ->
                entries.add(new Entry(scenario, new Contestant(Kind.INCUMBENT, targets), 1)));
    return entries;
  }

  /// Runs an entry. Safe on several threads at the same time.
  public Results run(Entry entry) {
    var outcomes =
        LongStream.range(firstSeed, firstSeed + entry.runs())
            .mapToObj(seed -> Heat.run(entry.scenario(), entry.contestant(), seed, latency))
            .toList();
    return new Results(entry.scenario(), entry.contestant(), outcomes);
  }

  private static Stream<WarmTargets> sweep(int... warmAddresses) {
    return Stream.concat(
        Stream.of(Contestant.DEFAULTS),
        IntStream.of(warmAddresses).mapToObj(warm -> new WarmTargets(1, warm, 0, 1)));
  }
}
