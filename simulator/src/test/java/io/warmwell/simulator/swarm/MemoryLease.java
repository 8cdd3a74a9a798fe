package io.warmwell.simulator.swarm;

import io.warmwell.ipamd.election.LeaseException;
import io.warmwell.ipamd.election.LeaseStore;
import io.warmwell.ipamd.election.Tenure;
import java.util.Optional;

/// A Lease as the API server keeps it: who writes an old version is refused.
final class MemoryLease implements LeaseStore {
  private Optional<Tenure> current = Optional.empty();
  private int versions;
  private int reads;
  private int writes;

  @Override
  public Optional<Tenure> read() {
    reads++;
    return current;
  }

  @Override
  public Tenure write(Tenure tenure) {
    writes++;
    var version = current.map(Tenure::version).orElse("");
    if (!tenure.version().equals(version)) {
      throw new LeaseException("conflict: version " + tenure.version() + ", not " + version);
    }
    var written =
        new Tenure(
            tenure.holder(),
            tenure.length(),
            tenure.acquired(),
            tenure.renewed(),
            tenure.transitions(),
            String.valueOf(++versions));
    current = Optional.of(written);
    return written;
  }

  int reads() {
    return reads;
  }

  int writes() {
    return writes;
  }
}
