package io.warmwell.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.warmwell.eni.Ec2Exception;
import io.warmwell.eni.Ec2Failure;
import io.warmwell.eni.aws.PermissionProbe.Result;
import io.warmwell.eni.aws.PermissionProbe.Verdict;
import io.warmwell.eni.iam.Ec2Action;
import io.warmwell.simulator.ec2.Action;
import io.warmwell.simulator.ec2.RolePolicy;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The simulator through the AWS SDK and HTTP: permissions, which it can deny.
final class SimulatorOverHttpPermissionTest extends PermissionContract {
  private final SimulatorOverHttp simulator = new SimulatorOverHttp();

  @Override
  protected WireLandlord wireLandlord() {
    return simulator;
  }

  @ParameterizedTest
  @EnumSource
  void whatIsDeniedIsNamed(Ec2Action action) throws InterruptedException {
    attachOneOfOurs();
    policy().deny(simulated(action));

    var denied = denied(probe());

    assertThat(denied)
        .as("the attachment's id is learned by a describe")
        .contains(action)
        .hasSize(1);
  }

  @Test
  void whereOnlyTheCallIsNamedTheTagsAreFoundByACallWithoutThem() throws InterruptedException {
    policy().nameNothing();
    policy().deny(Action.CREATE_TAGS);

    assertThat(denied(probe())).containsExactly(Ec2Action.CREATE_TAGS);
  }

  @Test
  void aDenialForThePrimaryInterfaceSaysNothingOfOurs() {
    policy().deny(Action.DELETE_NETWORK_INTERFACE);

    var results = probe();

    assertThat(denied(results)).isEmpty();
    assertThat(results)
        .filteredOn(result -> result.verdict() instanceof Verdict.Unknown)
        .extracting(Result::action)
        .containsExactly(Ec2Action.DELETE_NETWORK_INTERFACE);
  }

  @Test
  void thePortSaysWhatIsMissing() {
    policy().deny(Action.ASSIGN_PRIVATE_IP_ADDRESSES);

    assertThatThrownBy(() -> ec2().assignAddresses(at().primary(), 1))
        .isInstanceOfSatisfying(
            Ec2Exception.class,
            refused -> assertThat(refused.failure()).isInstanceOf(Ec2Failure.Denied.class))
        .hasMessageStartingWith("AssignPrivateIpAddresses eni=" + at().primary())
        .hasMessageContaining("denied: ec2:AssignPrivateIpAddresses (UnauthorizedOperation: ")
        .hasMessageContaining("add ec2:AssignPrivateIpAddresses to the daemon's role")
        .hasMessageNotContaining("Encoded authorization failure message");
  }

  private RolePolicy policy() {
    return simulator.policy();
  }

  private static List<Ec2Action> denied(List<Result> results) {
    return results.stream()
        .filter(result -> result.verdict() instanceof Verdict.Denied)
        .map(Result::action)
        .toList();
  }

  private static Action simulated(Ec2Action action) {
    return Arrays.stream(Action.values())
        .filter(known -> known.ec2Name().equals(action.ec2Name()))
        .findFirst()
        .orElseThrow();
  }
}
