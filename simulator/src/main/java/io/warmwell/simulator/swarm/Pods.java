package io.warmwell.simulator.swarm;

import io.warmwell.cni.Leases;
import io.warmwell.inet.Ipv4Address;
import io.warmwell.ipamd.agent.Event;
import io.warmwell.pool.Attachment;
import io.warmwell.pool.AttachmentKey;
import io.warmwell.pool.InterfaceView;
import io.warmwell.pool.PodName;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// Pods of one node as the kubelet runs them: each refused ADD is followed by a DEL and another
/// sandbox, and nothing of it is known to the daemon but its requests.
final class Pods {
  private static final Duration WIRING_MEAN = Duration.ofMillis(10);
  private static final Duration RETRY_MEAN = Duration.ofSeconds(8);
  private static final int RETRIES_SLOWER = 4;
  private static final Duration BURSTS_MEAN = Duration.ofMinutes(8);
  private static final Duration ANSWER_SLACK = Duration.ofSeconds(1);
  private static final double ABANDONED = 0.05;
  private static final double DELETED_TWICE = 0.1;
  private static final double DELETED_LATE = 0.1;
  private static final Duration LATE_MEAN = Duration.ofMinutes(2);

  private final Stage stage;
  private final SwarmNode node;
  private final Map<String, Pod> pods = new LinkedHashMap<>();
  private boolean calm;
  private int lastPod;

  private enum State {
    BOUND,
    WAITING,
    ASKING,
    WIRING,
    RUNNING
  }

  /// A pod and its present sandbox.
  static final class Pod {
    private final String name;
    private Attachment attachment;
    private State state = State.BOUND;
    private int attempt;
    private boolean unwanted;
    private Optional<Leases.Lease> lease = Optional.empty();

    private Pod(String name) {
      this.name = name;
      this.attachment = sandbox(name, 0);
    }

    boolean isRunning() {
      return state == State.RUNNING;
    }

    /// Whether the API server shows no address of it.
    private boolean isExpected() {
      return switch (state) {
        case BOUND, WAITING, ASKING -> true;
        case WIRING, RUNNING -> false;
      };
    }

    Attachment attachment() {
      return attachment;
    }

    Optional<Ipv4Address> address() {
      return lease.map(Leases.Lease::address);
    }

    @Override
    public String toString() {
      return attachment.key().container();
    }
  }

  Pods(Stage stage, SwarmNode node) {
    this.stage = stage;
    this.node = node;
  }

  void begin() {
    stage.every(node.options().arrival(), this::arrive);
    if (node.options().burst() > 0) {
      stage.every(BURSTS_MEAN, this::burst);
    }
  }

  /// From now on pods neither come nor go; those that have no address go on asking.
  void calm() {
    calm = true;
  }

  /// One more pod, which asks at once, if the scheduler would bind one here.
  void probe() {
    bound().ifPresent(this::add);
  }

  /// Those that have no address, as the API server tells.
  Set<PodName> expected() {
    return pods.values().stream()
        .filter(Pod::isExpected)
        .map(pod -> pod.attachment().pod())
        .collect(Collectors.toSet());
  }

  List<Pod> all() {
    return List.copyOf(pods.values());
  }

  /// The daemon is dead: whoever waited for it tries again.
  void orphaned() {
    for (var pod : List.copyOf(pods.values())) {
      if (pod.state == State.ASKING || pod.state == State.WIRING) {
        again(pod);
      }
    }
  }

  /// The machine went down, and the kubelet starts every pod anew once it is back. Of the sandboxes
  /// before, the runtime remembers some: those get their DEL before the new ADD or long after it.
  void rebooted() {
    for (var pod : List.copyOf(pods.values())) {
      switch (pod.state) {
        case BOUND, WAITING -> {}
        case ASKING, WIRING -> again(pod);
        case RUNNING -> startAnew(pod);
      }
    }
  }

  private void startAnew(Pod pod) {
    var gone = pod.attachment.key();
    pod.lease = Optional.empty();
    pod.state = State.WAITING;
    pod.attempt++;
    pod.attachment = sandbox(pod.name, pod.attempt);
    switch (stage.random().nextInt(3)) {
      case 0 -> {}
      case 1 -> node.release(gone, Optional.empty());
      default ->
          stage.timeline().in(stage.around(LATE_MEAN), () -> node.release(gone, Optional.empty()));
    }
    retry(pod);
  }

  private void arrive() {
    if (calm) {
      return;
    }
    if (node.options().watch().lead().isZero()) {
      probe();
    } else {
      bound().ifPresent(this::announce);
    }
  }

  private Optional<Pod> bound() {
    if (pods.size() >= node.settings().podsMax()) {
      return Optional.empty();
    }
    lastPod++;
    var pod = new Pod(node + "-" + lastPod);
    pods.put(pod.name, pod);
    return Optional.of(pod);
  }

  /// The pod is bound, its images and volumes take a while; some go before they run.
  private void announce(Pod pod) {
    var watch = node.options().watch();
    node.watch().changed();
    stage
        .timeline()
        .in(
            stage.around(watch.lead()),
            () -> {
              if (!calm && stage.chance(watch.vanishing())) {
                pods.remove(pod.name);
                node.watch().changed();
              } else {
                add(pod);
              }
            });
  }

  private void burst() {
    for (var i = 0; i < node.options().burst(); i++) {
      arrive();
    }
  }

