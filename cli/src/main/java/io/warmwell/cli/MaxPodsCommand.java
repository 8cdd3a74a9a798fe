package io.warmwell.cli;

import io.warmwell.config.InstanceLimits;
import io.warmwell.config.InstanceLimits.Lookup;
import io.warmwell.config.InstanceType;
import io.warmwell.config.MaxPods;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// Says how many pods a node of an instance type should run, and how the number came about.
@Command(
    name = "max-pods",
    description = {
      "How many pods a node should run: what its ENIs can carry, and not more than recommended.",
      "",
      "ENIs × (addresses − 1) + 2, each address being a /28 prefix of 16 with"
          + " --prefix-delegation; at most 110 up to 30 vCPUs and 250 above unless --no-ceiling."
          + " Only the default network card counts.",
      ""
    },
    mixinStandardHelpOptions = true,
    sortOptions = false,
    customSynopsis = "warmwell max-pods (--instance-type TYPE... | --all) [OPTION]...",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:done", "2:unknown instance type, or the command line cannot be used"},
    footer = {
      "",
      "Examples:",
      "  warmwell max-pods --instance-type m5.large",
      "  warmwell max-pods --instance-type m5.large m5.xlarge --prefix-delegation",
      "  warmwell max-pods --instance-type c6i.4xlarge --custom-networking --no-ceiling",
      "  warmwell max-pods --all -o json"
    })
final class MaxPodsCommand implements Callable<Integer> {

  @Spec private CommandSpec spec = CommandSpec.create();

  @ArgGroup(multiplicity = "1")
  private Selection selection = new Selection();

  @Option(
      names = "--prefix-delegation",
      description =
          "Pods get their addresses from /28 prefixes (ENABLE_PREFIX_DELEGATION), or have IPv6 alone"
              + " (ENABLE_IPv4=false), for which AWS recommends the same numbers.")
  private boolean prefixDelegation;

  @Option(
      names = "--max-eni",
      paramLabel = "N",
      description = "Attach at most N ENIs (MAX_ENI); 0 or -1 for the type's limit, the default.")
  private int maxEni;

  @Option(
      names = "--custom-networking",
      description = "Pods live in a subnet of their own: the primary ENI carries none.")
  private boolean customNetworking;

  @Option(names = "--reserved-enis", paramLabel = "N", description = "Keep N ENIs from pods.")
  private int reservedEnis;

  @Option(
      names = "--pod-eni",
      description =
          "Keep one ENI from pods, for a trunk, on types that can have one (ENABLE_POD_ENI).")
  private boolean podEni;

  @Option(
      names = "--ceiling",
      negatable = true,
      defaultValue = "true",
      fallbackValue = "true",
      description = "Apply the recommended ceiling; it is applied unless --no-ceiling is given.")
  private boolean ceiling = true;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      description = "table (the default) or json.")
  private MaxPodsReport.Format format = MaxPodsReport.Format.TABLE;

  @Override
  public Integer call() {
    var request = request();
    var numbers =
        types().stream()
            .map(type -> MaxPods.of(type, podEni ? request.withTrunkOn(type) : request))
            .toList();
    var out = spec.commandLine().getOut();
    out.print(MaxPodsReport.render(numbers, format));
    out.flush();
    return CommandLine.ExitCode.OK;
  }

  private MaxPods.Request request() {
    if (maxEni < -1) {
      throw refusal("--max-eni " + maxEni + ": give a count, or 0 or -1 for the type's limit");
    }
    if (reservedEnis < 0) {
      throw refusal("--reserved-enis " + reservedEnis + ": give a count from 0 up");
    }
    return new MaxPods.Request(
        prefixDelegation, Math.max(maxEni, 0), customNetworking, reservedEnis, ceiling);
  }

  private List<InstanceType> types() {
    var limits = InstanceLimits.embedded();
    if (selection.all) {
      return List.copyOf(limits.all());
    }
    var found = new ArrayList<InstanceType>();
    var unknown = new ArrayList<Lookup.Unknown>();
    for (var name : selection.names) {
      switch (limits.find(name)) {
        case Lookup.Found(var type) -> found.add(type);
        case Lookup.Unknown missing -> unknown.add(missing);
      }
    }
    if (!unknown.isEmpty()) {
      throw refusal(
          unknown.stream().map(Lookup.Unknown::message).collect(Collectors.joining("\n  ")));
    }
    return found;
  }

  private ParameterException refusal(String message) {
    return new ParameterException(spec.commandLine(), message);
  }

  /// Either some types or all of them.
  static final class Selection {

    @Option(
        names = {"-t", "--instance-type"},
        arity = "1..*",
        split = ",",
        paramLabel = "TYPE",
        description = "One or more instance types, for example m5.large.")
    private List<String> names = List.of();

    @Option(names = "--all", description = "Every known instance type.")
    private boolean all;
  }
}
