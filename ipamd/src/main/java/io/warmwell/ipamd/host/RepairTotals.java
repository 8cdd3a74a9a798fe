package io.warmwell.ipamd.host;

import io.warmwell.cni.node.Mended;
import io.warmwell.cni.node.Repair;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/// How much has been repaired since the daemon started.
///
/// @param looks how often desired state and kernel were compared
/// @param done repairs that took effect, by kind
/// @param refused repairs that the kernel would not make, by kind
/// @param withheld times a repair was put off, since somebody keeps changing the same thing
public record RepairTotals(
    long looks, Map<Repair.Kind, Long> done, Map<Repair.Kind, Long> refused, long withheld) {
  static final RepairTotals NONE = new RepairTotals(0, Map.of(), Map.of(), 0);

  public RepairTotals {
    done = Map.copyOf(done);
    refused = Map.copyOf(refused);
  }

  /// Counts one look.
  RepairTotals and(Mended look) {
    return new RepairTotals(
        looks + 1,
        counted(done, look.done()),
        counted(refused, look.refused().stream().map(Mended.Refused::repair).toList()),
        withheld + look.withheld().size());
  }

  /// Repairs by kind, as they stand in the log.
  static Map<Repair.Kind, Long> byKind(List<Repair> repairs) {
    return counted(Map.of(), repairs);
  }

  private static Map<Repair.Kind, Long> counted(
      Map<Repair.Kind, Long> before, List<Repair> repairs) {
    var counts = new EnumMap<Repair.Kind, Long>(Repair.Kind.class);
    counts.putAll(before);
    repairs.forEach(repair -> counts.merge(repair.kind(), 1L, Long::sum));
    return counts;
  }
}
