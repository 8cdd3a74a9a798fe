package io.warmwell.ipamd.effects;

import io.warmwell.eni.Ec2Exception;
import io.warmwell.eni.Interface;
import io.warmwell.inet.Ipv4Prefix;
import io.warmwell.ipamd.agent.Ending;
import io.warmwell.ipamd.birth.Birthplaces;
import io.warmwell.ipamd.intents.Intent;
import io.warmwell.pool.Effect;
import io.warmwell.pool.EniId;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Looks after what the node has, and brings back what people took from it. Thread-safe.
final class Keeping {
  private static final Logger log = LoggerFactory.getLogger(Keeping.class);

  private final EffectRunner.World world;
  private final Settling settling;
  private final Birthplaces births;

  Keeping(EffectRunner.World world, Settling settling, Birthplaces births) {
    this.world = world;
    this.settling = settling;
    this.births = births;
  }

  /// @throws io.warmwell.eni.Ec2Exception if EC2 refuses or does not answer
  /// @throws HostNetwork.HostNetworkException if the kernel refuses
  Ending run(Effect.Upkeep upkeep) throws InterruptedException {
    return switch (upkeep) {
      case Effect.Survey() -> survey();
      case Effect.Scout() -> new Ending.Scouted(births.look());
      case Effect.Regroup(EniId eni, var groups) -> regroup(eni, groups);
      case Effect.Probe() -> probe();
      case Effect.AttachAgain(EniId eni) -> attachAgain(eni);
      case Effect.AssignAgain(EniId eni, List<Ipv4Prefix> blocks) -> assignAgain(eni, blocks);
      case Effect.Unroute(EniId eni) -> unroute(eni);
      case Effect.Rewire(var leases) -> {
        leases.forEach(world.network()::rewire);
        yield new Ending.Routed();
      }
    };
  }

  private Ending survey() throws InterruptedException {
    try {
      settling.beforeMore();
    } catch (Ec2Exception e) {
      log.warn("what EC2 left open is still open cause={}", e.getMessage());
    }
    // In this order an intent that ends meanwhile counts as open.
    var settled = world.intents().left().stream().noneMatch(Intent.Creation.class::isInstance);
    var interfaces = world.ec2().interfacesOf(world.lifecycle().instanceId());
    interfaces.stream()
        .filter(Interface::isPrimary)
        .map(Interface::securityGroups)
        .filter(groups -> !groups.isEmpty())
        .forEach(births::primaryGroups);
    return new Ending.Surveyed(interfaces, settled);
  }

  private Ending regroup(EniId eni, List<String> groups) {
    world.ec2().regroup(eni, groups);
    log.info("changed security groups eni={} groups={}", eni, groups);
    return new Ending.Regrouped(eni, groups);
  }

  private Ending probe() {
    world.devices().primary().ifPresent(world.ec2()::describe);
    return new Ending.Answered();
  }

  private Ending attachAgain(EniId eni) throws InterruptedException {
    var devices = world.devices();
    var reserved = devices.find(eni).isPresent() ? -1 : devices.reserve();
    try {
      var wanted = devices.find(eni).orElse(reserved);
      var attached = world.lifecycle().attachAgain(eni, wanted);
      var deviceIndex = EffectRunner.deviceIndex(attached);
      devices.note(eni, deviceIndex);
      world.network().addInterface(attached, deviceIndex);
      log.warn("attached interface again eni={} device={}", eni, deviceIndex);
      return EffectRunner.up(attached, deviceIndex);
    } finally {
      devices.cancel(reserved);
    }
  }

  private Ending assignAgain(EniId eni, List<Ipv4Prefix> blocks) {
    world.ec2().assign(eni, blocks);
    log.warn("assigned again what was taken from the node eni={} blocks={}", eni, blocks);
    return new Ending.BlocksAdded(eni, blocks);
  }

  private Ending unroute(EniId eni) {
    world.devices().find(eni).ifPresent(world.network()::removeInterface);
    world.devices().forget(eni);
    return new Ending.Routed();
  }
}
