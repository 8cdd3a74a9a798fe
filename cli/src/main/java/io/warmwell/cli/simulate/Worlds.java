package io.warmwell.cli.simulate;

import io.warmwell.simulator.swarm.Parts;
import io.warmwell.simulator.swarm.Simulation;
import io.warmwell.simulator.swarm.SwarmOptions;

/// What the worlds of one run of the command have in common.
///
/// @param nodesMin 1 to 8
record Worlds(int nodesMin) {
  static final int NODES_MIN = 5;
  static final int NODES_MAX = 8;

  /// Gives every later simulation of this process what it needs, and lets it begin.
  ///
  /// @param simulations must be the first code of this process that logs or starts a virtual thread
  static void prepare(Runnable simulations) throws InterruptedException {
    // The simulated daemons' logs would drown everything.
    System.setProperty("logback.configurationFile", "logback-off.xml");
    // One carrier makes it cheap to hand the baton over; it also means one simulation at a time.
    System.setProperty("jdk.virtualThreadScheduler.parallelism", "1");
    System.setProperty("jdk.virtualThreadScheduler.maxPoolSize", "1");
    Thread.ofVirtual().start(simulations).join();
  }

  /// What `make simulate` needs beside the seed to make these worlds again; empty for the usual
  /// ones.
  String arguments() {
    return nodesMin == NODES_MIN ? "" : " ARGS=--nodes-min=" + nodesMin;
  }

  Simulation.Run run(long seed, boolean story) {
    var options = SwarmOptions.of(seed, nodesMin);
    return new Simulation(options, Parts.production(), story).run();
  }
}
