package io.warmwell.simulator.swarm.bugs;

import io.warmwell.ipamd.disk.Folder;
import io.warmwell.ipamd.journal.BootId;
import io.warmwell.simulator.swarm.Parts;
import java.util.List;

/// Mistakes about what outlives the machine, and what does not.
final class RebootBugs {
  private static final String CLEAN = "a reboot starts clean";
  private static final String INTENT = "an intent outlives the machine before EC2 is asked";

  private RebootBugs() {}

  static List<Bug> all() {
    return List.of(
        Bug.of(
            "earlier-boot-kept",
            "A journal that is still there after a reboot is taken over with its leases.",
            OneBootForEver::new,
            CLEAN),
        Bug.of(
            "intents-not-synced", "Intents are written without fsync.", NothingSynced::new, INTENT),
        Bug.of(
            "intent-names-not-synced",
            "An intent is synced, and the directory that names it is not.",
            NamesUnsynced::new,
            INTENT));
  }

  private static final class OneBootForEver implements Parts {
    @Override
    public BootId boot(BootId boot) {
      return new BootId("whichever");
    }
  }

  private static final class NamesUnsynced implements Parts {
    @Override
    public Folder intents(Folder folder) {
      return new UnsyncedNames(folder);
    }
  }

  private static final class NothingSynced implements Parts {
    @Override
    public Folder intents(Folder folder) {
      return new FolderDecorator(folder) {
        @Override
        public OpenFile create(String name) {
          return new UnsyncedFile(super.create(name));
        }
      };
    }
  }

  private static final class UnsyncedNames extends FolderDecorator {
    UnsyncedNames(Folder folder) {
      super(folder);
    }

    @Override
    public void sync() {}
  }

  /// Passes on all but the sync.
  private record UnsyncedFile(Folder.OpenFile file) implements Folder.OpenFile {
    @Override
    public void append(byte[] bytes) {
      file.append(bytes);
    }

    @Override
    public void truncate(long size) {
      file.truncate(size);
    }

    @Override
    public void sync() {}

    @Override
    public void close() {
      file.close();
    }
  }
}
