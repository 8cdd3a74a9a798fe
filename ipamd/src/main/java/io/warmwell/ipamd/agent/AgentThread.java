package io.warmwell.ipamd.agent;

import io.warmwell.cni.Leases;
import io.warmwell.pool.Attachment;
import io.warmwell.pool.AttachmentKey;
import io.warmwell.pool.EniId;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Runs a [NodeAgent] on one platform thread behind a bounded mailbox.
///
/// Thread-safe. A bug in the agent ends the process: the records and the kernel know every lease,
/// so a restart continues, while an agent in an unknown state would be a danger to pods.
public final class AgentThread implements Leases, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(AgentThread.class);

  /// Far more than a node has pods; a mailbox this full means that the agent hangs.
  static final int MAILBOX_MAX = 10_000;

  private static final Duration SLEEP_MAX = Duration.ofMinutes(1);
  private static final Duration CLOSE_MAX = Duration.ofSeconds(5);

  private final BlockingQueue<Event> mailbox = new ArrayBlockingQueue<>(MAILBOX_MAX);
  private final NodeAgent agent;
  private final InstantSource clock;
  private final Runnable onBug;
  private final Thread thread;

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
    if (!mailbox.offer(new Event.AddressAsked(attachment, answer))) {
      answer.accept(
          new Answer.Refused(
              Shortage.TRY_AGAIN_LATER,
              "daemon overloaded: %d requests queued".formatted(MAILBOX_MAX),
              "look for long pauses in the daemon's log"));
    }
  }

  @Override
  public void find(AttachmentKey key, Consumer<Found> answer) {
    put(new Event.LeaseAsked(key, answer));
  }

  @Override
  public void leases(String network, Consumer<List<Lease>> answer) {
    put(new Event.LeasesAsked(network, answer));
  }

  @Override
  public void readiness(Consumer<Readiness> answer) {
    put(new Event.ReadinessAsked(answer));
  }

  @Override
  public void release(AttachmentKey key, Runnable done) {
    put(new Event.ReleaseAsked(key, done));
  }

  /// The kernel has lost the link of a routed interface.
  public void linkLost(EniId eni) {
    put(new Event.LinkChanged(eni, false));
  }

  /// The kernel has that link again.
  public void linkFound(EniId eni) {
    put(new Event.LinkChanged(eni, true));
  }

  /// Stops the thread; events not yet handled stay unanswered.
  @Override
  public void close() {
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

  private void run() {
    try {
      while (!Thread.currentThread().isInterrupted()) {
        agent.handle(next(), clock.instant());
      }
    } catch (InterruptedException _) {
      log.info("agent stopped");
    } catch (RuntimeException bug) {
      log.error("agent died of a bug; the process ends, a restart continues from its records", bug);
      onBug.run();
    }
  }

  private Event next() throws InterruptedException {
    var now = clock.instant();
    var wait = agent.nextWake(now).map(at -> Duration.between(now, at)).orElse(SLEEP_MAX);
    var bounded = wait.compareTo(SLEEP_MAX) > 0 ? SLEEP_MAX : wait;
    var event = mailbox.poll(Math.max(0, bounded.toMillis() + 1), TimeUnit.MILLISECONDS);
    return event == null ? new Event.Woken() : event;
  }
}
