package io.warmwell.cni.server;

import java.util.Optional;
import java.util.concurrent.Executor;

/// Runs the steps of requests. The step that follows from another runs on the same thread right
/// after it, which spares a change of thread; if a thread has more to go on with, others take it.
///
/// Thread-safe.
final class Steps implements Executor {
  private final Executor others;
  private final ThreadLocal<Place> here = ThreadLocal.withInitial(Place::new);

  /// @param others where steps go that no thread has a place for
  Steps(Executor others) {
    this.others = others;
  }

  /// Runs a step on this thread, and what follows from it.
  void run(Runnable first) {
    var place = here.get();
    place.isOpen = true;
    try {
      first.run();
      for (var next = place.take(); next.isPresent(); next = place.take()) {
        next.get().run();
      }
    } finally {
      place.isOpen = false;
      // One that broke off holds up nobody.
      place.take().ifPresent(this::execute);
    }
  }

  /// Likewise, if this thread is at a step already and has nothing to go on with; else on one of
  /// the others.
  ///
  /// @throws java.util.concurrent.RejectedExecutionException if the others take nothing any more
  @Override
  public void execute(Runnable step) {
    var place = here.get();
    if (place.isOpen && place.next.isEmpty()) {
      place.next = Optional.of(step);
    } else {
      others.execute(() -> run(step));
    }
  }

  /// A thread's own.
  private static final class Place {
    private boolean isOpen;
    private Optional<Runnable> next = Optional.empty();

    private Optional<Runnable> take() {
      var taken = next;
      next = Optional.empty();
      return taken;
    }
  }
}
