package io.warmwell.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.warmwell.simulator.ec2.Action;
import io.warmwell.simulator.world.CniCall;
import io.warmwell.simulator.world.ShimBinary;
import io.warmwell.simulator.world.World;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Whoever looks at a pod that gets no address, or at the daemon's log, reads which permission is
/// missing.
class DeniedIT {
  private final String name = "den" + ProcessHandle.current().pid();

  @TempDir Path directory = Path.of("");

  @Test
  void aPermissionThatIsMissingIsNamedToThePodAndInTheLog() throws Exception {
    var settings = Map.of("WARM_IP_TARGET", "1", "MINIMUM_IP_TARGET", "1");
    try (var world = World.open(Worlds.plan(name, directory, settings), ShimBinary.locate())) {
      world.endpoints().policy().deny(Action.ASSIGN_PRIVATE_IP_ADDRESSES);
      world.startDaemons();
      var node = world.node("node-a");

      var added = node.kubelet().add(node.kubelet().sandbox("pod"));

      assertThat(added)
          .isInstanceOfSatisfying(
              CniCall.Failed.class,
              failed ->
                  assertThat(failed.details())
                      .contains("denied: ec2:AssignPrivateIpAddresses (UnauthorizedOperation: ")
                      .contains("add ec2:AssignPrivateIpAddresses to the daemon's role")
                      .doesNotContain("Encoded"));
      assertThat(Files.readString(node.directories().log()))
          .containsPattern("WARN .*effect failed .*denied: ec2:AssignPrivateIpAddresses");
    }
  }
}
