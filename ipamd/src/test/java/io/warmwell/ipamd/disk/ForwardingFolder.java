package io.warmwell.ipamd.disk;

import java.util.List;
import java.util.Optional;

/// Passes every call on; a test overrides what it watches or lets fail.
public abstract class ForwardingFolder implements Folder {
  private final Folder folder;

  protected ForwardingFolder(Folder folder) {
    this.folder = folder;
  }

  @Override
  public String locate(String name) {
    return folder.locate(name);
  }

  @Override
  public List<String> names() {
    return folder.names();
  }

  @Override
  public Optional<byte[]> read(String name) {
    return folder.read(name);
  }

  @Override
  public OpenFile create(String name) {
    return folder.create(name);
  }

  @Override
  public void rename(String from, String to) {
    folder.rename(from, to);
  }

  @Override
  public void delete(String name) {
    folder.delete(name);
  }

  @Override
  public void sync() {
    folder.sync();
  }
}
