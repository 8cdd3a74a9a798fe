package io.warmwell.cli.contest;

import io.warmwell.cli.terminal.Page;
import io.warmwell.simulator.contest.Contest;
import io.warmwell.simulator.contest.Results;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// Compares the production agent with a model of the incumbent's documented pool loop.
@Command(
    name = "contest",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Runs the daemon's agent, and a model of the incumbent's documented pool loop, in the same",
      "virtual time, against the same simulated EC2 and the same pods: how long a node takes to fill",
      "up, with how many EC2 calls, and how many addresses lie idle over a day of churn. The same",
      "options always give the same figures.",
      ""
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:done", "1:failed", "2:the command line cannot be used"},
    footer = {
      "",
      "Examples:",
      "  warmwell contest",
      "  warmwell contest --no-day --runs 100 --call-millis 500"
    })
public final class ContestCommand implements Callable<Integer> {

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--seed",
      paramLabel = "S",
      defaultValue = "1",
      description = "The first run's seed (default: ${DEFAULT-VALUE}); the others follow.")
  private long seed;

  @Option(
      names = "--runs",
      paramLabel = "N",
      defaultValue = "20",
      description = "Runs of each scenario of growth (default: ${DEFAULT-VALUE}).")
  private int runs;

  @Option(
      names = "--call-millis",
      paramLabel = "MS",
      defaultValue = "200",
      description = "Mean time of an EC2 call in milliseconds (default: ${DEFAULT-VALUE}).")
  private int callMillis;

  @Option(
      names = "--day",
      negatable = true,
      defaultValue = "true",
      fallbackValue = "true",
      description = "Simulate the days of churn, too; most of the time goes there.")
  private boolean day;

  @Option(
      names = "--write",
      paramLabel = "PAGE",
      description = "A Markdown file to write the figures into, between the markers that it has.")
  private Optional<Path> page = Optional.empty();

  @Override
  public Integer call() throws InterruptedException, ExecutionException {
    // Before the first logger is made: the simulated daemons' logs would drown everything.
    System.setProperty("logback.configurationFile", "logback-off.xml");
    var contest = contest();
    var entries = new ArrayList<>(contest.growth());
    if (day) {
      entries.addAll(contest.day(true));
      entries.addAll(contest.day(false));
    }
    var lines = new ContestReport(contest, run(contest, entries)).lines();
    var out = spec.commandLine().getOut();
    lines.forEach(out::println);
    out.flush();
    page.ifPresent(file -> new Page(file, "make contest").write(lines));
    return ExitCode.OK;
  }

  private Contest contest() {
    try {
      return new Contest(seed, runs, Duration.ofMillis(callMillis));
    } catch (IllegalArgumentException refused) {
      throw new ParameterException(
          spec.commandLine(), String.valueOf(refused.getMessage()), refused);
    }
  }

  private static List<Results> run(Contest contest, List<Contest.Entry> entries)
      throws InterruptedException, ExecutionException {
    try (var threads = Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors())) {
      var futures = new ArrayList<Future<Results>>();
      for (var entry : entries) {
        futures.add(threads.submit(() -> contest.run(entry)));
      }
      var results = new ArrayList<Results>();
      for (var future : futures) {
        results.add(future.get());
      }
      return results;
    }
  }
}
