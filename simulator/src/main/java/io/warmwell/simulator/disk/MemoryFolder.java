package io.warmwell.simulator.disk;

import io.warmwell.ipamd.disk.Folder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/// A directory in memory that knows what outlives a machine that loses power: names and content as
/// they were synced, and what the disk had taken beyond that.
///
/// Not thread-safe. It outlives every process that writes to it.
public final class MemoryFolder implements Folder {
  private static final int BYTES_FIRST = 4096;

  /// Of more changes than that the first ones have reached the disk without a sync.
  private static final int UNSYNCED_CHANGES_MAX = 16;

  private final String path;
  private final Fate fate;
  private final Map<String, Content> names = new TreeMap<>();
  private Map<String, Content> syncedNames = Map.of();

  /// The names after each change since the last sync.
  private final Deque<Map<String, Content>> unsyncedNames = new ArrayDeque<>();

  /// What befalls the disk or the process that uses it; by default nothing. To end the process a
  /// method throws.
  public interface Fate {

    /// Before something takes room.
    ///
    /// @throws UncheckedIOException if there is none
    default void beforeWrite() {}

    /// One write is half done.
    default void amidWrite() {}

    /// Names or content have changed.
    default void afterChange() {}

    /// Names or the content of a file have been synced.
    default void afterSync() {}
  }

  public MemoryFolder(String path, Fate fate) {
    this.path = path;
    this.fate = fate;
  }

  /// The machine loses power, and the disk had taken nothing but what was synced.
  public void losePower() {
    restore(syncedNames);
    names.values().forEach(content -> content.keep(content.synced));
  }

  /// The machine loses power. Of the changes to names since the last sync the disk had taken the
  /// first few, since file systems keep them in order; of what was written to a file, some of its
  /// beginning.
  public void losePower(RandomGenerator random) {
    var taken = random.nextInt(unsyncedNames.size() + 1);
    restore(unsyncedNames.stream().limit(taken).reduce(syncedNames, (_, later) -> later));
    names.values().forEach(content -> content.keep(content.survivor(random)));
  }

  /// The machine boots with nothing in here, since memory held it.
  public void wipe() {
    restore(Map.of());
  }

  /// What a file would hold if the machine lost power now, at the worst; empty if it would not be
  /// there.
  public Optional<byte[]> synced(String name) {
    return Optional.ofNullable(syncedNames.get(name)).map(content -> content.synced.clone());
  }

  /// Loses a file, which nobody does who uses the folder.
  public void lose(String name) {
    names.remove(name);
    noteNames();
  }

  /// Tears the end off a file.
  public void tear(String name, int bytes) {
    var content = existing(name);
    content.size = Math.max(0, content.size - bytes);
  }

  /// Flips one bit of every so many bytes.
  public void flip(String name, int first, int step) {
    var content = existing(name);
    for (var i = first; i < content.size; i += step) {
      content.bytes[i] ^= 1;
    }
  }

  @Override
  public String locate(String name) {
    return path + "/" + name;
  }

  @Override
  public List<String> names() {
    return List.copyOf(names.keySet());
  }

  @Override
  public Optional<byte[]> read(String name) {
    return Optional.ofNullable(names.get(name)).map(Content::held);
  }

  @Override
  public OpenFile create(String name) {
    fate.beforeWrite();
    var content = names.computeIfAbsent(name, _ -> new Content());
    content.size = 0;
    changed();
    return content;
  }

  @Override
  public void rename(String from, String to) {
    fate.beforeWrite();
    names.put(to, existing(from));
    names.remove(from);
    changed();
  }

  @Override
  public void delete(String name) {
    names.remove(name);
    changed();
  }

  @Override
  public void sync() {
    syncedNames = new TreeMap<>(names);
    unsyncedNames.clear();
    fate.afterSync();
  }

  private void changed() {
    noteNames();
    fate.afterChange();
  }

  private void noteNames() {
    unsyncedNames.add(new TreeMap<>(names));
    if (unsyncedNames.size() > UNSYNCED_CHANGES_MAX) {
      syncedNames = unsyncedNames.remove();
    }
  }

  private void restore(Map<String, Content> kept) {
    var survivors = new TreeMap<>(kept);
    names.clear();
    names.putAll(survivors);
    syncedNames = survivors;
    unsyncedNames.clear();
  }

  private Content existing(String name) {
    return Optional.ofNullable(names.get(name))
        .orElseThrow(() -> new UncheckedIOException(new IOException("no such file: " + name)));
  }

  /// What a file holds, under whatever name it has by now.
  private final class Content implements OpenFile {
    private byte[] bytes = new byte[BYTES_FIRST];
    private int size;
    private byte[] synced = new byte[0];

    private byte[] held() {
      return Arrays.copyOf(bytes, size);
    }

    private byte[] survivor(RandomGenerator random) {
      var appended = size >= synced.length && Arrays.equals(held(synced.length), synced);
      if (!appended && random.nextBoolean()) {
        return synced;
      }
      var least = appended ? synced.length : 0;
      return held(least + random.nextInt(size - least + 1));
    }

    private byte[] held(int length) {
      return Arrays.copyOf(bytes, length);
    }

    private void keep(byte[] left) {
      bytes = Arrays.copyOf(left, Math.max(BYTES_FIRST, left.length));
      size = left.length;
      synced = left;
    }

    @Override
    public void append(byte[] more) {
      fate.beforeWrite();
      if (size + more.length > bytes.length) {
        bytes = Arrays.copyOf(bytes, 2 * (size + more.length));
      }
      System.arraycopy(more, 0, bytes, size, more.length);
      size += more.length / 2;
      fate.amidWrite();
      size += more.length - more.length / 2;
      fate.afterChange();
    }

    @Override
    public void truncate(long length) {
      size = Math.toIntExact(length);
      fate.afterChange();
    }

    @Override
    public void sync() {
      synced = held();
      fate.afterSync();
    }

    @Override
    public void close() {}
  }
}
