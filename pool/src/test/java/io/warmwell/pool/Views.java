package io.warmwell.pool;

import io.warmwell.inet.Ipv4Address;
import io.warmwell.inet.Ipv4Prefix;
import java.util.ArrayList;

/// Snapshots for planner tests.
final class Views {
  static final SubnetId SUBNET = new SubnetId("subnet-1");

  private Views() {}

  /// An interface with so many single addresses in each state; the assigned ones are the lowest.
  static InterfaceView addresses(int device, int free, int assigned, int cooling) {
    var blocks = new ArrayList<BlockView>();
    var next = Ipv4Address.parse("10.0." + device + ".10");
    for (var index = 0; index < assigned + cooling + free; index++) {
      var isAssigned = index < assigned;
      var isCooling = !isAssigned && index < assigned + cooling;
      blocks.add(
          new BlockView(
              next.plus(index).toPrefix(),
              isAssigned || isCooling ? 0 : 1,
              isAssigned ? 1 : 0,
              isCooling ? 1 : 0,
              0));
    }
    var facts = new PooledInterface(new EniId("eni-" + device), device, SUBNET);
    return new InterfaceView(facts, blocks);
  }

  /// The same interface in a subnet that is not for pods.
  static InterfaceView excluded(InterfaceView view) {
    var facts = view.facts();
    return new InterfaceView(
        new PooledInterface(facts.eni(), facts.deviceIndex(), facts.subnet(), true), view.blocks());
  }

  /// The interface with a prefix more, so many of whose addresses pods hold.
  static InterfaceView withPrefix(InterfaceView view, int assigned) {
    var base = Ipv4Address.parse("10.0." + view.facts().deviceIndex() + ".128");
    var prefix = new Ipv4Prefix(base.plus(16L * view.blocks().size()), 28);
    var blocks = new ArrayList<>(view.blocks());
    blocks.add(new BlockView(prefix, 16 - assigned, assigned, 0, 0));
    return new InterfaceView(view.facts(), blocks);
  }
}
