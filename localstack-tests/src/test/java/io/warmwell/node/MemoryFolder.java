package io.warmwell.node;

import io.warmwell.ipamd.disk.Folder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// A folder in memory that knows what a machine's death takes: file content and names that were not
/// synced.
///
/// Not thread-safe. After each operation a test may end the world.
final class MemoryFolder implements Folder {
  private final Runnable afterEach;
  private Map<String, Content> names = new TreeMap<>();
  private Map<String, Content> syncedNames = new TreeMap<>();

  MemoryFolder() {
    this(() -> {});
  }

  /// @param afterEach called after each operation that changed something
  MemoryFolder(Runnable afterEach) {
    this.afterEach = afterEach;
  }

  /// What is there when the machine is back.
  void losePower() {
    names = new TreeMap<>(syncedNames);
    names.values().forEach(content -> content.bytes = content.synced);
  }

  @Override
  public String locate(String name) {
    return "/memory/" + name;
  }

  @Override
  public List<String> names() {
    return List.copyOf(names.keySet());
  }

  @Override
  public Optional<byte[]> read(String name) {
    return Optional.ofNullable(names.get(name)).map(content -> content.bytes.clone());
  }

  @Override
  public OpenFile create(String name) {
    var content = names.computeIfAbsent(name, _ -> new Content());
    content.bytes = new byte[0];
    afterEach.run();
    return content;
  }

  @Override
  public void rename(String from, String to) {
    var content = names.remove(from);
    if (content == null) {
      throw new UncheckedIOException(new IOException("no such file: " + from));
    }
    names.put(to, content);
    afterEach.run();
  }

  @Override
  public void delete(String name) {
    names.remove(name);
    afterEach.run();
  }

  @Override
  public void sync() {
    syncedNames = new TreeMap<>(names);
    afterEach.run();
  }

  private final class Content implements OpenFile {
    private byte[] bytes = new byte[0];
    private byte[] synced = new byte[0];

    @Override
    public void append(byte[] more) {
      // A death in the middle of a write leaves a part of it.
      var half = more.length / 2;
      write(Arrays.copyOf(more, half));
      afterEach.run();
      write(Arrays.copyOfRange(more, half, more.length));
      afterEach.run();
    }

    @Override
    public void truncate(long size) {
      bytes = Arrays.copyOf(bytes, Math.toIntExact(size));
      afterEach.run();
    }

    @Override
    public void sync() {
      synced = bytes.clone();
      afterEach.run();
    }

    @Override
    public void close() {}

    private void write(byte[] more) {
      var all = new ByteArrayOutputStream();
      all.writeBytes(bytes);
      all.writeBytes(more);
      bytes = all.toByteArray();
    }
  }
}
