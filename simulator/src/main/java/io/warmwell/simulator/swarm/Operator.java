package io.warmwell.simulator.swarm;

/// Changes a node's settings while its daemon runs, or while it does not: a life begins with the
/// settings of its time. Takes subnets from pods, too, which a daemon learns when it starts.
final class Operator {
  private static final double ALLOWED_IN_THE_END = 0.5;

  private final Stage stage;
  private final SwarmNode node;
  private boolean calm;

  Operator(Stage stage, SwarmNode node) {
    this.stage = stage;
    this.node = node;
  }

  void begin() {
    stage.every(node.options().changes(), this::change);
    stage.every(node.options().exclusions(), this::exclude);
  }

  /// From now on the settings stay as they are.
  void calm() {
    calm = true;
    if (stage.excluded().contains(node.subnet()) && stage.chance(ALLOWED_IN_THE_END)) {
      retag();
    }
  }

  private void change() {
    if (!calm) {
      var type = node.options().type();
      node.change(SwarmOptions.changed(node.settings(), type, stage.random()));
    }
  }

  private void exclude() {
    if (!calm) {
      retag();
    }
  }

  private void retag() {
    var subnet = node.subnet();
    if (!stage.excluded().remove(subnet)) {
      stage.excluded().add(subnet);
    }
    stage.tell(
        node.toString(),
        () -> "!! " + subnet + " is for pods: " + !stage.excluded().contains(subnet));
    node.crash();
  }
}
