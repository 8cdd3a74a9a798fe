package io.warmwell.ipamd.scenario;

import io.warmwell.cni.Leases;
import io.warmwell.eni.Ec2Failure;
import io.warmwell.ipamd.agent.Event;
import io.warmwell.ipamd.agent.NodeAgent;
import io.warmwell.ipamd.agent.Records;
import io.warmwell.ipamd.birth.Places;
import io.warmwell.pool.Attachment;
import io.warmwell.pool.AttachmentKey;
import io.warmwell.pool.Birthplace;
import io.warmwell.pool.BlockKind;
import io.warmwell.pool.BlockView;
import io.warmwell.pool.InterfaceView;
import io.warmwell.pool.Lease;
import io.warmwell.pool.PodName;
import io.warmwell.pool.Pool;
import io.warmwell.pool.SubnetId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// The agent of one node, driven by the commands of a transcript.
///
/// | command | meaning |
/// |---|---|
/// | `node name=value…` | starts the agent with these settings, see [Wish] |
/// | `change name=value…` | other settings at run time |
/// | `add pods`, `delete pods`, `schedule pods` | `web-0`, or `web-0..9` for ten of them |
/// | `ec2 answers`, `ec2 refuses no-prefix`, `ec2 refuses full` | ends what is in flight |
/// | `look subnet-1=50 subnet-2=0` | ends a look: births and their free addresses, `no` for pods |
/// | `cordon`, `uncordon` | the node takes no pods, or takes some again |
/// | `sleep PT90S` | lets time pass |
final class ScenarioNode {
  private final List<String> log = new ArrayList<>();
  private final ScriptedEc2 ec2 = new ScriptedEc2(log);
  private final Pool pool = new Pool(Wish.COOL_DOWN);
  private Wish wish = Wish.DEFAULTS;
  private NodeAgent agent = agent();
  private Instant now = Instant.parse("2026-01-01T00:00:00Z");

  ScenarioNode() {
    pool.addInterface(ec2.primary(), List.of());
  }

  /// Carries out a command and returns what happened and how the node is then.
  List<String> execute(String command) {
    log.clear();
    var words = List.of(command.split(" ", -1));
    var rest = words.subList(1, words.size());
    switch (words.getFirst()) {
      case "node" -> begin(rest);
      case "change" -> change(rest);
      case "add" -> pods(rest).forEach(this::add);
      case "delete" -> pods(rest).forEach(this::delete);
      case "schedule" ->
          handle(
              new Event.PodsScheduled(
                  pods(rest).map(ScenarioNode::podName).collect(Collectors.toSet())));
      case "ec2" -> ended(rest).forEach(this::handle);
      case "look" -> ec2.shows(places(rest)).forEach(this::handle);
      case "cordon" -> handle(new Event.NodeSchedulable(false));
      case "uncordon" -> handle(new Event.NodeSchedulable(true));
      case "sleep" -> sleep(Duration.parse(rest.getFirst()));
      default -> throw new IllegalArgumentException("no such command: " + command);
    }
    return Stream.concat(log.stream(), state()).toList();
  }

  private void begin(List<String> settings) {
    wish = wish.with(settings);
    agent = agent();
    handle(new Event.Woken());
  }

  private void change(List<String> settings) {
    wish = wish.with(settings);
    handle(new Event.PolicyChanged(wish.policy(), wish.planner()));
  }

  private void add(String pod) {
    handle(new Event.AddressAsked(attachment(pod), answer -> log.add(pod + ": " + said(answer))));
  }

  private void delete(String pod) {
    handle(new Event.ReleaseAsked(attachment(pod).key(), () -> {}));
  }

  private List<Event> ended(List<String> words) {
    return switch (String.join(" ", words)) {
      case "answers" -> ec2.answers();
      case "refuses no-prefix" ->
          ec2.refuses(new Ec2Failure.SubnetFragmented("InsufficientCidrBlocks", ""));
      case "refuses full" ->
          ec2.refuses(new Ec2Failure.SubnetExhausted("InsufficientFreeAddressesInSubnet", ""));
      default -> throw new IllegalArgumentException("no such answer: " + words);
    };
  }

