package io.warmwell.cli.dev;

import io.warmwell.simulator.world.Machine;
import io.warmwell.simulator.world.NodeDirectories;
import io.warmwell.simulator.world.World;
import io.warmwell.simulator.world.WorldPlan;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `warmwell dev up`.
@Command(
    name = "up",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Builds a world, waits until its daemons take requests, prints what there is to know about it",
      "and leaves it running. The same is written to /tmp/warmwell-dev/NAME/world.json."
    },
    footer = {
      "",
      "Example:",
      "  warmwell dev up --nodes 2 --set IP_COOLDOWN_PERIOD=5 \\",
      "      --per-node node-b:ENABLE_PREFIX_DELEGATION=true"
    })
final class DevUp implements Callable<Integer> {
  private static final Duration READY_MAX = Duration.ofMinutes(2);
  private static final Duration READY_POLL = Duration.ofMillis(50);

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private WorldOptions options = new WorldOptions();

  @Option(
      names = {"-o", "--output"},
      defaultValue = "text",
      paramLabel = "text|json",
      description = "What to print (default: ${DEFAULT-VALUE}).")
  private DevOutput output = DevOutput.TEXT;

  @Override
  public Integer call() throws InterruptedException {
    var plan = plan();
    var directory = new DevDirectory(plan.name());
    try {
      Machine.requireUsable();
      requireFree(directory);
      up(directory);
      var world = directory.world().orElseThrow();
      output.print(spec.commandLine().getOut(), world, DevText.world(world, directory));
      return ExitCode.OK;
    } catch (IllegalStateException | UncheckedIOException e) {
      spec.commandLine().getErr().println("warmwell dev up: " + e.getMessage());
      return ExitCode.SOFTWARE;
    }
  }

  private WorldPlan plan() {
    try {
      var plan = options.plan();
      World.requireUsable(plan);
      return plan;
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
    }
  }

  private static void requireFree(DevDirectory directory) {
    var name = directory.name();
    directory
        .livingProcess()
        .ifPresent(
            process -> {
              throw new IllegalStateException(
                  "world %s is up already, pid=%d; `warmwell dev down --name %s` ends it, --name makes another"
                      .formatted(name, process.pid(), name));
            });
    if (directory.exists() || World.leftovers(name)) {
      throw new IllegalStateException(
          "a world %s that has died left namespaces or %s behind; `warmwell dev down --name %s` removes them"
              .formatted(name, directory.path(), name));
    }
  }

  private void up(DevDirectory directory) throws InterruptedException {
    directory.create();
    var process = start(directory);
    directory.recordProcess(process.toHandle());
    var deadline = System.nanoTime() + READY_MAX.toNanos();
    while (directory.world().isEmpty()) {
      if (!process.isAlive() || System.nanoTime() > deadline) {
        process.destroy();
        var log = directory.logText().strip();
        World.sweep(directory.name(), directory.nodes());
        NodeDirectories.delete(directory.path());
        throw new IllegalStateException("the world did not come up:\n" + log);
      }
      Thread.sleep(READY_POLL);
    }
  }

  /// In a session of its own, so that neither Ctrl-C nor a closed terminal reaches it.
  private Process start(DevDirectory directory) {
    var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    var command = new ArrayList<>(List.of("setsid", java));
    command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of("io.warmwell.cli.Warmwell", "dev", "serve"));
    command.addAll(options.arguments());
    var log = directory.log().toFile();
    try {
      return new ProcessBuilder(command)
          .redirectInput(new File("/dev/null"))
          .redirectOutput(log)
          .redirectError(ProcessBuilder.Redirect.appendTo(log))
          .start();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot start the background process", e);
    }
  }
}
