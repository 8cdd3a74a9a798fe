package io.warmwell.cni.node;

import io.warmwell.netlink.Netlink;
import io.warmwell.netlink.sys.Outcome;
import io.warmwell.netlink.wire.Errno;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// What became of repairs.
///
/// @param done those that took effect
/// @param refused those that the kernel would not make
/// @param withheld those that were not tried, since whoever asked did not want them now
public record Mended(List<Repair> done, List<Refused> refused, List<Repair> withheld) {
  /// Nothing was to be repaired.
  public static final Mended NOTHING = new Mended(List.of(), List.of(), List.of());

  // Whoever was faster has done it, or has taken away what it was about.
  private static final Set<Errno> OVERTAKEN =
      Set.of(Errno.EEXIST, Errno.ESRCH, Errno.ENOENT, Errno.ENODEV, Errno.EADDRNOTAVAIL);

  /// A repair and why it was not made.
  public record Refused(Repair repair, String reason) {}

  public Mended {
    done = List.copyOf(done);
    refused = List.copyOf(refused);
    withheld = List.copyOf(withheld);
  }

  /// Makes those repairs that are wanted now, together.
  ///
  /// @param allowed which are
  public static Mended attempt(
      List<Repair.OfNetwork> drift, Predicate<Repair> allowed, Netlink netlink) {
    var tried = drift.stream().filter(allowed).toList();
    var outcome = netlink.attempt(tried.stream().map(Repair.OfNetwork::request).toList());
    var withheld = drift.stream().filter(allowed.negate()).map(Repair.class::cast).toList();
    return of(tried, outcome, withheld);
  }

  private static Mended of(List<Repair.OfNetwork> tried, Outcome outcome, List<Repair> withheld) {
    var done = new ArrayList<Repair>();
    var refused = new ArrayList<Refused>();
    for (var repair : tried) {
      outcome.refusals().stream()
          .filter(refusal -> refusal.request().equals(repair.request()))
          .findFirst()
          .ifPresentOrElse(
              refusal -> {
                if (!OVERTAKEN.contains(refusal.errno())) {
                  refused.add(new Refused(repair, refusal.errno() + " " + refusal.text()));
                }
              },
              () -> done.add(repair));
    }
    return new Mended(done, refused, withheld);
  }

  /// Those of both, this one's first.
  public Mended and(Mended more) {
    return new Mended(
        joined(done, more.done), joined(refused, more.refused), joined(withheld, more.withheld));
  }

  /// Whether there was nothing to be repaired.
  public boolean isNothing() {
    return done.isEmpty() && refused.isEmpty() && withheld.isEmpty();
  }

  private static <T> List<T> joined(List<T> first, List<T> second) {
    return Stream.concat(first.stream(), second.stream()).toList();
  }
}
