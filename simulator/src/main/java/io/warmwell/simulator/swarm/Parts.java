package io.warmwell.simulator.swarm;

import io.warmwell.eni.Ec2;
import io.warmwell.ipamd.agent.Effects;
import io.warmwell.ipamd.agent.Records;
import io.warmwell.ipamd.effects.HostNetwork;
import io.warmwell.ipamd.journal.Entry;
import io.warmwell.pool.Planner;
import io.warmwell.pool.Pool;
import java.time.Duration;
import java.util.Collection;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/// The parts a simulated daemon is put together from. Production's are used as they are; a test of
/// the checkers puts something broken around one of them.
public record Parts(
    Function<Duration, Pool> pool,
    UnaryOperator<Planner> planner,
    UnaryOperator<Ec2> ec2,
    UnaryOperator<HostNetwork> network,
    UnaryOperator<Records> records,
    UnaryOperator<Effects> effects,
    UnaryOperator<Collection<Entry>> remembered) {

  /// What the daemon is made of.
  public static Parts production() {
    return new Parts(
        Pool::new,
        UnaryOperator.identity(),
        UnaryOperator.identity(),
        UnaryOperator.identity(),
        UnaryOperator.identity(),
        UnaryOperator.identity(),
        UnaryOperator.identity());
  }

  public Parts withPool(Function<Duration, Pool> other) {
    return new Parts(other, planner, ec2, network, records, effects, remembered);
  }

  public Parts withPlanner(UnaryOperator<Planner> other) {
    return new Parts(pool, other, ec2, network, records, effects, remembered);
  }

  public Parts withEc2(UnaryOperator<Ec2> other) {
    return new Parts(pool, planner, other, network, records, effects, remembered);
  }

  public Parts withNetwork(UnaryOperator<HostNetwork> other) {
    return new Parts(pool, planner, ec2, other, records, effects, remembered);
  }

  public Parts withRecords(UnaryOperator<Records> other) {
    return new Parts(pool, planner, ec2, network, other, effects, remembered);
  }

  public Parts withEffects(UnaryOperator<Effects> other) {
    return new Parts(pool, planner, ec2, network, records, other, remembered);
  }

  public Parts withRemembered(UnaryOperator<Collection<Entry>> other) {
    return new Parts(pool, planner, ec2, network, records, effects, other);
  }
}
