package io.warmwell.cli.simulate;

import io.warmwell.simulator.swarm.Simulation;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/// What one world showed, as a worker tells it.
///
/// @param nodeTime virtual time, summed over the nodes
/// @param broken the violation for people; empty without one
record Outcome(long seed, Duration nodeTime, String broken) {

  static Outcome of(Worlds worlds, long seed, Simulation.Run run) {
    return new Outcome(
        seed,
        run.lasted().multipliedBy(run.nodes()),
        run.violation().map(violation -> violation + worlds.arguments()).orElse(""));
  }

  static Outcome read(DataInputStream in) throws IOException {
    var seed = in.readLong();
    var nodeTime = Duration.ofMillis(in.readLong());
    var broken = new String(in.readNBytes(in.readInt()), StandardCharsets.UTF_8);
    return new Outcome(seed, nodeTime, broken);
  }

  void write(DataOutputStream out) throws IOException {
    var text = broken.getBytes(StandardCharsets.UTF_8);
    out.writeLong(seed);
    out.writeLong(nodeTime.toMillis());
    out.writeInt(text.length);
    out.write(text);
    out.flush();
  }

  boolean isBroken() {
    return !broken.isEmpty();
  }
}
