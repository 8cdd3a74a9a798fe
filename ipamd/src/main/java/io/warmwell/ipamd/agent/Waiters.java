package io.warmwell.ipamd.agent;

import io.warmwell.cni.Leases;
import io.warmwell.pool.Attachment;
import io.warmwell.pool.PodName;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/// ADDs that wait for an address, in the order of their arrival.
///
/// Owned by the agent thread.
final class Waiters {

  record Waiter(Attachment attachment, Consumer<Leases.Answer> answer, Instant deadline) {}

  private final ArrayDeque<Waiter> queue = new ArrayDeque<>();

  void add(Waiter waiter) {
    queue.add(waiter);
  }

  int size() {
    return queue.size();
  }

  /// Removes from the front as long as each can be served. Those that need an address of the
  /// primary interface do not hold up the others.
  void serve(Predicate<Waiter> served) {
    var unserved = new HashSet<Boolean>();
    queue.removeIf(
        waiter -> {
          var kind = waiter.attachment().isAddressOnly();
          var isServed = !unserved.contains(kind) && served.test(waiter);
          if (!isServed) {
            unserved.add(kind);
          }
          return isServed;
        });
  }

  /// Removes those that are past hope and answers them.
  ///
  /// @return whose they were
  List<PodName> refuse(Predicate<Waiter> hopeless, Supplier<Leases.Answer> answer) {
    var refused = queue.stream().filter(hopeless).toList();
    queue.removeAll(refused);
    refused.forEach(waiter -> waiter.answer().accept(answer.get()));
    return refused.stream().map(waiter -> waiter.attachment().pod()).toList();
  }

  /// The pods that wait.
  Set<PodName> pods() {
    return queue.stream().map(waiter -> waiter.attachment().pod()).collect(Collectors.toSet());
  }

  /// The deadline that comes first.
  Optional<Instant> firstDeadline() {
    return queue.stream().map(Waiter::deadline).min(Instant::compareTo);
  }
}
