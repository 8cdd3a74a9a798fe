package io.warmwell.cli.doctor;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// Examines the node that it runs on.
@Command(
    name = "doctor",
    description = {
      "Looks for what keeps this node's daemon from giving pods addresses, and says what to do.",
      "",
      "Run it on the node with what the daemon is given: its environment variables and its"
          + " credentials, for example in the daemon's container. Without an option it examines"
          + " all there is. It changes nothing.",
      ""
    },
    mixinStandardHelpOptions = true,
    sortOptions = false,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:nothing has to be done",
      "1:something has to be done, or could not be found out",
      "2:the command line or the settings cannot be used"
    },
    footer = {
      "",
      "Examples:",
      "  warmwell doctor",
      "  warmwell doctor --permissions",
      "  ENABLE_IPv6=true warmwell doctor --permissions"
    })
public final class DoctorCommand implements Callable<Integer> {
  private final Surroundings surroundings;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--permissions",
      description =
          "Try each EC2 action that the daemon calls, without having any done. Which these are"
              + " depends on ENABLE_IPv4 and ENABLE_IPv6.")
  private boolean permissions;

  /// Examines the node that this process runs on.
  public DoctorCommand() {
    this(Surroundings.ofThisProcess());
  }

  DoctorCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  /// An examination, and whether it was asked for by name.
  private record Choice(boolean isAsked, Examination examination) {}

  @Override
  public Integer call() throws InterruptedException {
    var out = spec.commandLine().getOut();
    var isHealthy = true;
    for (var choice : chosen()) {
      var diagnosis = choice.examination().examine();
      diagnosis.lines().forEach(out::println);
      isHealthy &= diagnosis.isHealthy();
    }
    out.flush();
    return isHealthy ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
  }

  private List<Choice> chosen() {
    var all = List.of(new Choice(permissions, new Permissions(surroundings, spec.commandLine())));
    return all.stream().anyMatch(Choice::isAsked)
        ? all.stream().filter(Choice::isAsked).toList()
        : all;
  }
}
