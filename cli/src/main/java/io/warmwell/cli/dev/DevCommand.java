package io.warmwell.cli.dev;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `warmwell dev`, the group of commands around a world in the background.
@Command(
    name = "dev",
    mixinStandardHelpOptions = true,
    description = {
      "Keeps a simulated world running in the background: EC2, metadata, a VPC of network",
      "namespaces, and nodes with the real daemon, to try things by hand or by script. Needs root."
    },
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      DevUp.class,
      DevStatus.class,
      DevDaemon.class,
      DevDown.class,
      DevServe.class,
    })
public final class DevCommand implements Callable<Integer> {

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    spec.commandLine().usage(spec.commandLine().getErr());
    return ExitCode.USAGE;
  }
}
