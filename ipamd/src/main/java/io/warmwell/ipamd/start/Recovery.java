package io.warmwell.ipamd.start;

import io.warmwell.ipamd.agent.Records;
import io.warmwell.ipamd.journal.Entry;
import io.warmwell.pool.Lease;
import io.warmwell.pool.Pool;
import io.warmwell.pool.Restoration;
import java.time.Instant;
import java.util.Collection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Brings leases back after a restart. The journal is the first copy; the kernel, where each host
/// interface carries its identity, is the second, for a journal that was lost or damaged.
public final class Recovery {
  private static final Logger log = LoggerFactory.getLogger(Recovery.class);

  private final Pool pool;
  private final Records records;

  public Recovery(Pool pool, Records records) {
    this.pool = pool;
    this.records = records;
  }

  /// Puts back what either copy remembers, and records where the journal was wrong.
  ///
  /// @param restsUntil for addresses of leases that the kernel contradicts: when they ended is not
  ///   known
  public void restore(Collection<Entry> journal, Collection<Lease> kernel, Instant restsUntil) {
    for (var entry : journal) {
      switch (entry) {
        case Entry.Granted(Lease lease) when isOutdated(lease, kernel) -> {
          log.warn("the kernel contradicts the journal and is believed journal={}", lease);
          pool.restoreCoolDown(lease.address(), restsUntil);
          record(lease, () -> records.released(lease, restsUntil));
        }
        case Entry.Granted(Lease lease) -> restore(lease, "journal");
        case Entry.Resting(var address, var until) -> pool.restoreCoolDown(address, until);
      }
    }
    for (var lease : kernel) {
      if (pool.lease(lease.attachment().key()).isEmpty() && restore(lease, "kernel")) {
        log.warn("the journal did not know a wired pod lease={}", lease);
        record(lease, () -> records.recovered(lease));
      }
    }
    var strays = pool.snapshot(Instant.MAX).strays();
    strays.forEach(
        lease ->
            log.error(
                "a pod holds an address that EC2 does not list; it keeps it lease={}", lease));
    log.info("restored leases={} strays={}", pool.leases().size(), strays.size());
  }

  /// What stays unrecorded is in the kernel still, for the next start.
  private static void record(Lease lease, Runnable recording) {
    try {
      recording.run();
    } catch (Records.RecordException e) {
      log.warn("lease not recorded address={} error=\"{}\"", lease.address(), e.reason());
    }
  }

  /// A damaged journal may have lost the end of a lease, or the beginning of the one after it: a
  /// pod that is wired has its address, whoever had it before.
  private static boolean isOutdated(Lease remembered, Collection<Lease> kernel) {
    return kernel.stream()
        .anyMatch(
            wired ->
                wired.attachment().key().equals(remembered.attachment().key())
                    != wired.address().equals(remembered.address()));
  }

  private boolean restore(Lease lease, String source) {
    return switch (pool.restore(lease)) {
      case Restoration.Restored _ -> true;
      case Restoration.Conflict(Lease holder) -> {
        log.error("leases contradict {}={} held={}", source, lease, holder);
        yield false;
      }
    };
  }
}
