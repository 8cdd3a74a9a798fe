package io.warmwell.cli;

import io.warmwell.cli.contest.ContestCommand;
import io.warmwell.cli.demo.DemoCommand;
import io.warmwell.cli.dev.DevCommand;
import io.warmwell.cli.doctor.DoctorCommand;
import io.warmwell.cli.simulate.SimulateCommand;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// The root of the command line.
@Command(
    name = "warmwell",
    description = "Native VPC addresses for Kubernetes pods on AWS.",
    synopsisSubcommandLabel = "COMMAND",
    mixinStandardHelpOptions = true,
    versionProvider = Warmwell.Version.class,
    subcommands = {
      MaxPodsCommand.class,
      IamPolicyCommand.class,
      DoctorCommand.class,
      DemoCommand.class,
      DevCommand.class,
      SimulateCommand.class,
      ContestCommand.class
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:done", "1:failed", "2:the command line cannot be used"},
    footer = {
      "",
      "Examples:",
      "  warmwell max-pods --instance-type m5.large --prefix-delegation",
      "  warmwell iam-policy --cluster production",
      "  warmwell doctor",
      "  warmwell demo",
      "  warmwell dev up --nodes 2 --per-node node-b:ENABLE_PREFIX_DELEGATION=true",
      "  warmwell max-pods --help"
    })
public final class Warmwell implements Callable<Integer> {

  @Spec private CommandSpec spec = CommandSpec.create();

  public static void main(String... arguments) {
    System.exit(commandLine().execute(arguments));
  }

  /// The command line with every command, not yet run.
  public static CommandLine commandLine() {
    return new CommandLine(new Warmwell())
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setParameterExceptionHandler(Warmwell::refuse);
  }

  /// Without a command there is nothing to do but to say which ones there are.
  @Override
  public Integer call() {
    spec.commandLine().usage(spec.commandLine().getErr());
    return CommandLine.ExitCode.USAGE;
  }

  /// One sentence and where to read on: the whole usage would push the sentence off the screen.
  private static int refuse(ParameterException refused, String[] arguments) {
    var command = refused.getCommandLine();
    var name = command.getCommandSpec().qualifiedName();
    command.getErr().println(name + ": " + refused.getMessage());
    command.getErr().println("Try '" + name + " --help'.");
    return CommandLine.ExitCode.USAGE;
  }

  /// Reads the version that the build wrote into the jar.
  static final class Version implements IVersionProvider {

    @Override
    public String[] getVersion() {
      var version = Optional.ofNullable(Warmwell.class.getPackage().getImplementationVersion());
      return new String[] {"warmwell " + version.orElse("(not from a jar)")};
    }
  }
}
