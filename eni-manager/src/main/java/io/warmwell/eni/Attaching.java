package io.warmwell.eni;

import io.warmwell.pool.EniId;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// The attempts to attach one interface: which device index comes next, and whether an attempt
/// without an answer took effect.
///
/// Not thread-safe: belongs to the thread that brings the interface up.
final class Attaching implements Repetition.Step<String> {
  private final Ec2 ec2;
  private final EniId eni;
  private final String instanceId;
  private final Set<Integer> refusedIndexes = new HashSet<>();
  private int deviceIndex;
  private boolean outcomeKnown = true;

  Attaching(Ec2 ec2, EniId eni, String instanceId, int deviceIndex) {
    this.ec2 = ec2;
    this.eni = eni;
    this.instanceId = instanceId;
    this.deviceIndex = deviceIndex;
  }

  /// Attaches, or finds out that an earlier try did. Done with the attachment's id.
  @Override
  public Repetition.Outcome<String> take() {
    if (!outcomeKnown
        && ec2.describe(eni).attachment() instanceof Attachment.To to
        && to.instanceId().equals(instanceId)) {
      return new Repetition.Outcome.Done<>(to.id());
    }
    outcomeKnown = true;
    if (refusedIndexes.contains(deviceIndex)) {
      deviceIndex = nextFreeIndex();
    }
    try {
      return new Repetition.Outcome.Done<>(ec2.attach(eni, instanceId, deviceIndex));
    } catch (Ec2Exception e) {
      learnFrom(e.failure());
      throw e;
    }
  }

  private void learnFrom(Ec2Failure failure) {
    switch (failure) {
      case Ec2Failure.Ambiguous _ -> outcomeKnown = false;
      case Ec2Failure.Busy _ -> {
        // Either the index is taken, or the interface is attached already by a try whose effect
        // no describe showed yet.
        outcomeKnown = false;
        refusedIndexes.add(deviceIndex);
      }
      case Ec2Failure.Throttled _,
          Ec2Failure.Withheld _,
          Ec2Failure.SubnetExhausted _,
          Ec2Failure.SubnetFragmented _,
          Ec2Failure.LimitReached _,
          Ec2Failure.Gone _,
          Ec2Failure.Denied _,
          Ec2Failure.Invalid _ -> {}
    }
  }

  private int nextFreeIndex() {
    var taken =
        ec2.interfacesOf(instanceId).stream()
            .map(Interface::attachment)
            .flatMap(attachment -> deviceIndexOf(attachment).boxed())
            .collect(Collectors.toSet());
    return IntStream.iterate(1, index -> index + 1)
        .filter(index -> !taken.contains(index) && !refusedIndexes.contains(index))
        .findFirst()
        .getAsInt();
  }

  private static IntStream deviceIndexOf(Attachment attachment) {
    return switch (attachment) {
      case Attachment.None _ -> IntStream.empty();
      // Device indexes are unique per network card, and we attach to card 0.
      case Attachment.To to ->
          to.networkCard() == 0 ? IntStream.of(to.deviceIndex()) : IntStream.empty();
    };
  }
}
