package io.warmwell.simulator.swarm;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// A world's history in a few characters.
final class HistoryDigest {
  private static final int NODES_MIN = 5;

  private HistoryDigest() {}

  /// Prints a line for each seed.
  public static void main(String... seeds) {
    for (var seed : seeds) {
      System.out.println(of(Long.parseLong(seed)));
    }
  }

  static String of(long seed) {
    var options = SwarmOptions.of(seed, NODES_MIN);
    var story = new Simulation(options, Parts.production(), true).run().story();
    try {
      var bytes = String.join("\n", story).getBytes(StandardCharsets.UTF_8);
      var digest = MessageDigest.getInstance("SHA-256").digest(bytes);
      return "seed=%d lines=%d %s".formatted(seed, story.size(), HexFormat.of().formatHex(digest));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
