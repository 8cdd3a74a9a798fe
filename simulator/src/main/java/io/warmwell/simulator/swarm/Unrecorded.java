package io.warmwell.simulator.swarm;

import io.warmwell.inet.Ipv4Address;
import io.warmwell.ipamd.agent.Records;
import io.warmwell.pool.Lease;
import java.time.Instant;
import java.util.Set;
import java.util.TreeSet;

/// Which ends of leases one daemon's disk has refused: they are written with the next record, so
/// only a daemon that dies before that forgets them.
final class Unrecorded implements Records {
  private final Records records;
  private final Set<Ipv4Address> addresses = new TreeSet<>();

  Unrecorded(Records records) {
    this.records = records;
  }

  /// Addresses whose lease comes back if the daemon dies now.
  Set<Ipv4Address> addresses() {
    return Set.copyOf(addresses);
  }

  @Override
  public void granted(Lease lease) {
    records.granted(lease);
    addresses.clear();
  }

  @Override
  public void released(Lease lease, Instant restsUntil) {
    try {
      records.released(lease, restsUntil);
      addresses.clear();
    } catch (RecordException e) {
      addresses.add(lease.address());
      throw e;
    }
  }
}
