package io.warmwell.cli.simulate;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// Runs the production agent in simulated worlds, one per core at a time.
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
      defaultValue = "" + Worlds.NODES_MIN,
      description = "Nodes at least, 1 to 8 (default: ${DEFAULT-VALUE}).")
  private int nodesMin;

  @Option(names = "--story", description = "Print each run as a log, one after the other.")
  private boolean story;

  @Option(
      names = "--workers",
      paramLabel = "N",
      description = "Processes that run worlds at the same time (default: one for each core).")
  private int workers = Runtime.getRuntime().availableProcessors();

  @Override
  public Integer call() throws InterruptedException {
    refuseUnless(seeds >= 1, "--seeds must be 1 or more: " + seeds);
    refuseUnless(workers >= 1, "--workers must be 1 or more: " + workers);
    refuseUnless(
        nodesMin >= 1 && nodesMin <= Worlds.NODES_MAX,
        "--nodes-min must be 1 to " + Worlds.NODES_MAX + ": " + nodesMin);
    var output = spec.commandLine();
    var tally = new Tally(output.getOut(), output.getErr(), seeds);
    var worlds = new Worlds(nodesMin);
    var hands = story ? 1 : Math.min(workers, seeds);
    if (story || seeds == 1) {
      Worlds.prepare(() -> tell(worlds, tally));
    } else {
      new Crew(worlds, tally, firstSeed, firstSeed + seeds).run(hands);
    }
    tally.summarize(Math.min(hands, Runtime.getRuntime().availableProcessors()));
    return tally.isClean() ? ExitCode.OK : ExitCode.SOFTWARE;
  }

  /// Runs the worlds in this process, which begins at once.
  private void tell(Worlds worlds, Tally tally) {
    var out = spec.commandLine().getOut();
    for (var seed = firstSeed; seed < firstSeed + seeds; seed++) {
      var run = worlds.run(seed, story);
      run.story().forEach(out::println);
      tally.add(Outcome.of(worlds, seed, run));
    }
  }

  private void refuseUnless(boolean fine, String otherwise) {
    if (!fine) {
      throw new ParameterException(spec.commandLine(), otherwise);
    }
  }
}
