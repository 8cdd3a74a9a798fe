package io.warmwell.bench;

import io.warmwell.bench.forwarding.Forwarding;
import io.warmwell.bench.micro.Micro;
import io.warmwell.bench.plot.Chart;
import io.warmwell.bench.plot.SvgChart;
import io.warmwell.bench.race.Burst;
import io.warmwell.bench.race.Race;
import io.warmwell.cli.terminal.OrderlyEnd;
import io.warmwell.cli.terminal.Page;
import io.warmwell.simulator.fabric.ProgramException;
import io.warmwell.simulator.world.Machine;
import io.warmwell.simulator.world.ShimBinary;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// The command behind `make bench`.
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    subcommands = FleetCommand.class,
    description = {
      "Measures ADD and DEL against the reference plugins, forwarding against another layout,",
      "and the daemon's parts by JMH.",
      "Needs root. Everything it makes it removes."
    })
public final class Bench implements Callable<Integer> {

  /// Beside the page.
  private static final String PLOTS = "plots";

  private final List<String> figures = new ArrayList<>();
  private final List<Chart> charts = new ArrayList<>();

  @Option(names = "--no-race", description = "Leave out ADD and DEL.")
  private boolean noRace;

  @Option(names = "--no-burst", description = "Leave out all pods of a node at once.")
  private boolean noBurst;

  @Option(names = "--no-forwarding", description = "Leave out forwarding.")
  private boolean noForwarding;

  @Option(names = "--no-jmh", description = "Leave out JMH.")
  private boolean noJmh;

  @Option(names = "--rounds", description = "Rounds of the race (default: ${DEFAULT-VALUE}).")
  private int rounds = Race.Size.DEFAULT.rounds();

  @Option(
      names = "--forwarding-rounds",
      description = "Rounds of forwarding (default: ${DEFAULT-VALUE}).")
  private int forwardingRounds = Forwarding.Size.DEFAULT.rounds();

  @Option(names = "--page", description = "Markdown file whose marked part a complete run writes.")
  private Optional<Path> page = Optional.empty();

  @Option(
      names = "--plots",
      description =
          "Directory for the charts of what was run; a complete run has them by its page.")
  private Optional<Path> plots = Optional.empty();

  @Option(
      names = "--jmh-log",
      description = "Where JMH's own output goes (default: ${DEFAULT-VALUE}).")
  private Path jmhLog = Path.of(System.getProperty("java.io.tmpdir"), "warmwell-jmh.log");

  @Parameters(
      paramLabel = "OPTION",
      description = "After --: options of JMH, for example -f 2 or a benchmark's name.")
  private List<String> jmhOptions = List.of();

  public static void main(String... arguments) {
    System.exit(new CommandLine(new Bench()).execute(arguments));
  }

  /// Removes everything at the end, whichever it is: the last round, a failure, or Ctrl-C.
  @Override
  public Integer call() {
    // Before the first logger is made: what the simulator logs would hide the tables.
    System.setProperty("logback.configurationFile", "logback-warnings.xml");
    try (var _ = OrderlyEnd.ofThisThread()) {
      measure();
      return ExitCode.OK;
    } catch (InterruptedException _) {
      System.err.println("bench: interrupted; everything is removed");
    } catch (IllegalStateException | IllegalArgumentException | ProgramException e) {
      System.err.println("bench: " + e.getMessage());
    }
    return ExitCode.SOFTWARE;
  }

  private void measure() throws InterruptedException {
    if (!noRace || !noBurst || !noForwarding) {
      Machine.requireUsable();
    }
    var before = Surroundings.now();
    if (!noRace) {
      race();
    }
    if (!noBurst) {
      burst();
    }
    if (!noForwarding) {
      forwarding();
    }
    if (!noJmh) {
      System.err.println("running JMH, about a minute; it writes to " + jmhLog);
      show(Micro.run(jmhOptions, jmhLog), List.of());
    }
    var lines = new ArrayList<>(before.lines(Surroundings.loadAverages()));
    lines.addAll(figures);
    lines.forEach(System.out::println);
    plots.ifPresent(this::draw);
    if (!noRace && !noBurst && !noForwarding && !noJmh) {
      page.ifPresent(file -> write(file, lines));
    }
  }

  private void show(List<String> lines, List<Chart> drawn) {
    figures.add("");
    figures.addAll(lines);
    charts.addAll(drawn);
  }

  private void draw(Path directory) {
    charts.forEach(chart -> SvgChart.write(chart, directory));
  }

  private void write(Path file, List<String> lines) {
    draw(file.resolveSibling(PLOTS));
    var pictures =
        charts.stream()
            .map(chart -> "![%s](%s/%s.svg)".formatted(chart.title(), PLOTS, chart.name()))
            .toList();
    new Page(file, "make bench").write(lines, pictures);
  }

  private void race() throws InterruptedException {
    var name = name("race");
    var size = new Race.Size(rounds, Race.Size.DEFAULT.pods(), Race.Size.DEFAULT.callers());
    var shim = ShimBinary.locate();
    var report =
        Race.run(
            name, directory(name), shim, size, round -> say("ADD and DEL", round, size.rounds()));
    show(report.lines(), report.charts());
  }

  private void burst() throws InterruptedException {
    var name = name("burst");
    var size = Burst.Size.DEFAULT;
    var part = size.pods() + " pods at once";
    var shim = ShimBinary.locate();
    var report =
        Burst.run(name, directory(name), shim, size, round -> say(part, round, size.rounds()));
    show(report.lines(), List.of());
  }

  private void forwarding() {
    System.err.println("forwarding: making nodes and pods");
    var whole = Forwarding.Size.DEFAULT;
    var size = new Forwarding.Size(forwardingRounds, whole.others(), whole.lasts());
    var report =
        Forwarding.run(name("fwd"), size, round -> say("forwarding", round, size.rounds()));
    show(report.lines(), report.charts());
  }

  /// Of a world; those of several runs do not meet.
  private static String name(String part) {
    return part + ProcessHandle.current().pid();
  }

  private static Path directory(String world) {
    return Path.of(System.getProperty("java.io.tmpdir"), "warmwell-" + world);
  }

  private static void say(String part, int round, int rounds) {
    var what = round < 1 ? "warming up" : "round " + round + " of " + rounds;
    System.err.println(part + ": " + what);
  }
}
