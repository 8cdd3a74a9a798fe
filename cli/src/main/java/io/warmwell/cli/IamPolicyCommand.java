package io.warmwell.cli;

import io.warmwell.eni.iam.Families;
import io.warmwell.eni.iam.IamPolicy;
import io.warmwell.eni.iam.Scope;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// Prints the IAM policy that allows what the daemon does.
@Command(
    name = "iam-policy",
    description = {
      "The IAM policy that the daemon's role needs, as JSON: the actions that it calls and no"
          + " others, limited as far as EC2 can.",
      "",
      "Without options it fits any cluster: interfaces are attached, detached and deleted only if"
          + " they carry the tag that the daemon gives them. docs/iam.md tells what each action is"
          + " for.",
      ""
    },
    mixinStandardHelpOptions = true,
    sortOptions = false,
    customSynopsis = "warmwell iam-policy [OPTION]...",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:done", "2:the command line cannot be used"},
    footer = {
      "",
      "Examples:",
      "  warmwell iam-policy >policy.json",
      "  warmwell iam-policy --cluster production --vpc vpc-0123456789abcdef0",
      "  warmwell iam-policy --ip-family dual --account 123456789012"
    })
final class IamPolicyCommand implements Callable<Integer> {

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--ip-family",
      paramLabel = "FAMILY",
      description =
          "ipv4 (the default), ipv6 or dual: ENABLE_IPv4 and ENABLE_IPv6 of the daemon. Secondary"
              + " addresses and prefixes need the same permissions.")
  private Families families = Families.IPV4;

  @Option(
      names = "--cluster",
      paramLabel = "NAME",
      description =
          "Only interfaces that carry this cluster's name (CLUSTER_NAME of the daemon, which tags"
              + " them).")
  private Optional<String> cluster = Optional.empty();

  @Option(
      names = "--vpc",
      paramLabel = "ID",
      description = "Only in this VPC, for example vpc-0123456789abcdef0.")
  private Optional<String> vpc = Optional.empty();

  @Option(names = "--region", paramLabel = "REGION", description = "Only in this region.")
  private String region = "*";

  @Option(
      names = "--account",
      paramLabel = "ID",
      description = "Only interfaces and instances of this account, 12 digits.")
  private String account = "*";

  @Option(
      names = "--partition",
      paramLabel = "NAME",
      description = "aws (the default), aws-cn, aws-us-gov.")
  private String partition = "aws";

  @Option(
      names = "--instance-profile",
      description =
          "The role is the instances' own: interfaces are attached to and detached from the calling"
              + " instance only. Not for IRSA or Pod Identity, which do not tell EC2 the instance.")
  private boolean instanceProfile;

  @Override
  public Integer call() {
    var out = spec.commandLine().getOut();
    out.print(IamPolicy.of(families, scope()).json());
    out.flush();
    return CommandLine.ExitCode.OK;
  }

  private Scope scope() {
    try {
      return new Scope(partition, region, account, cluster, vpc, instanceProfile);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
    }
  }
}
