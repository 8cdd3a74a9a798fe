package io.warmwell.simulator.swarm;

import io.warmwell.inet.Ipv4Address;
import io.warmwell.ipamd.agent.Event;
import io.warmwell.ipamd.birth.CustomNetworking;
import io.warmwell.ipamd.disk.SealedLine;
import io.warmwell.ipamd.journal.BootId;
import io.warmwell.ipamd.journal.Journal;
import io.warmwell.pool.AttachmentKey;
import io.warmwell.pool.EniId;
import io.warmwell.pool.SubnetId;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// A machine of the swarm: what outlives the daemon (kernel, journal, spool), and the daemon's
/// present life.
final class SwarmNode {
  private static final Duration RESTART_MIN = Duration.ofSeconds(2);
  private static final Duration RESTART_MEAN = Duration.ofSeconds(8);
  private static final Duration BOOT_MIN = Duration.ofSeconds(5);
  private static final Duration BOOT_MEAN = Duration.ofSeconds(40);
  private static final double SPOOLED_LOST = 0.5;
  private static final String BOOT_LINE = "{\"boot\"";

  private final String name;
  private final Stage stage;
  private final Parts parts;
  private final SwarmOptions.NodeOptions options;
  private final String instance;
  private final SubnetId subnet;
  private final FakeKernel kernel;
  private final NodeDisk memory;
  private final NodeDisk disk;
  private final Past past = new Past();
  private final Pods pods;
  private final PodsWatch watch;
  private final Operator operator;
  private final Set<AttachmentKey> deletions = new LinkedHashSet<>();
  private final boolean isCustom;
  private CustomNetworking.Answer wanted;
  private boolean isCordoned;
  private SwarmOptions.Settings settings;
  private Duration ahead = Duration.ZERO;

  /// Jumps since the daemon was started.
  private Duration unnoticed = Duration.ZERO;

  private DaemonLife daemon;
  private int boots = 1;

  /// The boot in which a daemon served last.
  private int served;

  /// What the present boot may take over from the one before.
  private Loss returning = new Loss(List.of());

  /// Where a node is.
  record Place(String instance, SubnetId subnet) {}

