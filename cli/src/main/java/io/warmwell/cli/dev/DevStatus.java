package io.warmwell.cli.dev;

import java.io.UncheckedIOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `warmwell dev status`.
@Command(
    name = "status",
    mixinStandardHelpOptions = true,
    description = "Tells how a world is: daemons, pods, calls of EC2, packets dropped.",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:the world is up", "1:it is not"})
final class DevStatus implements Callable<Integer> {

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(names = "--name", defaultValue = "dev", description = "Default: ${DEFAULT-VALUE}.")
  private String name = "dev";

  @Option(
      names = {"-o", "--output"},
      defaultValue = "text",
      paramLabel = "text|json",
      description = "What to print (default: ${DEFAULT-VALUE}).")
  private DevOutput output = DevOutput.TEXT;

  @Override
  public Integer call() throws InterruptedException {
    try {
      var status = Control.status(DevWorld.up(name));
      output.print(spec.commandLine().getOut(), status, DevText.status(status));
      return ExitCode.OK;
    } catch (IllegalArgumentException | IllegalStateException | UncheckedIOException e) {
      spec.commandLine().getErr().println("warmwell dev status: " + e.getMessage());
      return ExitCode.SOFTWARE;
    }
  }
}
