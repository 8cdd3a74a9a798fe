package io.warmwell.cli.dev;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.warmwell.inet.Ipv4Prefix;
import io.warmwell.simulator.ec2.Latencies;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// The options of `dev up` become a plan.
class WorldOptionsTest {

  @Test
  void withoutOptionsThereAreTwoNodesInOneSubnet() {
    var plan = parsed().plan();

    assertThat(plan.name()).isEqualTo("dev");
    assertThat(plan.nodes())
        .extracting(node -> node.name() + " " + node.instanceType())
        .containsExactly("node-a m5.large", "node-b m5.large");
    assertThat(plan.subnets()).containsExactly(Ipv4Prefix.parse("10.0.16.0/20"));
    assertThat(plan.latencies()).isEqualTo(Latencies.TYPICAL);
  }

  @Test
  void aKnobIsForAllNodesOrForOne() {
    var plan = parsed("--set", "WARM_IP_TARGET=5", "--per-node", "node-b:WARM_IP_TARGET=7").plan();

    assertThat(plan.nodes().get(0).settings()).containsEntry("WARM_IP_TARGET", "5");
    assertThat(plan.nodes().get(1).settings()).containsEntry("WARM_IP_TARGET", "7");
  }

  @Test
  void theBackgroundProcessGetsTheSamePlan() {
    var options =
        parsed(
            "--name",
            "other",
            "--nodes",
            "3",
            "--subnet",
            "10.0.1.0/24",
            "--ec2-latency",
            "none",
            "--set",
            "MAX_ENI=2",
            "--per-node",
            "node-c:MAX_ENI=3",
            "--ec2-port",
            "4566");

    var passedOn = parsed(options.arguments().toArray(String[]::new));

    assertThat(passedOn.plan()).isEqualTo(options.plan());
  }

  @Test
  void whatCannotBeUsedIsNamed() {
    assertThatThrownBy(() -> parsed("--set", "NOTHING").plan())
        .hasMessage("--set is KEY=VALUE, not 'NOTHING'");
    assertThatThrownBy(() -> parsed("--per-node", "node-z:A=1").plan())
        .hasMessageContaining("node-a, node-b");
    assertThatThrownBy(() -> parsed("--name", "../etc").plan()).hasMessageContaining("../etc");
    assertThatThrownBy(() -> parsed("--nodes", "0").plan()).hasMessageContaining("1 to 26");
    assertThatThrownBy(() -> parsed("--subnet", "192.168.0.0/24").plan())
        .hasMessageContaining("outside the VPC");
    assertThatThrownBy(() -> parsed("--ec2-latency", "soon").plan())
        .hasMessageContaining("typical or none");
  }

  private static WorldOptions parsed(String... arguments) {
    var command = new Holder();
    new CommandLine(command).parseArgs(arguments);
    return command.options;
  }

  @Command
  private static final class Holder {
    @Mixin private WorldOptions options = new WorldOptions();
  }
}
