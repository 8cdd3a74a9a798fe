package io.warmwell.ipamd.scenario;

import io.warmwell.ipamd.agent.Care;
import io.warmwell.ipamd.agent.Policy;
import io.warmwell.pool.AddressPlanner;
import io.warmwell.pool.Capacity;
import io.warmwell.pool.InterfaceLimits;
import io.warmwell.pool.Planner;
import io.warmwell.pool.WarmTargets;
import io.warmwell.prefix.PrefixPlanner;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/// What a node is told to aim at, by `name=value`.
record Wish(Map<String, String> values) {
  static final Duration COOL_DOWN = Duration.ofSeconds(30);

  /// An m5.large with the defaults.
  static final Wish DEFAULTS =
      new Wish(
          Map.of(
              "mode", "addresses",
              "interfaces", "3",
              "addresses-per-interface", "10",
              "max-pods", "29",
              "warm-eni", "1",
              "warm-ip", "0",
              "minimum-ip", "0",
              "warm-prefix", "1",
              "seeks", "false",
              "spares-primary", "false"));

  Wish {
    values = Map.copyOf(values);
  }

  /// The same with other values for some names.
  Wish with(Iterable<String> words) {
    var changed = new TreeMap<>(values);
    for (var word : words) {
      var equals = word.indexOf('=');
      var name = word.substring(0, Math.max(0, equals));
      if (!values.containsKey(name)) {
        throw new IllegalArgumentException("no such setting: " + word);
      }
      changed.put(name, word.substring(equals + 1));
    }
    return new Wish(changed);
  }

  Policy policy() {
    var limits = new InterfaceLimits(number("interfaces"), number("addresses-per-interface"));
    return new Policy(
        new WarmTargets(
            number("warm-eni"), number("warm-ip"), number("minimum-ip"), number("warm-prefix")),
        new Capacity(limits, 0, number("max-pods")),
        Duration.ofSeconds(20),
        Duration.ofSeconds(60),
        COOL_DOWN,
        "a type",
        new Care(flag("seeks"), flag("spares-primary"), false, false, true));
  }

  Planner planner() {
    return switch (text("mode")) {
      case "addresses" -> new AddressPlanner();
      case "prefixes" -> new PrefixPlanner();
      default -> throw new IllegalArgumentException("no such mode: " + text("mode"));
    };
  }

  private boolean flag(String name) {
    return Boolean.parseBoolean(text(name));
  }

  private int number(String name) {
    return Integer.parseInt(text(name));
  }

  private String text(String name) {
    return values.getOrDefault(name, "");
  }
}
