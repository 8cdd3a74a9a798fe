package io.warmwell.ipamd.sweep;

import io.warmwell.eni.Ec2;
import io.warmwell.eni.Ec2Exception;
import io.warmwell.eni.Ec2Failure;
import io.warmwell.eni.Pause;
import io.warmwell.pool.EniId;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One node's passes over the unattached interfaces of its whole cluster.
///
/// Belongs to the thread that sweeps. A pass is one describe of interfaces, one of instances for
/// each 200 of them, and as many deletions as there are leaked interfaces, up to a bound and
/// slowly. That two nodes sweep at once costs calls and does no harm.
public final class Sweep {
  private static final Logger log = LoggerFactory.getLogger(Sweep.class);

  static final int DELETIONS_PER_PASS_MAX = 200;

  /// A fifth of what EC2 grants an account of DeleteNetworkInterface, 5 a second.
  static final Duration BETWEEN_DELETIONS = Duration.ofSeconds(1);

  private final Ec2 ec2;
  private final Place place;
  private final Suspects suspects;
  private final Pause pause;
  private final InstantSource clock;
  private final Map<EniId, Verdict.Reason> told = new HashMap<>();

  /// Where is swept, and by whom.
  ///
  /// @param cluster name of the cluster, not empty
  /// @param instanceId the instance that sweeps
  public record Place(String vpcId, String cluster, String instanceId) {

    /// @throws IllegalArgumentException if a part is empty: nothing must be swept without a filter
    public Place {
      if (vpcId.isEmpty() || cluster.isEmpty() || instanceId.isEmpty()) {
        throw new IllegalArgumentException(
            "vpc=" + vpcId + " cluster=" + cluster + " instance=" + instanceId);
      }
    }
  }

  /// What a pass came to.
  ///
  /// @param listed unattached interfaces that carry the cluster's tag
  /// @param deleted deleted now
  /// @param left leaked, and left for the next pass
  public record Result(int listed, int deleted, int left) {}

  public Sweep(Ec2 ec2, Place place, Caution caution, Pause pause, InstantSource clock) {
    this.ec2 = ec2;
    this.place = place;
    this.suspects = new Suspects(place.cluster(), caution);
    this.pause = pause;
    this.clock = clock;
  }

  /// Looks at everything once and deletes what counts as leaked. What EC2 refuses is tried again in
  /// the next pass.
  ///
  /// @param leads whether this node is still the one that sweeps; asked before every deletion
  public Result pass(BooleanSupplier leads) throws InterruptedException {
    try {
      var verdicts = look();
      verdicts.forEach(this::tell);
      told.keySet().retainAll(verdicts.stream().map(verdict -> verdict.eni().id()).toList());
      var leaked =
          verdicts.stream()
              .filter(Verdict.Leaked.class::isInstance)
              .map(Verdict.Leaked.class::cast)
              .sorted(Comparator.comparing(Verdict.Leaked::since))
              .toList();
      var deleted = delete(leaked, leads);
      return new Result(verdicts.size(), deleted, leaked.size() - deleted);
    } catch (Ec2Exception e) {
      tell(e);
      return new Result(0, 0, 0);
    }
  }

  /// Starts anew: somebody else may have swept meanwhile.
  public void forget() {
    suspects.forget();
    told.clear();
  }

  private List<Verdict> look() {
    // In this order: an instance that is made between the two has no interface in the list.
    var listed = ec2.unattached(place.vpcId(), place.cluster());
    var asked = new HashSet<>(suspects.owners(listed));
    if (asked.isEmpty()) {
      return suspects.judge(listed, asked, clock.instant());
    }
    asked.add(place.instanceId());
    var existing = ec2.existingInstances(asked);
    if (!existing.contains(place.instanceId())) {
      log.warn(
          "EC2 did not list this very instance; this answer is not believed instance={}",
          place.instanceId());
      return List.of();
    }
    return suspects.judge(listed, existing, clock.instant());
  }

  private int delete(List<Verdict.Leaked> leaked, BooleanSupplier leads)
      throws InterruptedException {
    var deleted = 0;
    for (var one : leaked.subList(0, Math.min(leaked.size(), DELETIONS_PER_PASS_MAX))) {
      if (!leads.getAsBoolean()) {
        return deleted;
      }
      switch (delete(one)) {
        case GONE -> deleted++;
        case STAYS -> {}
        case NO_MORE_NOW -> {
          return deleted;
        }
      }
      pause.pause(BETWEEN_DELETIONS);
    }
    return deleted;
  }

  /// What became of a deletion.
  private enum Deletion {
    GONE,
    STAYS,
    NO_MORE_NOW
  }

  private Deletion delete(Verdict.Leaked leaked) {
    var eni = leaked.eni().id();
    try {
      ec2.delete(eni);
      log.info(
          "deleted leaked interface eni={} since={}: its instance is no more instance={}",
          eni,
          leaked.since(),
          leaked.instance());
      return Deletion.GONE;
    } catch (Ec2Exception e) {
      return switch (e.failure()) {
        case Ec2Failure.Gone _ -> Deletion.GONE;
        case Ec2Failure.Busy _,
            Ec2Failure.Invalid _,
            Ec2Failure.LimitReached _,
            Ec2Failure.SubnetExhausted _,
            Ec2Failure.SubnetFragmented _ -> {
          log.warn("leaked interface not deleted eni={} cause={}", eni, e.getMessage());
          yield Deletion.STAYS;
        }
        case Ec2Failure.Throttled _,
            Ec2Failure.Withheld _,
            Ec2Failure.Denied _,
            Ec2Failure.Ambiguous _ -> {
          tell(e);
          yield Deletion.NO_MORE_NOW;
        }
      };
    }
  }

  /// Each interface is worth a line once, and another one when the reason changes.
  private void tell(Verdict verdict) {
    if (verdict instanceof Verdict.Kept(var eni, var reason)
        && told.put(eni.id(), reason) != reason) {
      log.info(
          "unattached interface stays eni={} description='{}': {}",
          eni.id(),
          eni.description(),
          reason);
    }
  }

  private static void tell(Ec2Exception refusal) {
    if (refusal.failure() instanceof Ec2Failure.Denied) {
      log.warn(
          "leaked interfaces are not looked for: allow ec2:{} or set DISABLE_LEAKED_ENI_CLEANUP=true"
              + " cause={}",
          refusal.action(),
          refusal.getMessage());
    } else {
      log.warn("sweep goes on in the next pass cause={}", refusal.getMessage());
    }
  }
}
