package io.warmwell.tidy;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import io.warmwell.eni.aws.PermissionProbe;
import io.warmwell.eni.iam.Ec2Action;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ec2.Ec2Client;

/// The list of permissions is the list of calls.
final class PermissionsTest {
  private static final List<String> NO_ACTIONS = List.of("builder", "close", "serviceName");

  @Test
  void whatTheDaemonCallsIsListedAndNothingElse() {
    var called =
        ArchitectureTest.OURS.stream()
            .filter(type -> !type.isEquivalentTo(PermissionProbe.class))
            .flatMap(type -> actions(type).stream())
            .collect(Collectors.toSet());

    assertThat(called)
        .as("calls of Ec2Client outside of PermissionProbe, and the actions of Ec2Action")
        .isEqualTo(listed());
  }

  @Test
  void whatIsListedCanBeTried() {
    assertThat(actions(ArchitectureTest.OURS.get(PermissionProbe.class))).isEqualTo(listed());
  }

  private static Set<String> actions(JavaClass type) {
    return type.getMethodCallsFromSelf().stream()
        .filter(call -> call.getTargetOwner().isEquivalentTo(Ec2Client.class))
        .map(call -> call.getName())
        .filter(name -> !NO_ACTIONS.contains(name))
        .map(name -> name.replaceFirst("Paginator$", ""))
        .map(name -> Character.toUpperCase(name.charAt(0)) + name.substring(1))
        .collect(Collectors.toSet());
  }

  private static Set<String> listed() {
    return Arrays.stream(Ec2Action.values()).map(Ec2Action::ec2Name).collect(Collectors.toSet());
  }
}
