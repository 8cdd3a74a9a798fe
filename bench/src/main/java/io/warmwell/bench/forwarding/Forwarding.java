package io.warmwell.bench.forwarding;

import io.warmwell.bench.sample.Sample;
import io.warmwell.simulator.fabric.Fabric;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.IntConsumer;

/// Lets a pod send to a pod of another node, in nodes of either layout with more and more other
/// pods on them, in turns, so that whatever disturbs the machine disturbs all of them.
///
/// Used by one thread.
public final class Forwarding {
  private static final List<Layout> LAYOUTS = List.of(new OwnLayout(), new IncumbentLayout());

  private final List<Pair> pairs;
  private final Traffic traffic;
  private final Map<Lane, List<Traffic.Passed>> seen = new LinkedHashMap<>();

  private Forwarding(List<Pair> pairs, Traffic traffic) {
    this.pairs = pairs;
    this.traffic = traffic;
  }

  /// How much is run.
  ///
  /// @param rounds that count; one goes before them
  /// @param others how many other pods there are on each of two nodes, besides the one that is
  ///   measured; each a pair of nodes for each layout
  /// @param lasts how long is counted each time
  public record Size(int rounds, List<Integer> others, Duration lasts) {

    /// What `make bench` runs unless told otherwise: about three minutes.
    public static final Size DEFAULT =
        new Size(12, List.of(0, 50, 250, 1000), Duration.ofMillis(250));

    /// @throws IllegalArgumentException if there is nothing to run
    public Size {
      others = List.copyOf(others);
      if (rounds < 1 || others.isEmpty() || !lasts.isPositive()) {
        throw new IllegalArgumentException(
            "forwarding in %d rounds of %s with %s pods".formatted(rounds, lasts, others));
      }
    }
  }

  private record Lane(Pair pair, Load load) {

    Passage passage(List<Traffic.Passed> seen) {
      return new Passage(
          pair.layout().name(),
          load,
          pair.others(),
          sample(seen, Traffic.Passed::took),
          sample(seen, Traffic.Passed::cpu));
    }

    private static Sample sample(
        List<Traffic.Passed> seen, Function<Traffic.Passed, Duration> figure) {
      return new Sample(seen.stream().map(figure).map(List::of).toList());
    }
  }

  /// Two nodes of the same kind.
  private record Pair(Layout layout, int others, FullNode from, FullNode to) {}

  /// Runs it in a VPC of its own, and removes that.
  ///
  /// @param name of the VPC
  /// @param ended hears the number of each round that has ended
  /// @throws IllegalStateException if packets do not arrive
  public static ForwardingReport run(String name, Size size, IntConsumer ended) {
    var traffic = Traffic.lasting(size.lasts());
    try (var site = Site.open(name)) {
      return new Forwarding(pairs(site, size.others()), traffic).run(size.rounds(), ended);
    } finally {
      Fabric.sweep(name);
    }
  }

  private static List<Pair> pairs(Site site, List<Integer> sizes) {
    var pairs = new ArrayList<Pair>();
    for (var others : sizes) {
      for (var layout : LAYOUTS) {
        var from = site.node(others + 1);
        var to = site.node(others + 1);
        layout.build(from);
        layout.build(to);
        pairs.add(new Pair(layout, others, from, to));
      }
    }
    return pairs;
  }

  private ForwardingReport run(int rounds, IntConsumer ended) {
    for (var round = 0; round <= rounds; round++) {
      var order = new ArrayList<>(pairs);
      Collections.rotate(order, round);
      for (var load : Load.values()) {
        for (var pair : order) {
          measure(load, pair, round > 0);
        }
      }
      ended.accept(round);
    }
    return new ForwardingReport(
        seen.entrySet().stream().map(lane -> lane.getKey().passage(lane.getValue())).toList());
  }

  private void measure(Load load, Pair pair, boolean counts) {
    var passed = traffic.send(load, pair.from().measured(), pair.to().measured());
    if (counts) {
      seen.computeIfAbsent(new Lane(pair, load), _ -> new ArrayList<>()).add(passed);
    }
  }
}
