package io.warmwell.cli.doctor;

import io.warmwell.config.DaemonSettings;
import io.warmwell.eni.Denial;
import io.warmwell.eni.Ec2Exception;
import io.warmwell.eni.InstanceIdentity;
import io.warmwell.eni.aws.PermissionProbe;
import io.warmwell.eni.aws.PermissionProbe.Result;
import io.warmwell.eni.aws.PermissionProbe.Verdict;
import io.warmwell.eni.iam.Ec2Action;
import io.warmwell.eni.iam.Families;
import io.warmwell.eni.imds.Imds;
import io.warmwell.eni.imds.ImdsException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/// Which of the actions that the daemon calls its role allows.
final class Permissions implements Examination {
  private static final Duration IDENTITY_WAIT_MAX = Duration.ofSeconds(5);
  private static final Duration IDENTITY_ATTEMPT_MAX = Duration.ofSeconds(1);
  private static final String ROW = "%-38s %-8s %s";

  private final Surroundings surroundings;
  private final CommandLine commandLine;

  /// @param commandLine refuses settings that the daemon would refuse
  Permissions(Surroundings surroundings, CommandLine commandLine) {
    this.surroundings = surroundings;
    this.commandLine = commandLine;
  }

  @Override
  public Diagnosis examine() throws InterruptedException {
    var families = families();
    InstanceIdentity identity;
    try {
      identity = identity();
    } catch (ImdsException e) {
      return sick(
          "cannot tell which instance this is: " + e.getMessage(),
          "run it on a node, in the daemon's container or on the host's network");
    }
    try (var client = surroundings.ec2().apply(identity.region())) {
      var results = new PermissionProbe(client, identity).probe(Ec2Action.of(families));
      return diagnosis(identity, results);
    } catch (Ec2Exception e) {
      return sick(
          "EC2 was asked nothing, or believed nothing: "
              + e.denial().map(Denial::reason).orElseGet(() -> String.valueOf(e.getMessage())),
          e.denial().map(Denial::advice).orElse("try again"));
    }
  }

  private Families families() {
    return switch (DaemonSettings.parse(surroundings.environment())) {
      case DaemonSettings.Parsed.Valid valid ->
          Families.of(valid.settings().ipv4(), valid.settings().ipv6());
      case DaemonSettings.Parsed.Invalid(var problems) ->
          throw new ParameterException(
              commandLine, "the daemon would not start with these settings: " + problems.message());
    };
  }

  private InstanceIdentity identity() throws InterruptedException {
    var endpoint = Imds.endpoint(surroundings.environment());
    return new Imds(
            endpoint,
            IDENTITY_ATTEMPT_MAX,
            InstantSource.system(),
            pause -> Thread.sleep(pause),
            new Random())
        .identity(IDENTITY_WAIT_MAX);
  }

  private static Diagnosis sick(String what, String fix) {
    return new Diagnosis(List.of("permissions: " + what, "  fix  " + fix), false);
  }

  private static Diagnosis diagnosis(InstanceIdentity identity, List<Result> results) {
    var lines = new ArrayList<String>();
    lines.add(
        "permissions, tried on %s (%s) in %s"
            .formatted(identity.instanceId(), identity.instanceType(), identity.region()));
    lines.add("");
    lines.add(ROW.formatted("ACTION", "STATE", "NEEDED TO"));
    results.forEach(result -> lines.add(row(result)));
    results.forEach(result -> lines.addAll(remarks(result)));
    var denied = count(results, Verdict.Denied.class);
    var unknown = count(results, Verdict.Unknown.class);
    lines.add("");
    lines.add("%d tried, %d denied, %d unknown".formatted(results.size(), denied, unknown));
    return new Diagnosis(lines, denied == 0 && unknown < results.size());
  }

  private static String row(Result result) {
    return ROW.formatted(
        result.action().permission(), state(result.verdict()), result.action().purpose());
  }

  private static String state(Verdict verdict) {
    return switch (verdict) {
      case Verdict.Allowed _ -> "allowed";
      case Verdict.Denied _ -> "DENIED";
      case Verdict.Unknown _ -> "unknown";
    };
  }

  private static List<String> remarks(Result result) {
    var permission = result.action().permission();
    return switch (result.verdict()) {
      case Verdict.Allowed _ -> List.of();
      case Verdict.Denied(Denial denial) ->
          List.of(
              "",
              permission + " is denied",
              "  why  " + denial.reason(),
              "  fix  " + denial.advice());
      case Verdict.Unknown(String reason) ->
          List.of("", permission + " is unknown", "  why  " + reason);
    };
  }

  private static long count(List<Result> results, Class<? extends Verdict> kind) {
    return results.stream().map(Result::verdict).filter(kind::isInstance).count();
  }
}
