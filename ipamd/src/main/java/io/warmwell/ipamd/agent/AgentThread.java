package io.warmwell.ipamd.agent;

import io.warmwell.cni.Leases;
import io.warmwell.pool.Attachment;
import io.warmwell.pool.AttachmentKey;
import io.warmwell.pool.EniId;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Runs a [NodeAgent], one caller at a time.
///
/// Thread-safe. Requests are taken in at once on the thread they come on, if nobody is at the
/// agent: a change of thread takes longer than an answer. All else, and whoever comes meanwhile,
/// goes through a bounded mailbox to a platform thread, which also plans after them. A bug in the
/// agent ends the process: the records and the kernel know every lease, so a restart continues,
/// while an agent in an unknown state would be a danger to pods.
public final class AgentThread implements Leases, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(AgentThread.class);

  /// Far more than a node has pods; a mailbox this full means that the agent hangs.
  static final int MAILBOX_MAX = 10_000;

  /// As long as everybody has an address, one plan is enough for what happens within this time, and
  /// timers that end within it are one event.
  private static final Duration GATHER = Duration.ofMillis(20);

  private static final Duration SLEEP_MAX = Duration.ofMinutes(1);
  private static final Duration CLOSE_MAX = Duration.ofSeconds(5);

  private final BlockingQueue<Event> mailbox = new ArrayBlockingQueue<>(MAILBOX_MAX);
  private final ReentrantLock turn = new ReentrantLock();
  private final NodeAgent agent;
  private final InstantSource clock;
  private final Runnable onBug;
  private final Thread thread;

  // Both guarded by the turn.
  private boolean unsettled;
  private boolean stopped;

  /// @param agent makes the agent, given where its effects report their endings
  /// @param onBug called on the agent's thread when it dies of an unexpected exception
  public AgentThread(Function<EffectReport, NodeAgent> agent, InstantSource clock, Runnable onBug) {
    this.agent = agent.apply(this::ended);
    this.clock = clock;
    this.onBug = onBug;
    this.thread = Thread.ofPlatform().name("agent").unstarted(this::run);
  }

  /// Starts the thread; the first thing the agent does is to plan.
  public void start() {
    mailbox.add(new Event.Woken());
    thread.start();
  }

  @Override
  public void assign(Attachment attachment, Consumer<Answer> answer) {
    var event = new Event.AddressAsked(attachment, answer);
    if (!isTaken(event) && !mailbox.offer(event)) {
      answer.accept(
          new Answer.Refused(
              Shortage.TRY_AGAIN_LATER,
              "daemon overloaded: %d requests queued".formatted(MAILBOX_MAX),
              "look for long pauses in the daemon's log"));
    }
  }

  @Override
  public void find(AttachmentKey key, Consumer<Found> answer) {
    request(new Event.LeaseAsked(key, answer));
  }

  @Override
  public void leases(String network, Consumer<List<Lease>> answer) {
    leases(key -> key.network().equals(network), answer);
  }

  /// Finds the leases of some attachments, in the order of their addresses. Returns at once, as the
  /// others do.
  public void leases(Predicate<AttachmentKey> which, Consumer<List<Lease>> answer) {
    request(new Event.LeasesAsked(which, answer));
  }

  @Override
  public void readiness(Consumer<Readiness> answer) {
    request(new Event.ReadinessAsked(answer));
  }

  @Override
  public void release(AttachmentKey key, Runnable done) {
    request(new Event.ReleaseAsked(key, done));
  }

  /// How much is asked of EC2 now, and why not more.
  public void degradation(Consumer<Degradation> answer) {
    request(new Event.DegradationAsked(answer));
  }

  /// A call to EC2 has ended in a way that the agent should know of.
  public void heard(Event.CallEnded call) {
    put(call);
  }

  /// The kernel has lost the link of a routed interface.
  public void linkLost(EniId eni) {
    put(new Event.LinkChanged(eni, false));
  }

  /// The kernel has that link again.
  public void linkFound(EniId eni) {
    put(new Event.LinkChanged(eni, true));
  }

  /// The node takes pods, or takes no more but those of daemons.
  public void schedulable(boolean isSchedulable) {
    put(new Event.NodeSchedulable(isSchedulable));
  }

  /// Where new interfaces are wanted may have changed.
  public void birthplacesChanged() {
    put(new Event.BirthplacesChanged());
  }

  /// Stops the thread; events not yet handled stay unanswered.
  @Override
  public void close() {
    turn.lock();
    try {
      stopped = true;
    } finally {
      turn.unlock();
    }
    thread.interrupt();
    try {
      if (!thread.join(CLOSE_MAX)) {
        log.warn("agent did not stop within {}", CLOSE_MAX);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void ended(long id, Ending ending) {
    put(new Event.EffectEnded(id, ending));
  }

  private void put(Event event) {
    try {
      mailbox.put(event);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void request(Event event) {
    if (!isTaken(event)) {
      put(event);
    }
  }

  private boolean isTaken(Event event) {
    if (!turn.tryLock()) {
      return false;
    }
    try {
      if (stopped) {
        return false;
      }
      agent.take(event, clock.instant());
      // What changes nothing needs no plan.
      if (!(event instanceof Event.Inquiry)) {
        settleSoon();
      }
    } catch (RuntimeException bug) {
      die(bug);
    } finally {
      turn.unlock();
    }
    return true;
  }

  /// If the mailbox is full the thread is awake anyway.
  private void settleSoon() {
    if (!unsettled || agent.isWaitedFor()) {
      unsettled = true;
      var _ = mailbox.offer(new Event.Woken());
    }
  }

  private void run() {
    try {
      while (!Thread.currentThread().isInterrupted()) {
        handle(next());
      }
    } catch (InterruptedException _) {
      log.info("agent stopped");
    } catch (RuntimeException bug) {
      die(bug);
    }
  }

  private void handle(Event first) {
    turn.lock();
    try {
      unsettled = false;
      var events = new ArrayList<Event>(List.of(first));
      mailbox.drainTo(events);
      var now = clock.instant();
      events.forEach(event -> agent.take(event, now));
      agent.settle(now);
    } finally {
      turn.unlock();
    }
  }

  private Event next() throws InterruptedException {
    var first = poll(untilWake().plus(GATHER));
    var isUrgent = first.filter(event -> !(event instanceof Event.Woken)).isPresent();
    var waits = first.isPresent() && !isUrgent && !isWaitedFor();
    return (waits ? poll(GATHER) : first).orElseGet(Event.Woken::new);
  }

  private Optional<Event> poll(Duration wait) throws InterruptedException {
    return Optional.ofNullable(mailbox.poll(Math.max(0, wait.toMillis()), TimeUnit.MILLISECONDS));
  }

  private boolean isWaitedFor() {
    turn.lock();
    try {
      return agent.isWaitedFor();
    } finally {
      turn.unlock();
    }
  }

  private Duration untilWake() {
    turn.lock();
    try {
      var now = clock.instant();
      var wait = agent.nextWake(now).map(at -> Duration.between(now, at)).orElse(SLEEP_MAX);
      return wait.compareTo(SLEEP_MAX) > 0 ? SLEEP_MAX : wait;
    } finally {
      turn.unlock();
    }
  }

  private void die(RuntimeException bug) {
    log.error("agent died of a bug; the process ends, a restart continues from its records", bug);
    onBug.run();
  }
}
