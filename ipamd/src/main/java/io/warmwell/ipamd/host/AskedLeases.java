package io.warmwell.ipamd.host;

import io.warmwell.cni.Leases;
import io.warmwell.cni.wiring.LeaseBook;
import io.warmwell.pool.AttachmentKey;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Predicate;

/// Asks the agent what is leased, and waits for its answer. Thread-safe.
public final class AskedLeases implements LeaseBook {
  private static final Duration ANSWER_MAX = Duration.ofSeconds(5);

  private final Source source;

  /// Who is asked.
  @FunctionalInterface
  public interface Source {

    /// Returns at once; the answer comes on any thread.
    void leases(Predicate<AttachmentKey> which, Consumer<List<Leases.Lease>> answer);
  }

  public AskedLeases(Source source) {
    this.source = source;
  }

  @Override
  public List<Leases.Lease> all() {
    return ask(_ -> true);
  }

  @Override
  public Optional<Leases.Lease> of(AttachmentKey key) {
    return ask(key::equals).stream().findFirst();
  }

  private List<Leases.Lease> ask(Predicate<AttachmentKey> which) {
    var answer = new CompletableFuture<List<Leases.Lease>>();
    source.leases(which, answer::complete);
    try {
      return answer.get(ANSWER_MAX.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException | ExecutionException e) {
      throw new IllegalStateException("the agent did not tell leases within " + ANSWER_MAX, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while asking for leases", e);
    }
  }
}
