package io.warmwell.simulator.swarm;

import io.warmwell.eni.Attachment;
import io.warmwell.pool.EniId;
import io.warmwell.pool.SubnetId;
import io.warmwell.simulator.ec2.CreateInterface;
import io.warmwell.simulator.ec2.NetworkInterface;
import io.warmwell.simulator.ec2.RefusedException;
import io.warmwell.simulator.ec2.Wanted;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// Does to the world what nobody asked for, as far as the seed switched it on.
final class Nemesis {
  private static final int CHUNK = 32;

  private final Stage stage;
  private final List<SwarmNode> nodes;
  private final List<SubnetId> subnets;
  private final List<EniId> foreign = new ArrayList<>();
  private boolean calm;

  Nemesis(Stage stage, List<SwarmNode> nodes, List<SubnetId> subnets) {
    this.stage = stage;
    this.nodes = List.copyOf(nodes);
    this.subnets = List.copyOf(subnets);
  }

  void begin() {
    var faults = stage.faults();
    for (var node : nodes) {
      stage.every(faults.crashes(), () -> unlessCalm(node::crash));
      stage.every(faults.reboots().mean(), () -> unlessCalm(() -> reboot(node)));
      stage.every(faults.jumps(), () -> unlessCalm(() -> jump(node)));
      stage.every(faults.people(), () -> unlessCalm(() -> meddle(node)));
    }
    stage.every(faults.neighbours(), () -> unlessCalm(this::move));
  }

  void calm() {
    calm = true;
  }

  /// Others take a share of every subnet, before anybody else comes.
  void settle(double share) {
    for (var i = 0; i < subnets.size(); i++) {
      var size = 1 << (32 - stage.options().subnetLengths().get(i));
      for (var taken = 0; taken < size * share; taken += CHUNK) {
        take(subnets.get(i), stage.random().nextInt(3) == 0);
      }
    }
  }

  private void unlessCalm(Runnable deed) {
    if (!calm) {
      deed.run();
    }
  }

  private void reboot(SwarmNode node) {
    node.reboot(stage.chance(stage.faults().reboots().powerLoss()));
  }

  private void jump(SwarmNode node) {
    node.jump(Duration.ofSeconds(1 + stage.random().nextInt(3600)));
  }

  private void meddle(SwarmNode node) {
    if (stage.random().nextBoolean()) {
      detach(node);
    } else {
      unassign(node);
    }
  }

  /// A person takes a block from one of the node's interfaces.
  private void unassign(SwarmNode node) {
    var attached =
        stage.ec2().interfaces().stream().filter(eni -> isOf(eni, node.instance(), 0)).toList();
    var eni = attached.get(stage.random().nextInt(attached.size())).toInterface();
    var blocks = eni.blocks();
    if (blocks.isEmpty()) {
      return;
    }
    var block = blocks.get(stage.random().nextInt(blocks.size()));
    stage.tell("person", () -> "!! takes " + block + " from " + eni.id() + " of " + node);
    stage.referee().takenByPerson(node.toString(), block);
    node.kernel().robbed(List.of(block));
    refusable(() -> stage.ec2().unassignPrivateIpAddresses(eni.id(), List.of(block)));
  }

  /// A person detaches one of the node's interfaces, and deletes it or not.
  private void detach(SwarmNode node) {
    var secondary =
        stage.ec2().interfaces().stream().filter(eni -> isOf(eni, node.instance(), 1)).toList();
    if (secondary.isEmpty()) {
      return;
    }
    var eni = secondary.get(stage.random().nextInt(secondary.size()));
    if (!(eni.attachment() instanceof Attachment.To to)) {
      return;
    }
    stage.referee().detachedByPerson(eni.id());
    node.kernel().robbed(eni.toInterface().blocks());
    stage.tell("person", () -> "!! detaches " + eni.id() + " from " + node);
    refusable(() -> stage.ec2().detachNetworkInterface(to.id()));
    if (stage.random().nextBoolean()) {
      stage
          .timeline()
          .in(
              Duration.ofSeconds(20),
              () -> {
                stage.tell("person", () -> "!! deletes " + eni.id());
                refusable(() -> stage.ec2().deleteNetworkInterface(eni.id()));
              });
    }
  }

  private void move() {
    if (!foreign.isEmpty() && stage.random().nextBoolean()) {
      var eni = foreign.remove(stage.random().nextInt(foreign.size()));
      stage.tell("others", () -> "!! give back " + eni);
      refusable(() -> stage.ec2().deleteNetworkInterface(eni));
    } else {
      var all = Stream.concat(subnets.stream(), stage.moreSubnets().stream()).toList();
      take(all.get(stage.random().nextInt(all.size())), stage.random().nextBoolean());
    }
  }

  private void take(SubnetId subnet, boolean prefixes) {
    var wanted = prefixes ? new Wanted.PrefixCount(2) : new Wanted.AddressCount(CHUNK);
    refusable(
        () -> {
          var made =
              stage
                  .ec2()
                  .createNetworkInterface(
                      new CreateInterface(
                          subnet,
                          new CreateInterface.Primary.Any(),
                          wanted,
                          List.of(),
                          "somebody else's",
                          Map.of(),
                          ""));
          foreign.add(made.id());
          stage.tell("others", () -> "!! take " + wanted + " of " + subnet);
        });
  }

  private void refusable(Runnable deed) {
    try {
      deed.run();
    } catch (RefusedException e) {
      stage.tell("world", () -> "refused: " + e.getMessage());
    }
  }

  private static boolean isOf(NetworkInterface eni, String instance, int deviceIndexMin) {
    return eni.attachment() instanceof Attachment.To to
        && to.instanceId().equals(instance)
        && to.deviceIndex() >= deviceIndexMin
        && to.status() == Attachment.Status.ATTACHED;
  }
}
