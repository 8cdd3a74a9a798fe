package io.warmwell.bench.micro;

import io.warmwell.inet.Ipv4Address;
import io.warmwell.inet.Ipv4Prefix;
import io.warmwell.pool.AddressPlanner;
import io.warmwell.pool.Assignment;
import io.warmwell.pool.Attachment;
import io.warmwell.pool.AttachmentKey;
import io.warmwell.pool.BlockKind;
import io.warmwell.pool.Capacity;
import io.warmwell.pool.EniId;
import io.warmwell.pool.InterfaceLimits;
import io.warmwell.pool.Plan;
import io.warmwell.pool.Planner;
import io.warmwell.pool.PodName;
import io.warmwell.pool.Pool;
import io.warmwell.pool.PooledInterface;
import io.warmwell.pool.Situation;
import io.warmwell.pool.SubnetId;
import io.warmwell.pool.WarmTargets;
import io.warmwell.prefix.PrefixPlanner;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// What the agent does for each ADD and DEL, on a pool that is half full.
///
/// Confined to one thread, like the pool.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(
    value = 1,
    jvmArgs = {Micro.SERIAL, Micro.CLIENT_COMPILER, Micro.UNSAFE})
public class PoolBenchmark {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  /// The largest instance types take 49 blocks on an ENI.
  private static final InterfaceLimits LIMITS = new InterfaceLimits(32, 50);

  private static final WarmTargets TARGETS = new WarmTargets(1, 0, 0, 1);

  /// How many addresses the pool has; with prefixes, rounded up to whole ones.
  @Param({"29", "110", "1000"})
  public int addresses = 29;

  /// What the ENIs carry: `ADDRESS` or `PREFIX`.
  @Param({"ADDRESS", "PREFIX"})
  public BlockKind kind = BlockKind.ADDRESS;

  private Pool pool = new Pool(Duration.ZERO);
  private Planner planner = new AddressPlanner();
  private final Attachment attachment = attachment(-1);

  /// Makes the pool and leases half of it.
  @Setup
  public void fill() {
    pool = new Pool(Duration.ZERO);
    planner =
        switch (kind) {
          case ADDRESS -> new AddressPlanner();
          case PREFIX -> new PrefixPlanner();
        };
    var blocks = kind.blocksFor(addresses);
    var first = Ipv4Address.parse("10.0.0.0");
    for (var taken = 0; taken < blocks; taken += LIMITS.blocksPerInterface()) {
      var device = taken / LIMITS.blocksPerInterface();
      var until = Math.min(blocks, taken + LIMITS.blocksPerInterface());
      pool.addInterface(
          new PooledInterface(new EniId("eni-" + device), device, new SubnetId("subnet-1")),
          IntStream.range(taken, until)
              .mapToObj(block -> new Ipv4Prefix(first.plus((long) block * kind.size()), length()))
              .toList());
    }
    IntStream.range(0, addresses / 2).forEach(pod -> pool.assign(attachment(pod), NOW));
  }

  /// An ADD and its DEL.
  @Benchmark
  public Assignment assignAndRelease() {
    var assigned = pool.assign(attachment, NOW);
    pool.release(attachment.key(), NOW);
    return assigned;
  }

  /// What follows each of them.
  @Benchmark
  public Plan snapshotAndPlan() {
    var capacity = new Capacity(LIMITS, 0, addresses);
    return planner.plan(new Situation(pool.snapshot(NOW), TARGETS, capacity, 0, List.of()));
  }

  private int length() {
    return Ipv4Address.BITS - Integer.numberOfTrailingZeros(kind.size());
  }

  private static Attachment attachment(int pod) {
    return new Attachment(
        new AttachmentKey("warmwell", "container" + pod, "eth0"),
        new PodName("default", "pod" + pod),
        "eni" + pod);
  }
}