  SwarmNode(String name, Stage stage, Parts parts, SwarmOptions.NodeOptions options, Place place) {
    this.name = name;
    this.stage = stage;
    this.parts = parts;
    this.options = options;
    this.instance = place.instance();
    this.subnet = place.subnet();
    this.memory = new NodeDisk(stage, name + ":/run");
    this.disk = new NodeDisk(stage, name + ":/var");
    this.kernel = new FakeKernel(stage, instance, this::linkChanged);
    this.settings = options.settings();
    this.isCustom = stage.chance(stage.options().surroundings().custom());
    this.wanted = isCustom ? everySubnet() : new CustomNetworking.Answer.Absent("not custom");
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

  EniId primary() {
    return stage.ec2().view(instance).orElseThrow().instance().primaryEni();
  }

  /// Whether its pods live in subnets that are named, and not in its own.
  boolean isCustom() {
    return isCustom;
  }

  /// In which subnets its pods are to live.
  CustomNetworking.Answer wanted() {
    return wanted;
  }

  /// Other subnets from now on; the daemon is not always told.
  void want(CustomNetworking.Answer changed) {
    wanted = changed;
    stage.tell(name, () -> "!! custom networking wants " + changed);
    if (daemon.serves() && stage.random().nextBoolean()) {
      daemon.put(new Event.BirthplacesChanged());
    }
  }

  private CustomNetworking.Answer everySubnet() {
    return new CustomNetworking.Answer.Wanted("the seed", stage.moreSubnets(), List.of());
  }

  boolean isCordoned() {
    return isCordoned;
  }

  void cordon(boolean up) {
    isCordoned = up;
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
  NodeDisk memory() {
    return memory;
  }

  /// Where intents are recorded.
  NodeDisk disk() {
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

  /// What the node's clock shows; a daemon reads it when it starts.
  Instant clock() {
    return stage.timeline().instant().plus(ahead);
  }

  void jump(Duration length) {
    ahead = ahead.plus(length);
    unnoticed = unnoticed.plus(length);
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
    restart(RESTART_MIN.plus(stage.around(RESTART_MEAN)));
  }

  /// The machine goes down and comes back, with what was synced if it lost power. EC2 has not
  /// noticed.
  void reboot(boolean powerLoss) {
    stage.tell(name, () -> powerLoss ? "!! the machine loses power" : "!! the machine reboots");
    if (!daemon.isOver()) {
      judgeMemory();
      daemon.end();
    }
    boots++;
    kernel.boot();
    memory.goDown(!stage.faults().reboots().journalOnDisk(), powerLoss);
    disk.goDown(false, powerLoss);
    if (powerLoss) {
      deletions.removeIf(_ -> stage.chance(SPOOLED_LOST));
    }
    returning = withoutBoot();
    stage.referee().rebooted(name, returning);
    pods.rebooted();
    restart(BOOT_MIN.plus(stage.around(BOOT_MEAN)));
  }

  /// As the kernel would tell it. The first one is of a fixed length for ever: what damages a
  /// journal counts bytes.
  BootId bootId() {
    return new BootId(boots == 1 ? "the only one" : "boot " + boots);
  }

  void startFailed() {
    daemon.end();
    restart(RESTART_MIN.plus(stage.around(RESTART_MEAN)));
  }

  /// The daemon is back: the spool is played, as the server does before it serves. Their addresses
  /// may have rested since the life before.
  void serves() {
    judgeBoot();
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

  private void restart(Duration wait) {
    var boot = boots;
    stage
        .timeline()
        .in(
            wait,
            () -> {
              // Whoever was to start the daemon went down with the machine.
              if (boot == boots) {
                // The records of the life before are read by the clock that shows now.
                stage.referee().hurryRests(name, unnoticed);
                unnoticed = Duration.ZERO;
                daemon = new DaemonLife(this, stage, parts);
                daemon.start();
              }
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

  /// No pod outlives a reboot, and whoever sent packets to one has long given up: the pool of a new
  /// boot holds nothing for pods, and lets nothing rest on their account.
  private void judgeBoot() {
    if (served == boots) {
      return;
    }
    served = boots;
    var kept =
        daemon.leases().stream()
            .filter(lease -> !stage.referee().mayReturn(name, lease.address()))
            .toList();
    if (!kept.isEmpty()) {
      stage.referee().report("a reboot starts clean", name + " " + kept);
    }
    var cooling = daemon.snapshot().cooling();
    if (cooling > 0 && returning.lines().isEmpty()) {
      stage.referee().report("a reboot starts clean", name + " lets rest: " + cooling);
    }
  }

  /// What files tell that have lost their first line, by which a boot knows them for another's.
  private Loss withoutBoot() {
    return new Loss(
        Stream.of(Journal.FILE, Journal.FILE + ".new")
            .flatMap(file -> memory.folder().read(file).stream())
            .map(bytes -> Loss.of(bytes, new byte[0]).lines())
            .filter(lines -> !lines.isEmpty())
            .filter(lines -> SealedLine.open(lines.getFirst()).filter(SwarmNode::isBoot).isEmpty())
            .flatMap(List::stream)
            .toList());
  }

  private static boolean isBoot(String line) {
    return line.startsWith(BOOT_LINE);
  }

  /// Whether an intent that names a client token is on disk for good.
  boolean intends(String token) {
    var folder = disk.folder();
    return folder.names().stream()
        .flatMap(file -> folder.synced(file).stream())
        .anyMatch(bytes -> new String(bytes, StandardCharsets.UTF_8).contains('"' + token + '"'));
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
    return memory.folder().read(Journal.FILE).orElseGet(() -> new byte[0]);
  }

  @Override
  public String toString() {
    return name;
  }
}
