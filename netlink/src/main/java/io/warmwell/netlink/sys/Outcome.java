package io.warmwell.netlink.sys;

import io.warmwell.netlink.wire.Entity;
import io.warmwell.netlink.wire.Errno;
import io.warmwell.netlink.wire.Request;
import java.util.List;
import java.util.function.Predicate;

/// What came of a batch of requests. The kernel carries out each on its own: one that it refuses
/// does not stop the next.
///
/// @param told what queries in the batch were answered with, in order
/// @param refusals the requests that were refused, in order
public record Outcome(List<Entity> told, List<Refusal> refusals) {

  /// A request and why it was refused.
  ///
  /// @param text the kernel's own explanation, often empty
  public record Refusal(Request request, Errno errno, String text) {

    NetlinkException exception() {
      return new NetlinkException(request, errno, text);
    }
  }

  public Outcome {
    told = List.copyOf(told);
    refusals = List.copyOf(refusals);
  }

  /// Throws the first refusal, with the others suppressed in it, if there is any.
  ///
  /// @throws NetlinkException the first refusal
  public Outcome orThrow() {
    return orThrowUnless(_ -> false);
  }

  /// Likewise, but passes over refusals that are as good as success, for example EEXIST.
  ///
  /// @throws NetlinkException the first refusal that is not acceptable
  public Outcome orThrowUnless(Predicate<Refusal> acceptable) {
    var serious = refusals.stream().filter(acceptable.negate()).map(Refusal::exception).toList();
    if (!serious.isEmpty()) {
      var first = serious.getFirst();
      serious.stream().skip(1).forEach(first::addSuppressed);
      throw first;
    }
    return this;
  }
}
