package io.warmwell.ipamd.start;

import io.warmwell.eni.Interface;
import io.warmwell.eni.InterfaceLifecycle;
import io.warmwell.ipamd.effects.DeviceIndexes;
import io.warmwell.ipamd.effects.EffectRunner;
import io.warmwell.ipamd.effects.HostNetwork;
import io.warmwell.pool.EniId;
import io.warmwell.pool.Pool;
import io.warmwell.pool.PooledInterface;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The interfaces that the instance has when the daemon starts.
///
/// @param interfaces those that are ours to use, the primary included, routed
/// @param foreign how many others take up places
public record Stock(List<Interface> interfaces, int foreign) {
  private static final Logger log = LoggerFactory.getLogger(Stock.class);

  public Stock {
    interfaces = List.copyOf(interfaces);
  }

  /// Asks EC2, settles what an earlier life left half done, and routes what is there.
  ///
  /// @throws io.warmwell.eni.Ec2Exception if EC2 does not tell
  /// @throws HostNetwork.HostNetworkException if an interface cannot be routed
  public static Stock take(InterfaceLifecycle lifecycle, HostNetwork network, DeviceIndexes devices)
      throws InterruptedException {
    var adoption = lifecycle.adopt();
    for (var eni : adoption.managed()) {
      var deviceIndex = EffectRunner.deviceIndex(eni);
      devices.note(eni.id(), deviceIndex);
      network.addInterface(eni, deviceIndex);
      log.info(
          "adopted interface eni={} device={} addresses={} prefixes={}",
          eni.id(),
          deviceIndex,
          eni.addresses().size(),
          eni.prefixes().size());
    }
    adoption.unmanaged().forEach(eni -> devices.note(eni.id(), EffectRunner.deviceIndex(eni)));
    adoption.deleted().forEach(eni -> log.info("deleted interface left half made eni={}", eni));
    adoption
        .leftBehind()
        .forEach(
            left ->
                log.warn(
                    "interface can be neither used nor deleted, look at it in EC2 eni={} reason={}",
                    left.eni(),
                    left.cause().getMessage()));
    return new Stock(
        adoption.managed(), adoption.unmanaged().size() + adoption.leftBehind().size());
  }

  /// The interfaces by device index.
  public Map<Integer, EniId> byDeviceIndex() {
    return interfaces.stream().collect(Collectors.toMap(EffectRunner::deviceIndex, Interface::id));
  }

  /// Puts the interfaces and their blocks into a pool.
  public void fill(Pool pool) {
    for (var eni : interfaces) {
      var facts = new PooledInterface(eni.id(), EffectRunner.deviceIndex(eni), eni.subnet());
      pool.addInterface(facts, EffectRunner.blocks(eni));
    }
  }
}
