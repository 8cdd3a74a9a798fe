package io.warmwell.simulator.contest;

import io.warmwell.eni.Interface;
import io.warmwell.eni.NewInterface;
import io.warmwell.eni.NewInterface.Content;
import io.warmwell.inet.Ipv4Address;
import io.warmwell.inet.Ipv4Prefix;
import io.warmwell.pool.Attachment;
import io.warmwell.pool.AttachmentKey;
import io.warmwell.pool.BlockKind;
import io.warmwell.pool.EniId;
import io.warmwell.pool.InterfaceLimits;
import io.warmwell.simulator.swarm.CalmWorld;
import io.warmwell.simulator.swarm.Ipam;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.function.Consumer;

/// The bound that EC2 alone sets: a daemon that knows before its start how many addresses will be
/// needed, asks for all of them at once, learns of an attachment the moment it is there, and has no
/// timers. No daemon can be faster than the calls that it makes: a look at what the node has, since
/// that may be in use, then one assignment to the primary ENI, and for what does not fit there a
/// creation and an attachment per ENI, all ENIs side by side.
///
/// Not thread-safe: used by whoever the world lets run.
final class AllKnowing implements Ipam {
  /// How often it looks whether an ENI is attached; looking costs nothing here.
  private static final Duration LOOK = Duration.ofMillis(5);

  private final CalmWorld world;
  private final CalmWorld.Site site;
  private final Needed needed;
  private final Queue<Ipv4Address> free = new ArrayDeque<>();
  private final Queue<Consumer<Optional<Ipv4Address>>> waiting = new ArrayDeque<>();

  /// What it knows beforehand.
  record Needed(int addresses, boolean prefixes, InterfaceLimits limits) {
    int blocks() {
      return prefixes ? BlockKind.PREFIX.blocksFor(addresses) : addresses;
    }
  }

  AllKnowing(CalmWorld world, CalmWorld.Site site, Needed needed) {
    this.world = world;
    this.site = site;
    this.needed = needed;
  }

  @Override
  public void start() {
    world.start(
        () -> {
          site.ec2().describe(site.primary());
          var room = needed.limits().blocksPerInterface();
          var left = needed.blocks();
          for (var device = 0; device < needed.limits().interfaces() && left > 0; device++) {
            var index = device;
            var count = Math.min(room, left);
            left -= count;
            world.start(() -> bring(index, count));
          }
        });
  }

  @Override
  public boolean serves() {
    return true;
  }

  @Override
  public void add(Attachment attachment, Consumer<Optional<Ipv4Address>> answer) {
    waiting.add(answer);
    serve();
  }

  /// The addresses of those that go are not needed again.
  @Override
  public void delete(AttachmentKey key) {}

  @Override
  public void stop() {
    world.terminate(site.instance());
  }

  private void bring(int device, int count) {
    var blocks = device == 0 ? assigned(site.primary(), count) : created(device, count);
    blocks.forEach(block -> block.addresses().forEach(free::add));
    serve();
  }

  private List<Ipv4Prefix> assigned(EniId eni, int count) {
    return needed.prefixes()
        ? site.ec2().assignPrefixes(eni, count)
        : site.ec2().assignAddresses(eni, count).stream().map(Ipv4Address::toPrefix).toList();
  }

  private List<Ipv4Prefix> created(int device, int count) {
    var made =
        site.ec2()
            .create(
                new NewInterface(
                    site.subnet(),
                    List.of(),
                    needed.prefixes() ? new Content.Prefixes(count) : new Content.Addresses(count),
                    Interface.DESCRIPTION_PREFIX + site.instance(),
                    Map.of(Interface.INSTANCE_TAG, site.instance()),
                    site.instance() + "-" + device));
    var attachment = site.ec2().attach(made.id(), site.instance(), device);
    world.start(() -> site.ec2().deleteOnTermination(made.id(), attachment));
    while (!world.isLinked(made.id())) {
      world.pause(LOOK);
    }
    return made.blocks();
  }

  private void serve() {
    while (!waiting.isEmpty() && !free.isEmpty()) {
      waiting.remove().accept(Optional.of(free.remove()));
    }
  }
}
