package io.warmwell.ipamd.agent;

import io.warmwell.cni.Leases;
import io.warmwell.pool.Assignment;
import io.warmwell.pool.AttachmentKey;
import io.warmwell.pool.Lease;
import io.warmwell.pool.Pool;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Leases as they begin and end, each on record.
///
/// Owned by the agent thread.
final class Grants {
  private static final Logger log = LoggerFactory.getLogger(Grants.class);

  private final Pool pool;
  private final Records records;
  private final ScheduledPods scheduled;

  Grants(Pool pool, Records records, ScheduledPods scheduled) {
    this.pool = pool;
    this.records = records;
    this.scheduled = scheduled;
  }

  /// Gives a waiter an address, if there is one.
  boolean isServed(Waiters.Waiter waiter, Instant now) {
    return switch (pool.assign(waiter.attachment(), now)) {
      case Assignment.NoneFree() -> false;
      case Assignment.Held(Lease lease) -> {
        waiter.answer().accept(new Leases.Answer.Leased(Inquiries.outward(lease), true));
        yield true;
      }
      case Assignment.Granted(Lease lease) -> {
        waiter.answer().accept(recorded(lease));
        yield true;
      }
    };
  }

  /// Ends a lease, recorded or not: its address rests.
  void release(AttachmentKey key, Duration coolDown, Instant now) {
    pool.release(key, now)
        .ifPresent(
            lease -> {
              try {
                records.released(lease, now.plus(coolDown));
              } catch (Records.RecordException e) {
                log.warn(
                    "release not recorded address={} error=\"{}\"", lease.address(), e.reason());
              }
            });
  }

  /// Recorded first, answered second: a daemon that dies in between remembers a lease that nobody
  /// uses, and never forgets one that somebody does.
  private Leases.Answer recorded(Lease lease) {
    try {
      records.granted(lease);
      scheduled.served(lease);
      return new Leases.Answer.Leased(Inquiries.outward(lease), false);
    } catch (Records.RecordException e) {
      pool.revoke(lease);
      log.warn("lease not granted address={} error=\"{}\"", lease.address(), e.reason());
      return Shortage.unrecorded(e.reason());
    }
  }
}
