package io.warmwell.ipamd.effects;

import io.warmwell.eni.Ec2Exception;
import io.warmwell.eni.Ec2Failure;
import io.warmwell.inet.Ipv4Prefix;
import io.warmwell.pool.BlockKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;

/// Takes the whole /28s, or the single addresses, that a subnet still has, when it has fewer than
/// are wanted: EC2 gives all of a call or nothing, and does not tell how many there are.
final class Fitting {
  private Fitting() {}

  /// Asks for all, and after a refusal for half of what can still fit, down to one: at most `2 +
  /// log2(wanted)` calls.
  ///
  /// @param call asks EC2 for so many blocks of a kind
  /// @return at least one, and all that fitted unless a call failed for another reason
  /// @throws Ec2Exception if none fitted, or if a call left open what it gave; then what came
  ///   before it is for a survey to find, too
  static List<Ipv4Prefix> take(BlockKind kind, int wanted, IntFunction<List<Ipv4Prefix>> call) {
    var given = new ArrayList<Ipv4Prefix>();
    var fitAtMost = wanted;
    var next = wanted;
    while (next > 0) {
      try {
        given.addAll(call.apply(next));
        fitAtMost -= next;
      } catch (Ec2Exception e) {
        if (isScarce(kind, e) ? given.isEmpty() && next == 1 : isFinal(e, given)) {
          throw e;
        }
        fitAtMost = isScarce(kind, e) ? next - 1 : 0;
      }
      next = Math.ceilDiv(fitAtMost, 2);
    }
    return given;
  }

  /// How many prefixes a new interface should ask for after this refusal; none if fewer would not
  /// help.
  static Optional<Integer> fewer(int refused, Ec2Exception refusal) {
    return refused > 1 && isScarce(BlockKind.PREFIX, refusal)
        ? Optional.of(refused / 2)
        : Optional.empty();
  }

  private static boolean isFinal(Ec2Exception e, List<Ipv4Prefix> given) {
    return switch (e.failure()) {
      case Ec2Failure.Ambiguous _, Ec2Failure.Gone _ -> true;
      case Ec2Failure.Throttled _,
          Ec2Failure.Withheld _,
          Ec2Failure.SubnetFragmented _,
          Ec2Failure.SubnetExhausted _,
          Ec2Failure.LimitReached _,
          Ec2Failure.Busy _,
          Ec2Failure.Denied _,
          Ec2Failure.Invalid _ ->
          given.isEmpty();
    };
  }

  /// Whether there are fewer than were asked for; there may be some.
  private static boolean isScarce(BlockKind kind, Ec2Exception e) {
    return switch (kind) {
      case ADDRESS -> e.failure() instanceof Ec2Failure.SubnetExhausted;
      case PREFIX -> e.failure() instanceof Ec2Failure.SubnetFragmented;
    };
  }
}
