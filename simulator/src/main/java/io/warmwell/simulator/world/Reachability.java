package io.warmwell.simulator.world;

import io.warmwell.inet.Ipv4Address;
import io.warmwell.simulator.fabric.Program;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.regex.Pattern;

/// Who reached whom when every pod pinged every other one once.
///
/// @param pairs ordered pairs that were tried
/// @param lost those whose echo did not come back within half a second
public record Reachability(int pairs, List<Lost> lost) {
  /// ICMP payload that fills a packet of 9,000 bytes: 20 of IP, 8 of ICMP, the rest.
  public static final int JUMBO_PAYLOAD_BYTES = 8972;

  private static final Pattern SUMMARY =
      Pattern.compile("(?m)^(\\S+)\\s*:\\s*xmt/rcv/%loss = (\\d+)/(\\d+)/");

  public Reachability {
    lost = List.copyOf(lost);
  }

  /// A ping that was not answered.
  public record Lost(Pod from, Ipv4Address to) {}

  /// Pings every ordered pair once, unfragmented, with one process of fping(8) for each source.
  ///
  /// @param payloadBytes ICMP payload
  /// @param parallel sources at a time
  public static Reachability among(List<Pod> pods, int payloadBytes, int parallel)
      throws InterruptedException {
    try (var threads = Executors.newFixedThreadPool(parallel)) {
      List<Callable<List<Lost>>> sources = new ArrayList<>();
      pods.forEach(pod -> sources.add(() -> from(pod, pods, payloadBytes)));
      var lost = new ArrayList<Lost>();
      for (var source : threads.invokeAll(sources)) {
        lost.addAll(source.get());
      }
      return new Reachability(pods.size() * (pods.size() - 1), lost);
    } catch (ExecutionException e) {
      throw new IllegalStateException(String.valueOf(e.getCause()), e.getCause());
    }
  }

  private static List<Lost> from(Pod source, List<Pod> pods, int payloadBytes) {
    var targets =
        pods.stream().map(Pod::address).filter(other -> !other.equals(source.address())).toList();
    if (targets.isEmpty()) {
      return List.of();
    }
    var command = new ArrayList<>(List.of("fping", "-q", "-M", "-c1", "-i1", "-t500"));
    command.addAll(List.of("-b", Integer.toString(payloadBytes)));
    targets.forEach(target -> command.add(target.toString()));
    var ended = Program.run(source.namespace().inside(command), "");
    var answered =
        SUMMARY
            .matcher(ended.errors())
            .results()
            .filter(summary -> summary.group(3).equals("1"))
            .map(summary -> Ipv4Address.parse(summary.group(1)))
            .toList();
    return targets.stream()
        .filter(target -> !answered.contains(target))
        .map(target -> new Lost(source, target))
        .toList();
  }
}
