package io.warmwell.cli.dev;

import io.warmwell.cli.terminal.OrderlyEnd;
import io.warmwell.simulator.fabric.ProgramException;
import io.warmwell.simulator.world.Machine;
import io.warmwell.simulator.world.ShimBinary;
import io.warmwell.simulator.world.World;
import io.warmwell.simulator.world.WorldPlan;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;

/// `warmwell dev serve`: the background process that `dev up` starts. It holds the world until it
/// is asked to end by SIGTERM, and removes it then.
@Command(name = "serve", hidden = true, description = "Holds a world until SIGTERM.")
final class DevServe implements Callable<Integer> {

  @Mixin private WorldOptions options = new WorldOptions();

  @Override
  public Integer call() {
    var plan = options.plan();
    try (var _ = OrderlyEnd.ofThisThread()) {
      return hold(plan, new DevDirectory(plan.name()));
    }
  }

  private static int hold(WorldPlan plan, DevDirectory directory) {
    try {
      Machine.requireUsable();
      serve(plan, directory);
      return ExitCode.OK;
    } catch (InterruptedException _) {
      return ExitCode.OK;
    } catch (IllegalStateException
        | IllegalArgumentException
        | UncheckedIOException
        | ProgramException e) {
      // The last line of the log: `dev up` shows it.
      var cause = Optional.ofNullable(e.getCause()).map(why -> ": " + why.getMessage()).orElse("");
      System.err.println("warmwell dev: " + e.getMessage() + cause);
      return ExitCode.SOFTWARE;
    } finally {
      World.sweep(plan.name(), plan.directory());
    }
  }

  private static void serve(WorldPlan plan, DevDirectory directory) throws InterruptedException {
    try (var world = World.open(plan, ShimBinary.locate())) {
      world.startDaemons();
      var url = new StringBuilder();
      try (var control =
          Control.serve(
              world, () -> directory.describe(WorldDescription.of(world, url.toString())))) {
        url.append(control.url());
        directory.describe(WorldDescription.of(world, control.url()));
        new CountDownLatch(1).await();
      }
    }
  }
}
