package io.warmwell.simulator.swarm;

import io.warmwell.ipamd.agent.Event;
import io.warmwell.ipamd.birth.CustomNetworking;
import io.warmwell.simulator.ec2.AttributeChange;
import java.util.ArrayList;
import java.util.List;

/// Changes a node's settings while its daemon runs, or while it does not: a life begins with the
/// settings of its time. Takes subnets from pods, too, which a daemon that does not look for
/// subnets learns when it starts.
final class Operator {
  private static final double ALLOWED_IN_THE_END = 0.5;
  private static final List<String> ROLES = List.of("", "0", "1");

  private final Stage stage;
  private final SwarmNode node;
  private boolean calm;

  Operator(Stage stage, SwarmNode node) {
    this.stage = stage;
    this.node = node;
  }

  void begin() {
    var surroundings = stage.options().surroundings();
    stage.every(node.options().changes(), () -> unlessCalm(this::change));
    stage.every(node.options().exclusions(), () -> unlessCalm(this::retag));
    stage.every(surroundings.retags(), () -> unlessCalm(this::choose));
    stage.every(surroundings.regroups(), () -> unlessCalm(this::regroup));
    stage.every(surroundings.cordons(), () -> unlessCalm(() -> cordon(!node.isCordoned())));
  }

  /// From now on the settings stay as they are.
  void calm() {
    calm = true;
    if (stage.isExcluded(node.subnet()) && stage.chance(ALLOWED_IN_THE_END)) {
      retag();
    }
    if (node.isCordoned()) {
      cordon(false);
    }
  }

  private void unlessCalm(Runnable deed) {
    if (!calm) {
      deed.run();
    }
  }

  private void change() {
    var type = node.options().type();
    node.change(SwarmOptions.changed(node.settings(), type, stage.random()));
  }

  private void retag() {
    stage.tag(node.subnet(), stage.isExcluded(node.subnet()) ? "" : "0");
    if (!stage.options().surroundings().seek()) {
      node.crash();
    }
  }

  /// Another tag for a subnet, or another choice for custom networking.
  private void choose() {
    if (node.isCustom()) {
      node.want(wanted());
    } else {
      var subnets = new ArrayList<>(stage.moreSubnets());
      subnets.add(node.subnet());
      var subnet = subnets.get(stage.random().nextInt(subnets.size()));
      stage.tag(subnet, ROLES.get(stage.random().nextInt(ROLES.size())));
    }
  }

  private CustomNetworking.Answer wanted() {
    var subnets = stage.moreSubnets().stream().filter(_ -> stage.random().nextBoolean()).toList();
    return subnets.isEmpty()
        ? new CustomNetworking.Answer.Absent("nobody has named a subnet")
        : new CustomNetworking.Answer.Wanted("the operator", subnets, List.of());
  }

  private void regroup() {
    var groups =
        stage.ec2().configuration().securityGroups().stream()
            .map(group -> group.id())
            .filter(_ -> stage.random().nextBoolean())
            .toList();
    if (!groups.isEmpty()) {
      stage.tell(node.toString(), () -> "!! security groups are " + groups);
      stage
          .ec2()
          .modifyNetworkInterfaceAttribute(
              node.primary(), new AttributeChange.SecurityGroups(groups));
    }
  }

  private void cordon(boolean up) {
    stage.tell(node.toString(), () -> up ? "!! cordoned" : "!! uncordoned");
    node.cordon(up);
    if (node.daemon().serves()) {
      node.daemon().put(new Event.NodeSchedulable(!up));
    }
  }
}
