package io.warmwell.cli.dev;

import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `warmwell dev daemon`.
@Command(
    name = "daemon",
    mixinStandardHelpOptions = true,
    description = "Starts, stops, kills (-9) or restarts the daemon of one node.")
final class DevDaemon implements Callable<Integer> {

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(index = "0", paramLabel = "NODE", description = "For example node-a.")
  private String node = "";

  @Parameters(index = "1", paramLabel = "start|stop|kill|restart", description = "What to do.")
  private Control.Verb verb = Control.Verb.RESTART;

  @Option(names = "--name", defaultValue = "dev", description = "Default: ${DEFAULT-VALUE}.")
  private String name = "dev";

  @Override
  public Integer call() throws InterruptedException {
    try {
      var state = Control.daemon(DevWorld.up(name), node, verb);
      var pid = state.has("pid") ? "running, pid " + state.path("pid").asText() : "down";
      DevOutput.TEXT.print(
          spec.commandLine().getOut(), state, List.of("the daemon of " + node + " is " + pid));
      return ExitCode.OK;
    } catch (IllegalArgumentException | IllegalStateException | UncheckedIOException e) {
      spec.commandLine().getErr().println("warmwell dev daemon: " + e.getMessage());
      return ExitCode.SOFTWARE;
    }
  }
}