  private void add(Pod pod) {
    var daemon = node.daemon();
    if (!daemon.serves()) {
      retry(pod);
      return;
    }
    pod.state = State.ASKING;
    var asked = pod.attachment;
    stage.tell(node.toString(), () -> "ADD " + pod);
    daemon.put(new Event.AddressAsked(asked, answer -> answered(pod, asked, answer)));
    expectAnswer(pod, asked, daemon);
    if (stage.chance(ABANDONED) && !calm) {
      stage
          .timeline()
          .in(stage.around(DaemonLife.ADD_WAIT.dividedBy(2)), () -> abandon(pod, asked));
    }
  }

  private void expectAnswer(Pod pod, Attachment asked, DaemonLife daemon) {
    stage
        .timeline()
        .in(
            DaemonLife.ADD_WAIT.plus(ANSWER_SLACK),
            () -> {
              var waits = pod.state == State.ASKING && pod.attachment.equals(asked);
              if (waits && !daemon.isOver()) {
                stage.referee().report("every ADD is answered by its deadline", node + " " + pod);
              }
            });
  }

  private void answered(Pod pod, Attachment asked, Leases.Answer answer) {
    if (pod.state != State.ASKING || !pod.attachment.equals(asked)) {
      stage.referee().report("every ADD is answered once", node + " " + asked + " " + answer);
      return;
    }
    switch (answer) {
      case Leases.Answer.Leased(var lease, var held) -> {
        if (!held && isExcluded(lease)) {
          stage.referee().report("excluded subnets are not for pods", node + " " + lease);
        }
        leased(pod, lease);
      }
      case Leases.Answer.Refused refused -> {
        stage.tell(node.toString(), () -> "ADD " + pod + " -> refused: " + refused.details());
        again(pod);
      }
    }
  }

  private boolean isExcluded(Leases.Lease lease) {
    return node.daemon().snapshot().interfaces().stream()
        .map(InterfaceView::facts)
        .anyMatch(facts -> facts.deviceIndex() == lease.deviceIndex() && facts.isExcluded());
  }

  private void leased(Pod pod, Leases.Lease lease) {
    var key = pod.attachment.key();
    stage.tell(node.toString(), () -> "ADD " + pod + " -> " + lease.address());
    pod.lease = Optional.of(lease);
    stage.referee().granted(node.toString(), node.instance(), key, lease.address());
    pod.state = State.WIRING;
    stage.timeline().in(stage.around(WIRING_MEAN), () -> wire(pod, lease));
  }

  private void wire(Pod pod, Leases.Lease lease) {
    if (pod.state != State.WIRING || !pod.lease.equals(Optional.of(lease))) {
      return;
    }
    if (pod.unwanted) {
      remove(pod);
      return;
    }
    node.kernel()
        .wire(pod.attachment, lease.address(), lease.deviceIndex())
        .ifPresent(
            other ->
                stage
                    .referee()
                    .report(
                        "an address is routed to one pod",
                        lease.address() + " of " + other + " on " + node + " for " + pod));
    if (!stage.referee().owns(node.instance(), lease.address())) {
      node.kernel().robbed(List.of(lease.address().toPrefix()));
    }
    pod.state = State.RUNNING;
    stage.tell(node.toString(), () -> "wired " + pod + " " + lease.address());
    var ran = pod.attachment;
    stage.timeline().in(stage.around(node.options().lifetime()), () -> stop(pod, ran));
  }

  private void stop(Pod pod, Attachment ran) {
    if (!calm && pods.containsKey(pod.name) && pod.attachment.equals(ran)) {
      remove(pod);
    }
  }

  /// The runtime gives up on an ADD: what it has brought by the time it ends is undone.
  private void abandon(Pod pod, Attachment asked) {
    if (pod.attachment.equals(asked) && pod.state != State.RUNNING) {
      pod.unwanted = true;
    }
  }

  private void remove(Pod pod) {
    pods.remove(pod.name);
    delete(pod);
  }

  private void again(Pod pod) {
    delete(pod);
    pod.state = State.WAITING;
    if (pod.unwanted) {
      pods.remove(pod.name);
      return;
    }
    pod.attempt++;
    pod.attachment = sandbox(pod.name, pod.attempt);
    retry(pod);
  }

  private void retry(Pod pod) {
    stage
        .timeline()
        .in(
            Duration.ofSeconds(1)
                .plus(stage.around(RETRY_MEAN.multipliedBy(Math.min(RETRIES_SLOWER, pod.attempt)))),
            () -> {
              if (pods.containsKey(pod.name)) {
                add(pod);
              }
            });
  }

  private void delete(Pod pod) {
    var key = pod.attachment.key();
    var address = pod.address();
    stage.tell(node.toString(), () -> "DEL " + pod + address.map(held -> " " + held).orElse(""));
    node.kernel().unwire(key);
    var ran = pod.state == State.RUNNING;
    pod.lease = Optional.empty();
    address.ifPresent(
        held -> {
          stage.referee().left(key, held);
          if (ran) {
            stage.referee().rests(node.toString(), key, held, node.settings().coolDown());
          }
        });
    node.release(key, address);
    if (stage.chance(DELETED_TWICE)) {
      node.release(key, Optional.empty());
    }
    if (stage.chance(DELETED_LATE)) {
      stage.timeline().in(stage.around(LATE_MEAN), () -> node.release(key, Optional.empty()));
    }
  }

  private static Attachment sandbox(String pod, int attempt) {
    return new Attachment(
        new AttachmentKey("net", pod + "." + attempt, "eth0"),
        new PodName("default", pod),
        "eni" + pod);
  }
}
