package io.warmwell.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.warmwell.eni.Ec2Exception;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;
import software.amazon.awssdk.core.exception.SdkException;

/// Which promises one EC2 is known not to keep, and which of them were seen broken.
///
/// Used by one thread.
final class Divergences {
  private final Set<Divergence> known;
  private final Set<Divergence> seen = EnumSet.noneOf(Divergence.class);

  private Divergences(Set<Divergence> known) {
    this.known = known;
  }

  /// Those of an EC2 that keeps every promise.
  static Divergences none() {
    return new Divergences(EnumSet.noneOf(Divergence.class));
  }

  /// Those of an EC2 that keeps no promise that an emulator is known to break.
  static Divergences all() {
    return new Divergences(EnumSet.allOf(Divergence.class));
  }

  /// Whether a promise is known to be broken.
  boolean contains(Divergence divergence) {
    return known.contains(divergence);
  }

  /// Those that are listed, and that no test has seen yet.
  Set<Divergence> unseen() {
    var unseen = EnumSet.copyOf(known);
    unseen.removeAll(seen);
    return Collections.unmodifiableSet(unseen);
  }

  /// Asserts a promise. Of an EC2 that is known not to keep it, asserts that it does not, and what
  /// it does instead: a list that is no longer true fails.
  void promise(Divergence divergence, Check promised, Check instead) throws InterruptedException {
    if (!known.contains(divergence)) {
      promised.run();
      return;
    }
    var broken = catchThrowable(promised::run);
    assertThat(broken)
        .as("%s is listed; if the promise is kept now, take it off the list", divergence)
        .isInstanceOfAny(AssertionError.class, Ec2Exception.class, SdkException.class);
    instead.run();
    seen.add(divergence);
  }

  /// Asserts a promise that an EC2 with this divergence keeps or breaks by chance; there, asserts
  /// what holds in either case. Another test has to see it broken for certain.
  void promiseButForChance(Divergence divergence, Check promised, Check inEitherCase)
      throws InterruptedException {
    if (known.contains(divergence)) {
      inEitherCase.run();
    } else {
      promised.run();
    }
  }

  /// Something to assert.
  @FunctionalInterface
  interface Check {
    void run() throws InterruptedException;
  }
}
