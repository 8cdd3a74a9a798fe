package io.warmwell.simulator.swarm;

import io.warmwell.simulator.disk.MemoryFolder;
import java.io.IOException;
import java.io.UncheckedIOException;

/// A directory of a simulated node. It outlives the daemon, is full now and then, and its content
/// can be damaged.
final class NodeDisk implements MemoryFolder.Fate {
  /// Less than a line: a process dies in the middle of one write.
  private static final int TORN_BYTES_MAX = 60;

  private static final int BYTES_BETWEEN_FLIPS_MAX = 500;

  private final Stage stage;
  private final String name;
  private final MemoryFolder folder;
  private Runnable afterEach = () -> {};
  private Runnable atEachPoint = () -> {};

  NodeDisk(Stage stage, String name) {
    this.stage = stage;
    this.name = name;
    this.folder = new MemoryFolder(name, this);
  }

  MemoryFolder folder() {
    return folder;
  }

  /// @param change called after each change to the folder; it may end the life that made it
  /// @param point called in the middle of each write, after each change and after each sync; it may
  ///   end the machine's boot
  void watch(Runnable change, Runnable point) {
    afterEach = change;
    atEachPoint = point;
  }

  /// The machine goes down, orderly or not.
  ///
  /// @param memory whether the directory is in the machine's memory
  void goDown(boolean memory, boolean powerLoss) {
    if (memory) {
      folder.wipe();
    } else if (powerLoss) {
      folder.losePower(stage.random());
    }
  }

  /// Loses a file, tears its end off, or flips some of its bits.
  void damage(String file) {
    if (!folder.names().contains(file)) {
      return;
    }
    switch (stage.random().nextInt(3)) {
      case 0 -> {
        stage.tell(name, () -> "!! lost: " + file);
        folder.lose(file);
      }
      case 1 -> {
        stage.tell(name, () -> "!! end torn off: " + file);
        folder.tear(file, 1 + stage.random().nextInt(TORN_BYTES_MAX));
      }
      default -> {
        stage.tell(name, () -> "!! bits flip: " + file);
        var step = 1 + stage.random().nextInt(BYTES_BETWEEN_FLIPS_MAX);
        folder.flip(file, stage.random().nextInt(step), step);
      }
    }
  }

  @Override
  public void beforeWrite() {
    if (stage.chance(stage.faults().disk())) {
      stage.tell(name, () -> "!! disk full");
      throw new UncheckedIOException(new IOException("No space left on device"));
    }
  }

  @Override
  public void amidWrite() {
    atEachPoint.run();
  }

  @Override
  public void afterChange() {
    atEachPoint.run();
    afterEach.run();
  }

  @Override
  public void afterSync() {
    atEachPoint.run();
  }
}
