package io.warmwell.simulator.swarm;

import io.warmwell.inet.Ipv4Address;
import io.warmwell.ipamd.agent.Event;
import io.warmwell.ipamd.journal.Journal;
import io.warmwell.pool.AttachmentKey;
import io.warmwell.pool.EniId;
import io.warmwell.pool.SubnetId;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/// A machine of the swarm: what outlives the daemon (kernel, journal, spool), and the daemon's
/// present life.
final class SwarmNode {
  private static final Duration RESTART_MIN = Duration.ofSeconds(2);
  private static final Duration RESTART_MEAN = Duration.ofSeconds(8);

  private final String name;
  private final Stage stage;
  private final Parts parts;
  private final SwarmOptions.NodeOptions options;
  private final String instance;
  private final SubnetId subnet;
  private final FakeKernel kernel;
  private final MemoryFolder memory;
  private final MemoryFolder disk;
  private final Past past = new Past();
  private final Pods pods;
  private final PodsWatch watch;
  private final Operator operator;
  private final Set<AttachmentKey> deletions = new LinkedHashSet<>();
  private SwarmOptions.Settings settings;
  private Duration ahead = Duration.ZERO;
  private DaemonLife daemon;

  /// Where a node is.
  record Place(String instance, SubnetId subnet) {}

  SwarmNode(String name, Stage stage, Parts parts, SwarmOptions.NodeOptions options, Place place) {
    this.name = name;
    this.stage = stage;
    this.parts = parts;
    this.options = options;
    this.instance = place.instance();
    this.subnet = place.subnet();
    this.memory = new MemoryFolder(stage, name + ":/run");
    this.disk = new MemoryFolder(stage, name + ":/var");
    this.kernel = new FakeKernel(stage, instance, this::linkChanged);
    this.settings = options.settings();
    this.pods = new Pods(stage, this);
    this.watch = new PodsWatch(stage, this);
    this.operator = new Operator(stage, this);
    this.daemon = new DaemonLife(this, stage, parts);
  }

  void boot() {
    daemon.start();
    pods.begin();
    watch.begin();
    operator.begin();
  }

  /// From now on nothing is done to the node.
  void calm() {
    pods.calm();
    watch.calm();
    operator.calm();
  }

  SwarmOptions.NodeOptions options() {
    return options;
  }

  /// The settings in force.
  SwarmOptions.Settings settings() {
    return settings;
  }

  /// Puts other settings into force. The cool-down stays while an address is being released: which
  /// of the two holds for it would be anybody's guess.
  void change(SwarmOptions.Settings changed) {
    settings = deletions.isEmpty() ? changed : changed.withCoolDown(settings.coolDown());
    stage.tell(name, () -> "!! settings are " + settings);
    daemon.aim();
  }

  String instance() {
    return instance;
  }

  SubnetId subnet() {
    return subnet;
  }

  FakeKernel kernel() {
    return kernel;
  }

  Past past() {
    return past;
  }

  /// Where leases are recorded.
  MemoryFolder memory() {
    return memory;
  }

  /// Where intents are recorded.
  MemoryFolder disk() {
    return disk;
  }

  Pods pods() {
    return pods;
  }

  PodsWatch watch() {
    return watch;
  }

  DaemonLife daemon() {
    return daemon;
  }

  /// What the node's clock shows.
  Instant clock() {
    return stage.timeline().instant().plus(ahead);
  }

  void jump(Duration length) {
    ahead = ahead.plus(length);
    stage.referee().hurryRests(name, length);
    stage.tell(name, () -> "!! the clock jumps by " + length);
  }

  /// The daemon is killed from outside.
  void crash() {
    if (!daemon.isOver()) {
      died();
    }
  }

  /// The daemon is dead now; somebody starts it again.
  void died() {
    stage.tell(name, () -> "!! daemon dies");
    judgeMemory();
    stage.referee().forgiveReturn(name, daemon.unrecorded());
    daemon.end();
    pods.orphaned();
    if (stage.chance(stage.faults().damage())) {
      damageJournal();
    }
    restart();
  }

  void startFailed() {
    daemon.end();
    restart();
  }

  /// The daemon is back: the spool is played, as the server does before it serves. Their addresses
  /// may have rested since the life before.
  void serves() {
    stage.referee().remembers(name);
    deletions.forEach(key -> ask(key, () -> {}));
  }

  /// DEL, which always succeeds: without a daemon it is spooled.
  void release(AttachmentKey key, Optional<Ipv4Address> address) {
    deletions.add(key);
    if (daemon.serves()) {
      ask(
          key,
          () ->
              address.ifPresent(
                  rests -> stage.referee().rests(name, key, rests, settings.coolDown())));
    }
  }

  private void ask(AttachmentKey key, Runnable done) {
    daemon.put(
        new Event.ReleaseAsked(
            key,
            () -> {
              deletions.remove(key);
              done.run();
            }));
  }

  private void linkChanged(EniId eni, boolean isThere) {
    if (daemon.serves()) {
      daemon.put(new Event.LinkChanged(eni, isThere));
    }
  }

  private void restart() {
    stage
        .timeline()
        .in(
            RESTART_MIN.plus(stage.around(RESTART_MEAN)),
            () -> {
              daemon = new DaemonLife(this, stage, parts);
              daemon.start();
            });
  }

  /// Looks whether what pods were told would be known to the next daemon: by the journal's file, or
  /// by the kernel.
  void judgeMemory() {
    var text = new String(journal(), StandardCharsets.UTF_8);
    stage
        .referee()
        .held(name)
        .forEach(
            (address, key) -> {
              if (isLast(text, address, key)) {
                return;
              }
              if (kernel.isWired(key, address)) {
                stage.referee().onlyWired(key);
              } else {
                stage
                    .referee()
                    .report(
                        "what a pod was told outlives the daemon",
                        name + " " + key + " " + address);
              }
            });
  }

  private static boolean isLast(String journal, Ipv4Address address, AttachmentKey key) {
    var at = journal.lastIndexOf('"' + address.toString() + '"');
    var end = journal.indexOf('\n', Math.max(0, at));
    return at >= 0 && end > at && journal.substring(at, end).contains('"' + key.container() + '"');
  }

  private void damageJournal() {
    var before = journal();
    memory.damage(Journal.FILE);
    stage.referee().forgiveMemory(name, deletions, Loss.of(before, journal()));
  }

  private byte[] journal() {
    return memory.read(Journal.FILE).orElseGet(() -> new byte[0]);
  }

  @Override
  public String toString() {
    return name;
  }
}
