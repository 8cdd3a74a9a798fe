package io.warmwell.ipamd.start;

import io.warmwell.eni.Adoption;
import io.warmwell.eni.Ec2Exception;
import io.warmwell.eni.Interface;
import io.warmwell.eni.Subnet;
import io.warmwell.ipamd.birth.Birthplaces;
import io.warmwell.ipamd.birth.Places;
import io.warmwell.ipamd.effects.EffectRunner;
import io.warmwell.ipamd.effects.HostNetwork;
import io.warmwell.ipamd.effects.Settling;
import io.warmwell.pool.EniId;
import io.warmwell.pool.Pool;
import io.warmwell.pool.PooledInterface;
import io.warmwell.pool.SubnetId;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The interfaces that the instance has when the daemon starts.
///
/// @param interfaces those that are ours to use, the primary included, routed
/// @param foreign how many others take up places on the default network card
/// @param trunks how many of these are trunks
/// @param excluded subnets whose tags say that they are not for pods
public record Stock(List<Interface> interfaces, int foreign, int trunks, Set<SubnetId> excluded) {
  private static final Logger log = LoggerFactory.getLogger(Stock.class);

  public Stock {
    interfaces = List.copyOf(interfaces);
    excluded = Set.copyOf(excluded);
  }

  /// Settles what an earlier life left half done, asks EC2, and routes what is there.
  ///
  /// @param births tell which subnets are not for pods
  /// @throws io.warmwell.eni.Ec2Exception if EC2 does not tell
  /// @throws HostNetwork.HostNetworkException if an interface cannot be routed
  public static Stock take(EffectRunner.World world, Birthplaces births)
      throws InterruptedException {
    var settled = new Settling(world).atStart();
    var adoption =
        world.lifecycle().adopt(eni -> !world.network().useOf(eni.id(), eni.blocks()).isNothing());
    var managed = usable(adoption, settled);
    for (var eni : managed) {
      adopt(eni, world);
      tag(eni, births, world);
    }
    settled.attached().keySet().forEach(world.intents()::end);
    for (var eni : others(adoption, settled)) {
      world.devices().note(eni.id(), EffectRunner.deviceIndex(eni));
    }
    adoption.deleted().forEach(eni -> log.info("deleted interface left half made eni={}", eni));
    adoption
        .leftBehind()
        .forEach(
            left ->
                log.warn(
                    "interface can be neither used nor deleted, look at it in EC2 eni={} reason={}",
                    left.eni(),
                    left.cause().getMessage()));
    var leftBehind = new TreeSet<>(settled.leaving());
    adoption.leftBehind().forEach(left -> leftBehind.add(left.eni()));
    leftBehind.removeAll(managed.stream().map(Interface::id).toList());
    var foreign =
        (int) adoption.unmanaged().stream().filter(Interface::takesPlace).count()
            + leftBehind.size();
    var trunks =
        adoption.unmanaged().stream().filter(Interface::takesPlace).filter(Stock::isTrunk).count();
    return new Stock(managed, foreign, (int) trunks, excluded(managed, births.look()));
  }

  private static boolean isTrunk(Interface eni) {
    return eni.type() == Interface.Type.TRUNK;
  }

  /// A subnet that EC2 does not describe now serves pods: a node without addresses is worse than
  /// one that takes them from where it was not to.
  private static Set<SubnetId> excluded(List<Interface> managed, Places places) {
    var excluded = new HashSet<SubnetId>();
    for (var subnet : managed.stream().map(Interface::subnet).distinct().toList()) {
      if (!places.forPods().getOrDefault(subnet, true)) {
        log.warn(
            "subnet is not for pods, they get no new addresses of it subnet={} tag={}",
            subnet,
            Subnet.ROLE_TAG);
        excluded.add(subnet);
      }
    }
    return excluded;
  }

  /// What EC2 lists, less what is known to go, and what it does not list yet.
  private static List<Interface> usable(Adoption adoption, Settling.Settled settled) {
    var byId = new TreeMap<EniId, Interface>();
    settled.attached().values().forEach(eni -> byId.put(eni.id(), eni));
    adoption.managed().forEach(eni -> byId.put(eni.id(), eni));
    byId.keySet().removeAll(settled.deleted());
    byId.keySet().removeAll(settled.leaving());
    return byId.values().stream()
        .sorted(Comparator.comparingInt(EffectRunner::deviceIndex))
        .toList();
  }

  /// Those that take up a device index of the default network card and are of no use.
  private static List<Interface> others(Adoption adoption, Settling.Settled settled) {
    var leaving = adoption.managed().stream().filter(eni -> settled.leaving().contains(eni.id()));
    return Stream.concat(adoption.unmanaged().stream().filter(Interface::takesPlace), leaving)
        .toList();
  }

  private static void adopt(Interface eni, EffectRunner.World world) {
    var deviceIndex = EffectRunner.deviceIndex(eni);
    world.devices().note(eni.id(), deviceIndex);
    world.network().addInterface(eni, deviceIndex);
    log.info(
        "adopted interface eni={} device={} addresses={} prefixes={}",
        eni.id(),
        deviceIndex,
        eni.addresses().size(),
        eni.prefixes().size());
  }

  /// Adds the tags that an interface would have if it were made now. The primary one is the
  /// instance's, and stays as it is.
  private static void tag(Interface eni, Birthplaces births, EffectRunner.World world) {
    var missing = new HashMap<>(births.tags());
    missing.put(Interface.INSTANCE_TAG, world.lifecycle().instanceId());
    missing.entrySet().removeAll(eni.tags().entrySet());
    if (eni.isPrimary() || missing.isEmpty()) {
      return;
    }
    try {
      world.ec2().tag(eni.id(), missing);
      log.info("tagged interface eni={} tags={}", eni.id(), missing);
    } catch (Ec2Exception e) {
      log.warn("interface lacks tags eni={} tags={} cause={}", eni.id(), missing, e.getMessage());
    }
  }

  /// The interfaces by device index.
  public Map<Integer, EniId> byDeviceIndex() {
    return interfaces.stream().collect(Collectors.toMap(EffectRunner::deviceIndex, Interface::id));
  }

  /// The primary interface.
  ///
  /// @throws IllegalStateException if EC2 has not listed it
  public Interface primary() {
    return interfaces.stream()
        .filter(eni -> EffectRunner.deviceIndex(eni) == 0)
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("EC2 lists no primary interface"));
  }

  /// Puts the interfaces and their blocks into a pool.
  public void fill(Pool pool) {
    for (var eni : interfaces) {
      var deviceIndex = EffectRunner.deviceIndex(eni);
      var isExcluded = excluded.contains(eni.subnet());
      var facts = new PooledInterface(eni.id(), deviceIndex, eni.subnet(), isExcluded);
      pool.addInterface(facts, eni.blocks());
    }
  }
}
