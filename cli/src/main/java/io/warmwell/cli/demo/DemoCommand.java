package io.warmwell.cli.demo;

import io.warmwell.cli.terminal.OrderlyEnd;
import io.warmwell.simulator.fabric.ProgramException;
import io.warmwell.simulator.world.Machine;
import io.warmwell.simulator.world.PodException;
import io.warmwell.simulator.world.ShimBinary;
import io.warmwell.simulator.world.World;
import io.warmwell.simulator.world.WorldPlan;
import java.io.Console;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;

/// `warmwell demo`.
@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    description = {
      "Shows the whole path: two simulated m5.large nodes run the real daemon against a simulated",
      "EC2; 85 pods get VPC addresses, every pair talks, and nothing is left behind. Needs root."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:every check held", "1:a check did not hold, or the demo could not run"})
public final class DemoCommand implements Callable<Integer> {
  private static final String NOTE =
      "ADD is timed from the start of the CNI executable to its end. One that finds no free address\n"
          + "waits for EC2, which takes 1 to 3 s to attach an ENI here, as it does in AWS.";

  /// Removes everything at the end, whichever it is: the world's own, a failure, or Ctrl-C.
  @Override
  public Integer call() {
    // Before the first logger is made: what the simulator logs would tear the screen apart.
    System.setProperty("logback.configurationFile", "logback-warnings.xml");
    var terminal = Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent();
    var screen = new Screen(System.out, terminal);
    var name = "demo" + ProcessHandle.current().pid();
    var plan = Demo.plan(name, Path.of(System.getProperty("java.io.tmpdir"), "warmwell-" + name));
    try (var _ = OrderlyEnd.ofThisThread()) {
      return demonstrateAndCleanUp(plan, screen);
    }
  }

  private static int demonstrateAndCleanUp(WorldPlan plan, Screen screen) {
    try {
      Machine.requireUsable();
      return demonstrate(plan, screen) ? ExitCode.OK : ExitCode.SOFTWARE;
    } catch (InterruptedException _) {
      screen.line("interrupted; everything is removed");
      return ExitCode.SOFTWARE;
    } catch (IllegalStateException | ProgramException | PodException e) {
      screen.line("");
      screen.line("warmwell demo: " + e.getMessage());
      return ExitCode.SOFTWARE;
    } finally {
      World.sweep(plan.name(), plan.directory());
    }
  }

  private static boolean demonstrate(WorldPlan plan, Screen screen) throws InterruptedException {
    var began = System.nanoTime();
    screen.line("Warmwell demo: every pod gets an address of the VPC");
    screen.line("");
    screen.begins("building a VPC of network namespaces, EC2 and two nodes");
    try (var world = World.open(plan, ShimBinary.locate())) {
      screen.ends(plan.vpc() + ", subnet " + plan.subnets().getFirst());
      var report = new Demo(world, screen).run();
      screen.line("");
      DemoTable.of(report).forEach(screen::line);
      screen.line("");
      screen.line(NOTE);
      screen.line("");
      report.checks().forEach(check -> screen.line(described(check, screen)));
      var seconds = Duration.ofNanos(System.nanoTime() - began).toSeconds();
      screen.line("");
      screen.line(summary(report, seconds));
      return report.failed().isEmpty();
    }
  }

  private static String described(Check check, Screen screen) {
    var line = "  %s  %s".formatted(screen.verdict(check.held()), check.promise());
    return check.held()
        ? line
        : line + "\n      expected " + check.expected() + "\n      seen     " + check.seen();
  }

  private static String summary(DemoReport report, long seconds) {
    var failed = report.failed().size();
    return failed == 0
        ? "all %d checks held, %d s".formatted(report.checks().size(), seconds)
        : "%d of %d checks FAILED, %d s".formatted(failed, report.checks().size(), seconds);
  }
}
