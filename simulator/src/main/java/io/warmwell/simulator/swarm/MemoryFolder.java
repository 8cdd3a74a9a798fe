package io.warmwell.simulator.swarm;

import io.warmwell.ipamd.disk.Folder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// A directory of a simulated node. It outlives the daemon, is full now and then, and its content
/// can be damaged.
final class MemoryFolder implements Folder {
  /// Less than a line: a process dies in the middle of one write.
  private static final int TORN_BYTES_MAX = 60;

  private static final int BYTES_BETWEEN_FLIPS_MAX = 500;
  private static final int BYTES_FIRST = 4096;

  private final Stage stage;
  private final String name;
  private final Map<String, Content> files = new TreeMap<>();
  private Runnable afterEach = () -> {};

  MemoryFolder(Stage stage, String name) {
    this.stage = stage;
    this.name = name;
  }

  /// @param change called after each change to the folder; it may end the life that made it
  void afterEach(Runnable change) {
    afterEach = change;
  }

  /// Loses a file, tears its end off, or flips some of its bits.
  void damage(String file) {
    var content = files.get(file);
    if (content == null) {
      return;
    }
    switch (stage.random().nextInt(3)) {
      case 0 -> {
        stage.tell(name, () -> "!! lost: " + file);
        files.remove(file);
      }
      case 1 -> {
        stage.tell(name, () -> "!! end torn off: " + file);
        content.size = Math.max(0, content.size - 1 - stage.random().nextInt(TORN_BYTES_MAX));
      }
      default -> {
        stage.tell(name, () -> "!! bits flip: " + file);
        var step = 1 + stage.random().nextInt(BYTES_BETWEEN_FLIPS_MAX);
        for (var i = stage.random().nextInt(step); i < content.size; i += step) {
          content.bytes[i] ^= 1;
        }
      }
    }
  }

  @Override
  public String locate(String file) {
    return name + "/" + file;
  }

  @Override
  public List<String> names() {
    return List.copyOf(files.keySet());
  }

  @Override
  public Optional<byte[]> read(String file) {
    return Optional.ofNullable(files.get(file)).map(Content::held);
  }

  @Override
  public OpenFile create(String file) {
    refuseSometimes();
    var content = new Content();
    files.put(file, content);
    afterEach.run();
    return content;
  }

  @Override
  public void rename(String from, String to) {
    refuseSometimes();
    var content = files.remove(from);
    if (content == null) {
      throw new UncheckedIOException(new IOException("no such file: " + from));
    }
    files.put(to, content);
    afterEach.run();
  }

  @Override
  public void delete(String file) {
    files.remove(file);
    afterEach.run();
  }

  @Override
  public void sync() {}

  private void refuseSometimes() {
    if (stage.chance(stage.faults().disk())) {
      stage.tell(name, () -> "!! disk full");
      throw new UncheckedIOException(new IOException("No space left on device"));
    }
  }

  /// What a file holds, under whatever name it has by now.
  private final class Content implements OpenFile {
    private byte[] bytes = new byte[BYTES_FIRST];
    private int size;

    private byte[] held() {
      return Arrays.copyOf(bytes, size);
    }

    @Override
    public void append(byte[] more) {
      refuseSometimes();
      if (size + more.length > bytes.length) {
        bytes = Arrays.copyOf(bytes, 2 * (size + more.length));
      }
      System.arraycopy(more, 0, bytes, size, more.length);
      size += more.length;
      afterEach.run();
    }

    @Override
    public void truncate(long length) {
      size = Math.toIntExact(length);
      afterEach.run();
    }

    @Override
    public void sync() {}

    @Override
    public void close() {}
  }
}
