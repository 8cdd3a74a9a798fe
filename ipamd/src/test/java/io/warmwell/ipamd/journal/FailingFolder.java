package io.warmwell.ipamd.journal;

import io.warmwell.ipamd.disk.Folder;
import io.warmwell.ipamd.disk.ForwardingFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;

/// A real folder whose disk is full, or worse, while a test wants it so.
final class FailingFolder extends ForwardingFolder {
  private boolean full;
  private boolean uncuttable;
  private boolean uncreatable;

  FailingFolder(Folder disk) {
    super(disk);
  }

  /// A full disk takes half of what is appended.
  void fill(boolean now) {
    full = now;
  }

  void refuseToCut(boolean now) {
    uncuttable = now;
  }

  void refuseToCreate(boolean now) {
    uncreatable = now;
  }

  @Override
  public OpenFile create(String name) {
    refuseIf(uncreatable, "Permission denied");
    return new FailingFile(super.create(name));
  }

  private static void refuseIf(boolean failing, String error) {
    if (failing) {
      throw new UncheckedIOException(new IOException(error));
    }
  }

  private final class FailingFile implements OpenFile {
    private final OpenFile file;

    private FailingFile(OpenFile file) {
      this.file = file;
    }

    @Override
    public void append(byte[] bytes) {
      if (full) {
        file.append(Arrays.copyOf(bytes, bytes.length / 2));
      }
      refuseIf(full, "No space left on device");
      file.append(bytes);
    }

    @Override
    public void truncate(long size) {
      refuseIf(uncuttable, "Input/output error");
      file.truncate(size);
    }

    @Override
    public void sync() {
      file.sync();
    }

    @Override
    public void close() {
      file.close();
    }
  }
}
