package io.warmwell.cni.server;

import io.warmwell.cni.Difference;
import io.warmwell.cni.Leases;
import io.warmwell.inet.Ipv4Address;
import io.warmwell.pool.Attachment;
import io.warmwell.pool.AttachmentKey;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.function.Consumer;

/// Leases addresses from 10.0.1.0 on; can refuse, break, or make everybody wait. Thread-safe.
final class FakeLeases implements Leases {
  private static final int DEVICE_INDEX = 1;

  private final List<String> story;
  private final Map<AttachmentKey, Lease> leases = new HashMap<>();
  private final Queue<Runnable> held = new ArrayDeque<>();
  private int next;
  private boolean holding;
  private boolean broken;
  private Readiness readiness = new Readiness.Ready();
  private List<Difference> troubles = List.of();
  private Answer refusal = new Answer.Refused(0, "", "");

  /// @param story where it writes down what happened, in order
  FakeLeases(List<String> story) {
    this.story = story;
  }

  synchronized void hold() {
    holding = true;
  }

  synchronized void breakNextCall() {
    broken = true;
  }

  synchronized void refuse(int code, String message, String details) {
    refusal = new Answer.Refused(code, message, details);
  }

  synchronized void unready(boolean podsCutOff, String message, String details) {
    readiness = new Readiness.NotReady(podsCutOff, message, details);
  }

  synchronized void trouble(Difference... found) {
    troubles = List.of(found);
  }

  synchronized int waiting() {
    return held.size();
  }

  synchronized int leased() {
    return leases.size();
  }

  synchronized boolean has(AttachmentKey key) {
    return leases.containsKey(key);
  }

  synchronized void letGo() {
    holding = false;
    while (!held.isEmpty()) {
      held.remove().run();
    }
  }

  @Override
  public synchronized void assign(Attachment attachment, Consumer<Answer> answer) {
    if (broken) {
      broken = false;
      throw new IllegalArgumentException("a bug");
    }
    if (holding) {
      held.add(() -> grant(attachment, answer));
    } else {
      grant(attachment, answer);
    }
  }

  private void grant(Attachment attachment, Consumer<Answer> answer) {
    if (refusal instanceof Answer.Refused(var code, _, _) && code != 0) {
      answer.accept(refusal);
      return;
    }
    var repeated = leases.containsKey(attachment.key());
    var lease =
        leases.computeIfAbsent(
            attachment.key(),
            _ -> new Lease(attachment, Ipv4Address.parse("10.0.1.0").plus(next++), DEVICE_INDEX));
    story.add("lease " + lease.address());
    answer.accept(new Answer.Leased(lease, repeated));
  }

  @Override
  public synchronized void find(AttachmentKey key, Consumer<Found> answer) {
    var lease = leases.get(key);
    answer.accept(lease == null ? new Found.Nothing() : new Found.Lease(lease, troubles));
  }

  @Override
  public synchronized void leases(String network, Consumer<List<Lease>> answer) {
    answer.accept(
        leases.values().stream()
            .filter(lease -> lease.attachment().key().network().equals(network))
            .sorted(Comparator.comparing(Lease::address))
            .toList());
  }

  @Override
  public synchronized void readiness(Consumer<Readiness> answer) {
    answer.accept(readiness);
  }

  @Override
  public synchronized void release(AttachmentKey key, Runnable done) {
    var lease = leases.remove(key);
    if (lease != null) {
      story.add("release " + lease.address());
    }
    done.run();
  }
}
