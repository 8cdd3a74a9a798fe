package io.warmwell.ipamd.agent;

import io.warmwell.eni.Ec2Failure;
import io.warmwell.eni.resilience.CallWatch;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/// Tells the agent of calls that did not work out, and of the first one after that which did: of
/// more it has no use.
///
/// Thread-safe.
public final class CallNews implements CallWatch {
  private final AtomicBoolean troubled = new AtomicBoolean();
  private volatile Consumer<Event.CallEnded> agent = _ -> {};

  /// From now on there is somebody to tell.
  ///
  /// @param listener takes what it is told at once
  public void tell(Consumer<Event.CallEnded> listener) {
    agent = listener;
  }

  @Override
  public void ended(String action, Optional<Ec2Failure> failure) {
    var isTrouble = failure.filter(Ec2Health::isTrouble).isPresent();
    if (isTrouble) {
      troubled.set(true);
      agent.accept(new Event.CallEnded(action, failure));
    } else if (troubled.compareAndSet(true, false)) {
      agent.accept(new Event.CallEnded(action, failure));
    }
  }
}
