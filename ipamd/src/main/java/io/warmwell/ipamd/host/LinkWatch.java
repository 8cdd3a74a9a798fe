package io.warmwell.ipamd.host;

import io.warmwell.cni.node.NodeLayout;
import io.warmwell.ipamd.effects.HostNetwork.HostNetworkException;
import io.warmwell.netlink.sys.ChangeMonitor;
import io.warmwell.netlink.sys.ChangeMonitor.LinkGroups;
import io.warmwell.netlink.sys.SystemCallException;
import io.warmwell.netlink.wire.Link;
import io.warmwell.pool.EniId;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tells when a routed interface loses its link or has it again: the kernel knows at once what EC2
/// would be asked about minutes later.
///
/// Thread-safe; the listeners are called on a thread of its own.
public final class LinkWatch implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(LinkWatch.class);

  /// How long the end of the process may have to wait for this thread.
  private static final Duration LOOK_UP_MAX = Duration.ofMillis(500);

  /// A pod that comes or goes is several changes, and none of interest here.
  private static final List<LinkGroups> PODS =
      List.of(
          new LinkGroups(0xffff_ff00, NodeLayout.GROUP_BASE),
          new LinkGroups(0xffff_ffff, NodeLayout.DOOMED_GROUP));

  /// One look at the links is enough for all of a burst.
  private static final Duration GATHER = Duration.ofMillis(250);

  private static final Duration CLOSE_MAX = Duration.ofSeconds(5);

  private final KernelNetwork network;
  private final Consumer<EniId> onLost;
  private final Consumer<EniId> onFound;
  private final Thread thread;
  private volatile boolean closed;

  private LinkWatch(KernelNetwork network, Consumer<EniId> onLost, Consumer<EniId> onFound) {
    this.network = network;
    this.onLost = onLost;
    this.onFound = onFound;
    this.thread = Thread.ofPlatform().name("links").daemon().unstarted(this::run);
  }

  /// Starts to watch the network namespace of the process.
  public static LinkWatch start(
      KernelNetwork network, Consumer<EniId> onLost, Consumer<EniId> onFound) {
    var watch = new LinkWatch(network, onLost, onFound);
    watch.thread.start();
    return watch;
  }

  @Override
  public void close() {
    closed = true;
    try {
      if (!thread.join(CLOSE_MAX)) {
        log.warn("the watch over links did not stop within {}", CLOSE_MAX);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    try (var monitor = ChangeMonitor.ofOtherLinks(PODS)) {
      var lost = Set.<EniId>of();
      while (!closed) {
        if (!monitor.await(LOOK_UP_MAX)) {
          continue;
        }
        Thread.sleep(GATHER);
        if (concerns(monitor.read())) {
          lost = tell(lost);
        }
      }
    } catch (SystemCallException e) {
      log.error("links are no longer watched; lost interfaces are noticed by surveys only", e);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /// Others' links may come and go all the time, and a list of pods' links is long.
  private boolean concerns(ChangeMonitor.Changes changes) {
    return changes.isIncomplete()
        || changes.network().stream()
            .anyMatch(told -> told.entity() instanceof Link link && network.isRouted(link.mac()));
  }

  private Set<EniId> tell(Set<EniId> before) {
    try {
      var now = network.withoutLink();
      now.stream().filter(eni -> !before.contains(eni)).forEach(onLost);
      before.stream().filter(eni -> !now.contains(eni)).forEach(onFound);
      return now;
    } catch (HostNetworkException e) {
      log.warn("looking at the links failed, the next change is another try", e);
      return before;
    }
  }
}
