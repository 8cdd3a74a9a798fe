package io.warmwell.cli.dev;

import io.warmwell.simulator.fabric.ProgramException;
import io.warmwell.simulator.world.Machine;
import io.warmwell.simulator.world.World;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `warmwell dev down`.
@Command(
    name = "down",
    mixinStandardHelpOptions = true,
    description = {
      "Ends a world and removes everything of it: processes, namespaces, files. Also one whose",
      "background process has died. A world that is not up is success."
    })
final class DevDown implements Callable<Integer> {
  private static final Duration END_MAX = Duration.ofSeconds(40);

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(names = "--name", defaultValue = "dev", description = "Default: ${DEFAULT-VALUE}.")
  private String name = "dev";

  @Override
  public Integer call() throws InterruptedException {
    try {
      Machine.requireUsable();
      var directory = new DevDirectory(name);
      var found = directory.exists() || World.leftovers(name);
      end(directory);
      World.sweep(name, directory.nodes());
      directory.delete();
      spec.commandLine()
          .getOut()
          .println("world " + name + (found ? " is removed" : " is not up, nothing was left"));
      return ExitCode.OK;
    } catch (IllegalStateException
        | IllegalArgumentException
        | UncheckedIOException
        | ProgramException e) {
      spec.commandLine().getErr().println("warmwell dev down: " + e.getMessage());
      return ExitCode.SOFTWARE;
    }
  }

  /// Asks the background process to clean up, and ends it if it does not.
  private static void end(DevDirectory directory) throws InterruptedException {
    var living = directory.livingProcess();
    if (living.isEmpty()) {
      return;
    }
    var process = living.get();
    process.destroy();
    try {
      process.onExit().get(END_MAX.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException _) {
      process.destroyForcibly();
    }
  }
}
