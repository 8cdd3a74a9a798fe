package io.warmwell.cli.simulate;

import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/// The process of a worker: reads a seed, answers with an [Outcome], until there are no more seeds.
public final class Worker {

  private Worker() {}

  /// @param arguments nodes at least
  public static void main(String... arguments) throws InterruptedException {
    var worlds = new Worlds(Integer.parseInt(arguments[0]));
    Worlds.prepare(() -> serve(worlds));
  }

  private static void serve(Worlds worlds) {
    try (var seeds = new DataInputStream(new FileInputStream(FileDescriptor.in));
        var outcomes =
            new DataOutputStream(
                new BufferedOutputStream(new FileOutputStream(FileDescriptor.out)))) {
      while (true) {
        var seed = seeds.readLong();
        Outcome.of(worlds, seed, worlds.run(seed, false)).write(outcomes);
      }
    } catch (EOFException _) {
      // Whoever wanted outcomes has enough of them, or is dead.
    } catch (IOException e) {
      throw new UncheckedIOException("tell what a simulated world showed", e);
    }
  }
}
