package io.warmwell.bench;

import io.warmwell.bench.forwarding.Forwarding;
import io.warmwell.bench.micro.Micro;
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
    description = {
      "Measures ADD and DEL against the reference plugins, forwarding against another layout,",
      "and the daemon's parts by JMH.",
      "Needs root. Everything it makes it removes."
    })
public final class Bench implements Callable<Integer> {

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
    var figures = new ArrayList<String>();
    if (!noRace) {
      figures.add("");
      figures.addAll(race());
    }
    if (!noBurst) {
      figures.add("");
      figures.addAll(burst());
    }
    if (!noForwarding) {
      figures.add("");
      figures.addAll(forwarding());
    }
    if (!noJmh) {
      System.err.println("running JMH, about a minute; it writes to " + jmhLog);
      figures.add("");
      figures.addAll(Micro.run(jmhOptions, jmhLog));
    }
    var lines = new ArrayList<>(before.lines(Surroundings.loadAverages()));
    lines.addAll(figures);
    lines.forEach(System.out::println);
    if (!noRace && !noBurst && !noForwarding && !noJmh) {
      page.ifPresent(file -> new Page(file, "make bench").write(lines));
    }
  }

  private List<String> race() throws InterruptedException {
    var name = name("race");
    var size = new Race.Size(rounds, Race.Size.DEFAULT.pods(), Race.Size.DEFAULT.callers());
    return Race.run(
            name,
            directory(name),
            ShimBinary.locate(),
            size,
            round -> say("ADD and DEL", round, size.rounds()))
        .lines();
  }

  private List<String> burst() throws InterruptedException {
    var name = name("burst");
    var size = Burst.Size.DEFAULT;
    return Burst.run(
            name,
            directory(name),
            ShimBinary.locate(),
            size,
            round -> say(size.pods() + " pods at once", round, size.rounds()))
        .lines();
  }

  private List<String> forwarding() {
    System.err.println("forwarding: making nodes and pods");
    var whole = Forwarding.Size.DEFAULT;
    var size = new Forwarding.Size(forwardingRounds, whole.others(), whole.lasts());
    return Forwarding.run(name("fwd"), size, round -> say("forwarding", round, size.rounds()))
        .lines();
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
