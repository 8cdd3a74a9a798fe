package io.warmwell.ipamd.intents;

import io.warmwell.eni.Interface;
import io.warmwell.ipamd.disk.Folder;
import java.io.UncheckedIOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What is about to be done with interfaces: one small file for each, on disk before EC2 is asked.
///
/// Thread-safe. When [#begin] has returned, the intent outlives the machine's death, so that what a
/// dead daemon left half done is known to the next one without trusting a describe, which lags.
public final class Intents {
  private static final Logger log = LoggerFactory.getLogger(Intents.class);
  private static final String FRESH = ".new";
  private static final String SUFFIX = ".intent";
  private static final String UNREADABLE = ".unreadable";

  private final Folder folder;
  private final String instanceId;

  /// Begun by an earlier life, or ended without a word from EC2: to be settled.
  private final Set<Intent> left = new LinkedHashSet<>();

  /// Files of intents that count.
  private final Set<String> written = new TreeSet<>();

  /// Files of intents that are settled, which the disk would not delete.
  private final Set<String> overdue = new TreeSet<>();

  private Intents(Folder folder, String instanceId) {
    this.folder = folder;
    this.instanceId = instanceId;
  }

  /// Opens a folder with what an earlier life left. What cannot be read is set aside.
  ///
  /// @param folder need not exist
  public static Intents open(Folder folder, String instanceId) {
    var intents = new Intents(folder, instanceId);
    intents.load();
    return intents;
  }

  /// Writes what is going to be done, if that is not written yet; when this returns it may be done.
  ///
  /// @throws IntentException if the disk refuses
  public synchronized void begin(Intent intent) {
    left.remove(intent);
    deleteOverdue();
    var name = name(intent);
    if (written.contains(name)) {
      return;
    }
    try {
      write(name + FRESH, IntentCodec.encode(intent, instanceId));
      folder.rename(name + FRESH, name);
      folder.sync();
      overdue.remove(name);
      written.add(name);
    } catch (UncheckedIOException e) {
      // Whether or not some of it is there: nothing of what it says will be done.
      overdue.add(name + FRESH);
      overdue.add(name);
      throw new IntentException(
          "write intent %s: %s; check that its file system is writable and has room"
              .formatted(folder.locate(name), e.getCause()),
          e);
    }
  }

  /// Forgets what is done, or known not to have happened. If the disk refuses, the file goes with a
  /// later one; until then it costs the next start a question to EC2.
  public synchronized void end(Intent intent) {
    left.remove(intent);
    var name = name(intent);
    if (written.remove(name)) {
      overdue.add(name);
      deleteOverdue();
    }
  }

  /// Keeps what ended without a word from EC2, to be settled.
  public synchronized void leave(Intent intent) {
    left.add(intent);
  }

  /// What is to be settled: left by an earlier life, or by this one.
  public synchronized List<Intent> left() {
    return List.copyOf(left);
  }

  private void write(String name, byte[] bytes) {
    try (var file = folder.create(name)) {
      file.append(bytes);
      file.sync();
    }
  }

  private void deleteOverdue() {
    if (overdue.isEmpty()) {
      return;
    }
    try {
      overdue.forEach(folder::delete);
      folder.sync();
      overdue.clear();
    } catch (UncheckedIOException e) {
      log.warn(
          "settled intents not deleted files={} error={}", overdue, String.valueOf(e.getCause()));
    }
  }

  private void load() {
    try {
      folder.names().forEach(this::load);
      if (!left.isEmpty()) {
        // The process may have died between naming one and syncing the name; to settle a creation
        // is to ask EC2 for it again.
        folder.sync();
      }
    } catch (UncheckedIOException e) {
      log.warn(
          "intents cannot be read path={} error={}; {}",
          folder.locate(""),
          String.valueOf(e.getCause()),
          advice());
    }
    deleteOverdue();
  }

  private void load(String name) {
    if (name.endsWith(FRESH)) {
      // EC2 is asked only after the rename.
      overdue.add(name);
    } else if (name.endsWith(SUFFIX)) {
      var intent = folder.read(name).flatMap(bytes -> IntentCodec.decode(bytes, instanceId));
      intent.ifPresentOrElse(
          readable -> {
            left.add(readable);
            written.add(name);
          },
          () -> setAside(name));
    }
  }

  private void setAside(String name) {
    log.warn(
        "intent is damaged or another instance's, set aside file={}{}; {}",
        folder.locate(name),
        UNREADABLE,
        advice());
    folder.rename(name, name + UNREADABLE);
  }

  private String advice() {
    return "look in EC2 for interfaces with status available and tag %s=%s, and delete them"
        .formatted(Interface.INSTANCE_TAG, instanceId);
  }

  private static String name(Intent intent) {
    return switch (intent) {
      case Intent.Creation(var wish) -> "create-" + wish.clientToken() + SUFFIX;
      case Intent.Deletion(var eni) -> "delete-" + eni + SUFFIX;
    };
  }
}
