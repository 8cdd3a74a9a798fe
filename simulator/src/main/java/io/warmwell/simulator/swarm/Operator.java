package io.warmwell.simulator.swarm;

/// Changes a node's settings while its daemon runs, or while it does not: a life begins with the
/// settings of its time.
final class Operator {
  private final Stage stage;
  private final SwarmNode node;
  private boolean calm;

  Operator(Stage stage, SwarmNode node) {
    this.stage = stage;
    this.node = node;
  }

  void begin() {
    stage.every(node.options().changes(), this::change);
  }

  /// From now on the settings stay as they are.
  void calm() {
    calm = true;
  }

  private void change() {
    if (!calm) {
      var type = node.options().type();
      node.change(SwarmOptions.changed(node.settings(), type, stage.random()));
    }
  }
}
