package io.warmwell.eni;

import java.time.Duration;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/// Repeats a step, with growing pauses, until it is done or its tries are used up.
///
/// @param pause lets time pass
/// @param random source of jitter, safe for concurrent use
record Repetition(Pause pause, RandomGenerator random) {

  /// How often, and how long between.
  ///
  /// @param tries how often at most, the first time included
  /// @param shortest first pause; each further one is twice as long
  /// @param longest no pause is longer
  record Schedule(int tries, Duration shortest, Duration longest) {

    /// The pause after this many tries: the doubled one, less up to half of it at random, so that
    /// nodes that start together do not call together.
    Duration after(int triesMade, RandomGenerator random) {
      var doublings = Math.min(triesMade - 1, Integer.SIZE - 2);
      var whole = Math.min(shortest.toMillis() << doublings, longest.toMillis());
      return Duration.ofMillis(whole - random.nextLong(whole / 2 + 1));
    }
  }

  /// What one try came to.
  sealed interface Outcome<T> {

    record Done<T>(T value) implements Outcome<T> {}

    /// @param why thrown if this was the last try
    record NotYet<T>(Ec2Exception why) implements Outcome<T> {}
  }

  /// One try. It may throw [Ec2Exception].
  @FunctionalInterface
  interface Step<T> {
    Outcome<T> take();
  }

  /// @param mayPass which refusals are worth another try
  /// @throws Ec2Exception the last refusal, when it is not worth another try or was the last one
  <T> T until(Schedule schedule, Predicate<Ec2Failure> mayPass, Step<T> step)
      throws InterruptedException {
    for (var tries = 1; ; tries++) {
      switch (taken(mayPass, step)) {
        case Outcome.Done<T>(T value) -> {
          return value;
        }
        case Outcome.NotYet<T>(Ec2Exception why) -> {
          if (tries >= schedule.tries()) {
            throw why;
          }
          pause.pause(schedule.after(tries, random));
        }
      }
    }
  }

  private static <T> Outcome<T> taken(Predicate<Ec2Failure> mayPass, Step<T> step) {
    try {
      return step.take();
    } catch (Ec2Exception e) {
      if (mayPass.test(e.failure())) {
        return new Outcome.NotYet<>(e);
      }
      throw e;
    }
  }
}
