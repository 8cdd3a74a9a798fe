package io.warmwell.simulator.swarm;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// Virtual time: what is due happens in order of time, and of planning at the same time.
///
/// One thread, the driver, calls [#runUntil]; straight-line code that lets time pass runs on a
/// thread of its own. A baton goes from one to the other, so exactly one thread runs at any moment
/// and memory needs no other guard.
final class Timeline implements InstantSource {
  /// What happens at one instant: thousands where several nodes start together.
  static final int AT_ONCE_MAX = 1_000_000;

  private final PriorityQueue<Due> queue = new PriorityQueue<>();
  private final Set<Strand> strands = new LinkedHashSet<>();
  private Instant now;
  private long sequence;
  private boolean halted;
  private volatile Optional<Strand> runs = Optional.empty();
  private volatile Thread driver = Thread.currentThread();

  private record Due(Instant at, long sequence, Runnable work) implements Comparable<Due> {

    @Override
    public int compareTo(Due other) {
      var order = at.compareTo(other.at);
      return order == 0 ? Long.compare(sequence, other.sequence) : order;
    }
  }

  Timeline(Instant start) {
    this.now = start;
  }

  @Override
  public Instant instant() {
    return now;
  }

  /// Plans work for the driver's thread.
  void in(Duration delay, Runnable work) {
    sequence++;
    queue.add(new Due(now.plus(delay), sequence, work));
  }

  /// Starts blocking code at this moment, as part of a life that may end before it does.
  void start(Life life, Runnable body) {
    var strand = new Strand(life, body);
    strands.add(strand);
    in(Duration.ZERO, () -> run(strand));
  }

  /// Lets time pass for the strand that calls.
  ///
  /// @throws LifeOver if the strand's life ended meanwhile
  void pause(Duration length) {
    var strand = runs.orElseThrow(() -> new IllegalStateException("only a strand may pause"));
    in(length, () -> run(strand));
    handBack();
    strand.awaitTurn();
    if (strand.life.isOver()) {
      throw new LifeOver();
    }
  }

  /// Lets everything happen that is due until then, or until [#halt].
  ///
  /// @throws IllegalStateException if time does not go on, since something is due again and again
  void runUntil(Instant end) {
    driver = Thread.currentThread();
    var atOnce = 0;
    for (var due = queue.peek(); isNext(due, end); due = queue.peek()) {
      queue.remove();
      atOnce = due.at().equals(now) ? atOnce + 1 : 0;
      if (atOnce > AT_ONCE_MAX) {
        throw new IllegalStateException("time stands still at " + now + ": " + due.work());
      }
      now = due.at();
      due.work().run();
    }
    now = halted ? now : end;
  }

  /// Nothing happens any more: there is something to report.
  void halt() {
    halted = true;
  }

  boolean isHalted() {
    return halted;
  }

  /// Ends every strand that still waits; its life must be over.
  void close() {
    driver = Thread.currentThread();
    queue.clear();
    while (!strands.isEmpty()) {
      run(strands.iterator().next());
    }
  }

  private boolean isNext(@Nullable Due due, Instant end) {
    return due != null && !halted && !due.at().isAfter(end);
  }

  private void run(Strand strand) {
    runs = Optional.of(strand);
    strand.wake();
    while (runs.isPresent()) {
      LockSupport.park(this);
    }
  }

  private void handBack() {
    runs = Optional.empty();
    LockSupport.unpark(driver);
  }

  /// One process's time on earth: threads of a daemon that died do not run on.
  static final class Life {
    private Instant end = Instant.MAX;

    boolean isOver() {
      return !end.equals(Instant.MAX);
    }

    /// How long it has been over.
    Duration overSince(Instant now) {
      return Duration.between(end, now);
    }

    void end(Instant now) {
      end = now;
    }
  }

  /// Unwinds a strand whose life is over; an error, so that no code under test catches it.
  static final class LifeOver extends Error {
    private static final long serialVersionUID = 1L;

    LifeOver() {
      super("the process of this thread has died", null, false, false);
    }
  }

  /// A thread that runs when it has the baton.
  private final class Strand {
    private final Life life;
    private final Thread thread;
    private boolean started;

    private Strand(Life life, Runnable body) {
      this.life = life;
      this.thread = Thread.ofVirtual().unstarted(() -> live(body));
    }

    private void wake() {
      if (started) {
        LockSupport.unpark(thread);
      } else {
        started = true;
        thread.start();
      }
    }

    private void live(Runnable body) {
      try {
        if (!life.isOver()) {
          body.run();
        }
      } catch (LifeOver _) {
        // It ends here, as a killed process does.
      } finally {
        strands.remove(this);
        handBack();
      }
    }

    private void awaitTurn() {
      while (runs.filter(this::equals).isEmpty()) {
        LockSupport.park(Timeline.this);
      }
    }
  }
}