  private static Places places(List<String> words) {
    var births = new ArrayList<Birthplace>();
    var forPods = new HashMap<SubnetId, Boolean>();
    for (var word : words) {
      var equals = word.indexOf('=');
      var subnet = new SubnetId(word.substring(0, equals));
      var free = word.substring(equals + 1);
      forPods.put(subnet, !free.equals("no"));
      if (!free.equals("no")) {
        births.add(new Birthplace(subnet, Integer.parseInt(free)));
      }
    }
    var trouble =
        births.isEmpty() ? Optional.of("no subnet is for pods") : Optional.<String>empty();
    return new Places(births, forPods, trouble);
  }

  private void sleep(Duration length) {
    var end = now.plus(length);
    for (var at = nextWake(); !at.isAfter(end); at = nextWake()) {
      now = at.isAfter(now) ? at : now.plusMillis(1);
      handle(new Event.Woken());
    }
    now = end;
    handle(new Event.Woken());
  }

  private Instant nextWake() {
    return agent.nextWake(now).orElse(Instant.MAX);
  }

  private void handle(Event event) {
    agent.handle(event, now);
  }

  private NodeAgent agent() {
    var outside = new NodeAgent.Outside(new Forgetful(), ec2);
    return new NodeAgent(wish.policy(), pool, wish.planner(), outside, new Random(1));
  }

  private Stream<String> state() {
    return agent.snapshot(now).interfaces().stream().map(ScenarioNode::words);
  }

  private static String words(InterfaceView view) {
    return Stream.of(BlockKind.values())
        .map(kind -> words(kind, view.blocks().stream().filter(b -> b.kind() == kind).toList()))
        .collect(
            Collectors.joining(
                "",
                "= " + view.facts().eni() + (view.facts().isExcluded() ? ", not for pods" : ""),
                ""));
  }

  private static String words(BlockKind kind, List<BlockView> blocks) {
    if (blocks.isEmpty()) {
      return "";
    }
    return " | %d x %s: %d free, %d assigned, %d cooling, %d withdrawn"
        .formatted(
            blocks.size(),
            kind == BlockKind.ADDRESS ? "/32" : "/28",
            blocks.stream().mapToInt(BlockView::free).sum(),
            blocks.stream().mapToInt(BlockView::assigned).sum(),
            blocks.stream().mapToInt(BlockView::cooling).sum(),
            blocks.stream().mapToInt(BlockView::withdrawn).sum());
  }

  private static String said(Leases.Answer answer) {
    return switch (answer) {
      case Leases.Answer.Leased(var lease, _) ->
          lease.address() + " on device " + lease.deviceIndex();
      case Leases.Answer.Refused(_, _, String details) -> "refused: " + details;
    };
  }

  /// `web-0..9` is ten pods.
  private static Stream<String> pods(List<String> words) {
    return words.stream().filter(word -> !word.isEmpty()).flatMap(ScenarioNode::range);
  }

  private static Stream<String> range(String word) {
    var dots = word.indexOf("..");
    if (dots < 0) {
      return Stream.of(word);
    }
    var dash = word.lastIndexOf('-', dots);
    var first = Integer.parseInt(word.substring(dash + 1, dots));
    var last = Integer.parseInt(word.substring(dots + 2));
    return IntStream.rangeClosed(first, last).mapToObj(pod -> word.substring(0, dash + 1) + pod);
  }

  private static PodName podName(String pod) {
    return new PodName("default", pod);
  }

  private static Attachment attachment(String pod) {
    return new Attachment(new AttachmentKey("net", pod, "eth0"), podName(pod), "eni" + pod);
  }

  private static final class Forgetful implements Records {
    @Override
    public void granted(Lease lease) {}

    @Override
    public void released(Lease lease, Instant restsUntil) {}
  }
}
