package io.warmwell.ipamd.host;

import io.warmwell.eni.Pause;
import io.warmwell.eni.imds.ImdsException;
import io.warmwell.inet.Ipv4Prefix;
import io.warmwell.ipamd.effects.HostNetwork.HostNetworkException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Asks now and then whether the VPC has other CIDRs: what pods send there keeps their addresses.
///
/// Thread-safe; the listener is called on a thread of its own.
public final class VpcWatch implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(VpcWatch.class);

  /// The metadata service is on the instance's own host: asking costs little.
  static final Duration INTERVAL = Duration.ofSeconds(30);

  private final Thread thread;

  /// Where the CIDRs are read.
  @FunctionalInterface
  public interface Source {

    /// The CIDRs as they are now.
    ///
    /// @throws ImdsException if nobody tells
    List<Ipv4Prefix> cidrs() throws InterruptedException;
  }

  private VpcWatch(Thread thread) {
    this.thread = thread;
  }

  /// Starts to ask.
  ///
  /// @param known what is in force
  /// @param onChange takes over others; if it fails, it is told again
  public static VpcWatch start(
      Source source, List<Ipv4Prefix> known, Consumer<List<Ipv4Prefix>> onChange, Pause pause) {
    return new VpcWatch(
        Thread.ofVirtual().name("vpc").start(() -> run(source, known, onChange, pause)));
  }

  @Override
  public void close() {
    thread.interrupt();
  }

  private static void run(
      Source source, List<Ipv4Prefix> known, Consumer<List<Ipv4Prefix>> onChange, Pause pause) {
    var inForce = Set.copyOf(known);
    try {
      while (true) {
        pause.pause(INTERVAL);
        inForce = takeOver(source, inForce, onChange);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private static Set<Ipv4Prefix> takeOver(
      Source source, Set<Ipv4Prefix> inForce, Consumer<List<Ipv4Prefix>> onChange)
      throws InterruptedException {
    try {
      var cidrs = source.cidrs();
      if (!inForce.equals(Set.copyOf(cidrs))) {
        onChange.accept(cidrs);
      }
      return Set.copyOf(cidrs);
    } catch (ImdsException | HostNetworkException | IllegalArgumentException e) {
      log.warn("the VPC's CIDRs stay as they were cidrs={} error={}", inForce, e.getMessage());
      return inForce;
    }
  }
}
