package io.warmwell.simulator.swarm;

import io.warmwell.eni.Ec2;
import io.warmwell.eni.resilience.CallLimits;
import io.warmwell.ipamd.agent.Effects;
import io.warmwell.ipamd.agent.Event;
import io.warmwell.ipamd.agent.Records;
import io.warmwell.ipamd.disk.Folder;
import io.warmwell.ipamd.effects.HostNetwork;
import io.warmwell.ipamd.journal.BootId;
import io.warmwell.ipamd.journal.Entry;
import io.warmwell.pool.Lease;
import io.warmwell.pool.Planner;
import io.warmwell.pool.Pool;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;

/// The parts a simulated daemon is put together from: production's, as they are. A test of the
/// checkers puts something broken around one of them.
public interface Parts {

  /// What the daemon is made of.
  static Parts production() {
    return new Parts() {};
  }

  /// The parts of one daemon from its start to its death: what keeps state is made anew.
  default Parts ofOneLife() {
    return this;
  }

  default Pool pool(Duration coolDown) {
    return new Pool(coolDown);
  }

  default Planner planner(Planner planner) {
    return planner;
  }

  /// EC2 as it is behind what keeps the daemon from calling it too much.
  default Ec2 ec2(Ec2 ec2) {
    return ec2;
  }

  default CallLimits callLimits() {
    return CallLimits.DEFAULTS;
  }

  default HostNetwork network(HostNetwork network) {
    return network;
  }

  /// Which boot of the machine the daemon runs in.
  default BootId boot(BootId boot) {
    return boot;
  }

  /// Where the journal lies.
  default Folder journal(Folder folder) {
    return folder;
  }

  /// Where the intents lie.
  default Folder intents(Folder folder) {
    return folder;
  }

  default Records records(Records records) {
    return records;
  }

  /// What a new daemon reads in the journal.
  default Collection<Entry> remembered(Collection<Entry> entries) {
    return entries;
  }

  /// What a new daemon finds wired.
  default List<Lease> wired(List<Lease> leases) {
    return leases;
  }

  default Effects effects(Effects effects) {
    return effects;
  }

  /// @param pool the agent's, with what was restored
  default Agent agent(Pool pool, Agent agent) {
    return agent;
  }

  /// Takes what happens, one event after the other, as [io.warmwell.ipamd.agent.NodeAgent] does.
  @FunctionalInterface
  interface Agent {
    void handle(Event event, Instant now);
  }
}
