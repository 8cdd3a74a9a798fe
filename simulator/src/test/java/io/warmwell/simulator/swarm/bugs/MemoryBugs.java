package io.warmwell.simulator.swarm.bugs;

import io.warmwell.ipamd.agent.Records;
import io.warmwell.ipamd.disk.Folder;
import io.warmwell.ipamd.journal.Entry;
import io.warmwell.pool.Lease;
import io.warmwell.pool.Pool;
import io.warmwell.simulator.swarm.Parts;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Mistakes with what rests, and with what a daemon must remember.
final class MemoryBugs {
  private static final String COOLING = "no address granted while cooling";
  private static final String BACK_TOO_EARLY = "addresses rest before they go back";
  private static final String FORGOTTEN = "journal or kernel remember every lease";
  private static final String LOST = "what a pod was told outlives the daemon";
  private static final String RETURNED = "the journal remembers no more";
  private static final String TWICE = "no address on two pods";

  private MemoryBugs() {}

  static List<Bug> all() {
    return Stream.concat(ofRests().stream(), ofRecords().stream()).toList();
  }

  private static List<Bug> ofRests() {
    return List.of(
        Bug.of(
            "no-cool-down", "A freed address is leased again at once.", NoCoolDown::new, COOLING),
        Bug.of(
            "half-cool-down",
            "The time of rest is read in the wrong unit and comes out too short.",
            HalfCoolDown::new,
            COOLING,
            BACK_TOO_EARLY),
        Bug.of(
            "cool-downs-die-with-the-daemon",
            "A restart frees whatever rested.",
            ForgottenRests::new,
            COOLING,
            BACK_TOO_EARLY),
        Bug.of(
            "rest-recorded-as-over",
            "The journal gets the beginning of a rest instead of its end.",
            RestsRecordedAsOver::new,
            COOLING,
            BACK_TOO_EARLY));
  }

  private static List<Bug> ofRecords() {
    return List.of(
        Bug.of(
            "lease-not-recorded",
            "A lease is told and never written.",
            LeasesUnrecorded::new,
            FORGOTTEN,
            LOST),
        Bug.of(
            "answer-before-record",
            "A lease is written when the next one is made.",
            RecordsLate::new,
            FORGOTTEN,
            LOST),
        Bug.of(
            "disk-full-ignored",
            "A write that the disk refuses is logged, and the lease is told all the same.",
            RefusedWritesIgnored::new,
            FORGOTTEN,
            LOST),
        Bug.of(
            "release-not-recorded",
            "The end of a lease is not written.",
            ReleasesUnrecorded::new,
            RETURNED),
        Bug.of(
            "journal-cut-too-far",
            "Whatever the file's tail looks like, its last line is cut off.",
            LastLineLost::new,
            COOLING,
            BACK_TOO_EARLY,
            TWICE,
            "the pool holds nothing for pods that are gone"),
        Bug.of(
            "kernel-not-read",
            "A start believes a damaged journal and does not look at what is wired.",
            KernelUnread::new,
            TWICE,
            FORGOTTEN,
            "the kernel is asked before anything goes back",
            "the pool knows every pod"),
        Bug.of(
            "kernel-read-askew",
            "What is wired is read with each address next to the neighbour's name.",
            KernelReadAskew::new,
            TWICE,
            FORGOTTEN,
            "the pool knows every pod"));
  }

  private static final class NoCoolDown implements Parts {
    @Override
    public Pool pool(Duration coolDown) {
      return new Pool(Duration.ZERO);
    }
  }

  private static final class HalfCoolDown implements Parts {
    @Override
    public Pool pool(Duration coolDown) {
      return new Pool(coolDown.dividedBy(2));
    }
  }

  private static final class ForgottenRests implements Parts {
    @Override
    public Collection<Entry> remembered(Collection<Entry> entries) {
      return entries.stream().filter(Entry.Granted.class::isInstance).toList();
    }
  }

  private static final class RestsRecordedAsOver implements Parts {
    @Override
    public Records records(Records records) {
      return new Recording(records) {
        @Override
        public void released(Lease lease, Instant restsUntil) {
          super.released(lease, lease.since());
        }
      };
    }
  }

  private static final class LeasesUnrecorded implements Parts {
    @Override
    public Records records(Records records) {
      return new Recording(records) {
        @Override
        public void granted(Lease lease) {}
      };
    }
  }

  private static final class RecordsLate implements Parts {
    @Override
    public Records records(Records records) {
      return new Recording(records) {
        private Optional<Lease> unwritten = Optional.empty();

        @Override
        public void granted(Lease lease) {
          unwritten.ifPresent(super::granted);
          unwritten = Optional.of(lease);
        }
      };
    }
  }

  private static final class RefusedWritesIgnored implements Parts {
    @Override
    public Records records(Records records) {
      return new Recording(records) {
        @Override
        public void granted(Lease lease) {
          try {
            super.granted(lease);
          } catch (RecordException _) {
            // The mistake.
          }
        }
      };
    }
  }

  private static final class ReleasesUnrecorded implements Parts {
    @Override
    public Records records(Records records) {
      return new Recording(records) {
        @Override
        public void released(Lease lease, Instant restsUntil) {}
      };
    }
  }

  private static final class LastLineLost implements Parts {
    @Override
    public Folder journal(Folder folder) {
      return new FolderDecorator(folder) {
        @Override
        public Optional<byte[]> read(String name) {
          return super.read(name).map(LastLineLost::cut);
        }
      };
    }

    private static byte[] cut(byte[] bytes) {
      var end = bytes.length - 1;
      while (end > 0 && bytes[end - 1] != '\n') {
        end--;
      }
      return Arrays.copyOf(bytes, Math.max(0, end));
    }
  }

  private static final class KernelUnread implements Parts {
    @Override
    public List<Lease> wired(List<Lease> leases) {
      return List.of();
    }
  }

  private static final class KernelReadAskew implements Parts {
    @Override
    public List<Lease> wired(List<Lease> leases) {
      var askew = new ArrayList<Lease>();
      for (var i = 0; i < leases.size(); i++) {
        var lease = leases.get(i);
        var neighbour = leases.get((i + 1) % leases.size());
        askew.add(
            new Lease(
                neighbour.attachment(),
                lease.address(),
                lease.eni(),
                lease.deviceIndex(),
                lease.since()));
      }
      return askew;
    }
  }

  /// Passes every record on.
  private static class Recording implements Records {
    private final Records records;

    Recording(Records records) {
      this.records = records;
    }

    @Override
    public void granted(Lease lease) {
      records.granted(lease);
    }

    @Override
    public void released(Lease lease, Instant restsUntil) {
      records.released(lease, restsUntil);
    }
  }
}
