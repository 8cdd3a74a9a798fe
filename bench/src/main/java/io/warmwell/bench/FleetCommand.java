package io.warmwell.bench;

import io.warmwell.bench.fleet.FleetReport;
import io.warmwell.bench.plot.SvgChart;
import io.warmwell.cli.terminal.Page;
import io.warmwell.simulator.contest.Contestant.Kind;
import io.warmwell.simulator.fleet.Fleet;
import io.warmwell.simulator.fleet.FleetOutcome;
import io.warmwell.simulator.fleet.FleetScenario;
import io.warmwell.simulator.fleet.FleetScenarios;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;

/// The command behind `make fleet`.
@Command(
    name = "fleet",
    mixinStandardHelpOptions = true,
    description = {
      "Lets many nodes share one account's token buckets, in virtual time, with the production",
      "agent and with a model of the AWS VPC CNI's loop. Needs no root and no network."
    })
public final class FleetCommand implements Callable<Integer> {
  private static final String PLOTS = "plots";

  @Option(names = "--seed", description = "Of every run (default: ${DEFAULT-VALUE}).")
  private long seed = 1;

  @Option(
      names = "--percent",
      description = "Share of each scenario's nodes that take part (default: ${DEFAULT-VALUE}).")
  private int percent = 100;

  @Option(
      names = "--workers",
      description = "How many runs at a time; each wants half a GB (default: ${DEFAULT-VALUE}).")
  private int workers = 2;

  @Option(names = "--page", description = "Markdown file whose marked part a whole run writes.")
  private Optional<Path> page = Optional.empty();

  @Override
  public Integer call() throws InterruptedException {
    var scenarios = FleetScenarios.all(percent);
    var report = new FleetReport(outcomes(scenarios));
    var lines = new ArrayList<>(List.of("seed " + seed, ""));
    lines.addAll(report.lines());
    lines.forEach(System.out::println);
    if (percent == 100) {
      page.ifPresent(file -> write(file, lines, report));
    }
    return ExitCode.OK;
  }

  private Map<FleetScenario, Map<Kind, FleetOutcome>> outcomes(List<FleetScenario> scenarios)
      throws InterruptedException {
    try (var threads = Executors.newFixedThreadPool(workers)) {
      var running = new LinkedHashMap<FleetScenario, Map<Kind, Future<FleetOutcome>>>();
      for (var scenario : scenarios) {
        var both = new LinkedHashMap<Kind, Future<FleetOutcome>>();
        for (var kind : FleetReport.CONTESTANTS) {
          both.put(kind, threads.submit(() -> run(scenario, kind)));
        }
        running.put(scenario, both);
      }
      var outcomes = new LinkedHashMap<FleetScenario, Map<Kind, FleetOutcome>>();
      for (var entry : running.entrySet()) {
        var both = new LinkedHashMap<Kind, FleetOutcome>();
        for (var one : entry.getValue().entrySet()) {
          both.put(one.getKey(), result(one.getValue()));
        }
        outcomes.put(entry.getKey(), both);
      }
      return outcomes;
    }
  }

  private FleetOutcome run(FleetScenario scenario, Kind kind) {
    var outcome = Fleet.run(scenario, kind, seed);
    System.err.println("fleet: " + scenario.name() + ": " + kind + " has run");
    return outcome;
  }

  private static FleetOutcome result(Future<FleetOutcome> future) throws InterruptedException {
    try {
      return future.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("a run failed", e.getCause());
    }
  }

  private static void write(Path file, List<String> lines, FleetReport report) {
    var charts = report.charts();
    charts.forEach(chart -> SvgChart.write(chart, file.resolveSibling(PLOTS)));
    var pictures =
        charts.stream()
            .map(chart -> "![%s](%s/%s.svg)".formatted(chart.title(), PLOTS, chart.name()))
            .toList();
    new Page(file, "make fleet").write(lines, pictures);
  }
}
