package io.warmwell.cli.simulate;

import io.warmwell.simulator.swarm.Parts;
import io.warmwell.simulator.swarm.Simulation;
import io.warmwell.simulator.swarm.SwarmOptions;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// Runs the production agent in simulated worlds, one after the other.
@Command(
    name = "simulate",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Runs the daemon's agent, pool and effects in virtual time: several nodes, pods that come and",
      "go, and trouble that the seed chooses. Every promise is checked after every step, and again",
      "once the trouble has stopped. The same seed always gives the same history.",
      ""
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:no promise was broken", "1:one was", "2:the command line cannot be used"},
    footer = {
      "",
      "Examples:",
      "  warmwell simulate --seeds 1000",
      "  warmwell simulate --first-seed 42 --story"
    })
public final class SimulateCommand implements Callable<Integer> {
  private static final double NANOS_PER_MINUTE = 60e9;
  private static final double MINUTES_PER_HOUR = 60;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--seeds",
      paramLabel = "N",
      defaultValue = "1",
      description = "How many worlds (default: ${DEFAULT-VALUE}).")
  private int seeds;

  @Option(
      names = "--first-seed",
      paramLabel = "S",
      defaultValue = "1",
      description = "The first one's seed (default: ${DEFAULT-VALUE}); the others follow.")
  private long firstSeed;

  @Option(
      names = "--nodes-min",
      paramLabel = "N",
      defaultValue = "5",
      description = "Nodes at least, 1 to 8 (default: ${DEFAULT-VALUE}).")
  private int nodesMin;

  @Option(
      names = "--people",
      description = "Let people detach and delete interfaces that are in use, too.")
  private boolean people;

  @Option(names = "--story", description = "Print each run as a log.")
  private boolean story;

  @Override
  public Integer call() throws InterruptedException {
    // Before the first logger is made: the simulated daemons' logs would drown everything.
    System.setProperty("logback.configurationFile", "logback-off.xml");
    // Before the first virtual thread is made: one carrier makes handing the baton over cheap.
    System.setProperty("jdk.virtualThreadScheduler.parallelism", "1");
    System.setProperty("jdk.virtualThreadScheduler.maxPoolSize", "1");
    var violations = new int[1];
    Thread.ofVirtual().start(() -> violations[0] = runAll()).join();
    return violations[0] == 0 ? ExitCode.OK : ExitCode.SOFTWARE;
  }

  private int runAll() {
    var out = spec.commandLine().getOut();
    var began = System.nanoTime();
    var violations = 0;
    var virtual = Duration.ZERO;
    for (var seed = firstSeed; seed < firstSeed + seeds; seed++) {
      var options = SwarmOptions.of(seed, nodesMin, people);
      var run = new Simulation(options, Parts.production(), story).run();
      virtual = virtual.plus(run.lasted().multipliedBy(run.nodes()));
      run.story().forEach(out::println);
      if (run.violation().isPresent()) {
        violations++;
        out.println(run.violation().get());
        out.flush();
      }
    }
    summarize(out, violations, virtual, (System.nanoTime() - began) / NANOS_PER_MINUTE);
    return violations;
  }

  private void summarize(PrintWriter out, int violations, Duration virtual, double minutes) {
    out.printf(
        "%d seeds, %d violations, %.0f virtual node-hours, %.0f seeds a minute%n",
        seeds, violations, virtual.toMinutes() / MINUTES_PER_HOUR, seeds / minutes);
    out.flush();
  }
}
