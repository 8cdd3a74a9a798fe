package io.warmwell.simulator.world;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;

/// Work on many things at a time.
public final class Parallel {
  private Parallel() {}

  /// Work on one of several things.
  @FunctionalInterface
  public interface Work<T, R> {
    R on(T subject) throws InterruptedException;
  }

  /// Does the same with each of several things, so many at a time, and waits for all; all of them
  /// are worked on, also after one has failed.
  ///
  /// @return what came of each, in their order
  /// @throws IllegalStateException if one fails
  public static <T, R> List<R> each(List<T> subjects, int parallel, Work<T, R> work)
      throws InterruptedException {
    try (var threads = Executors.newFixedThreadPool(parallel)) {
      List<Callable<R>> calls = new ArrayList<>();
      subjects.forEach(subject -> calls.add(() -> work.on(subject)));
      var results = new ArrayList<R>();
      for (var done : threads.invokeAll(calls)) {
        results.add(done.get());
      }
      return results;
    } catch (ExecutionException e) {
      throw new IllegalStateException(String.valueOf(e.getCause()), e.getCause());
    }
  }
}
