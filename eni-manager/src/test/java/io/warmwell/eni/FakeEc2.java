package io.warmwell.eni;

import io.warmwell.inet.Ipv4Address;
import io.warmwell.inet.Ipv4Prefix;
import io.warmwell.inet.MacAddress;
import io.warmwell.pool.EniId;
import io.warmwell.pool.SubnetId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/// One instance and one subnet of an EC2 with state, for the life of interfaces.
///
/// Not thread-safe. An attachment or a detachment is under way for some describes. A fault is laid
/// out per action, with or without the call's effect.
final class FakeEc2 extends UnaskedEc2 {
  static final String INSTANCE = "i-1";
  static final SubnetId SUBNET = new SubnetId("subnet-1");

  /// Describes that show an attachment under way before it is done.
  private static final int DESCRIBES_UNDER_WAY = 2;

  private static final int INTERFACES_MAX = 3;

  private record Fault(Ec2Failure failure, boolean takesEffect) {}

  private final Map<EniId, Interface> interfaces = new LinkedHashMap<>();
  private final Map<EniId, Integer> describesLeft = new HashMap<>();
  private final Map<String, NewInterface> requests = new HashMap<>();
  private final Map<String, EniId> byToken = new HashMap<>();
  private final Map<String, Deque<Fault>> faults = new HashMap<>();
  private final List<String> calls = new ArrayList<>();
  private int lookUpsUntilVisible;
  private int serial;

  FakeEc2() {
    interfaces.put(
        new EniId("eni-0"),
        template(new EniId("eni-0"), new NewInterface.Content.Addresses(0), Map.of())
            .at(
                new Attachment.To(
                    "eni-attach-0", INSTANCE, 0, 0, Attachment.Status.ATTACHED, true)));
  }

  /// The next call of this action is refused and has no effect.
  FakeEc2 refuses(String action, Ec2Failure failure) {
    faults.computeIfAbsent(action, _ -> new ArrayDeque<>()).add(new Fault(failure, false));
    return this;
  }

  /// The next call of this action takes effect, and its answer is lost.
  FakeEc2 losesReply(String action) {
    faults
        .computeIfAbsent(action, _ -> new ArrayDeque<>())
        .add(new Fault(new Ec2Failure.Ambiguous("SdkClientException", "read timed out"), true));
    return this;
  }

  /// New interfaces are not found by this many calls.
  FakeEc2 hidesNewInterfaces(int lookUps) {
    lookUpsUntilVisible = lookUps;
    return this;
  }

  /// Puts an interface there.
  FakeEc2 holds(String id, Map<String, String> tags, Attachment attachment) {
    var eni = new EniId(id);
    var born = template(eni, new NewInterface.Content.Addresses(2), tags);
    interfaces.put(eni, born.at(attachment));
    if (attachment instanceof Attachment.To to && to.status() != Attachment.Status.ATTACHED) {
      describesLeft.put(eni, DESCRIBES_UNDER_WAY);
    }
    return this;
  }

  /// Makes an interface that is there another type's.
  FakeEc2 types(String id, Interface.Type type) {
    interfaces.computeIfPresent(
        new EniId(id),
        (_, eni) ->
            new Interface(
                eni.id(),
                type,
                eni.mac(),
                eni.subnet(),
                eni.primary(),
                eni.addresses(),
                eni.prefixes(),
                eni.ipv6Prefixes(),
                eni.tags(),
                eni.attachment()));
    return this;
  }

  /// What exists, by id.
  Map<String, Interface> interfaces() {
    var byId = new TreeMap<String, Interface>();
    interfaces.forEach((id, eni) -> byId.put(id.value(), eni));
    return byId;
  }

  /// The actions called so far.
  List<String> calls() {
    return List.copyOf(calls);
  }

  @Override
  public List<Interface> interfacesOf(String instanceId) {
    return faulty(
        "DescribeNetworkInterfaces",
        () ->
            interfaces.values().stream()
                .filter(
                    eni ->
                        eni.attachment() instanceof Attachment.To
                            || instanceId.equals(eni.tags().get(Interface.INSTANCE_TAG)))
                .toList());
  }

  @Override
  public Interface describe(EniId eni) {
    return faulty(
        "DescribeNetworkInterfaces",
        () -> {
          requireVisible(eni);
          if (describesLeft.merge(eni, -1, Integer::sum) == 0) {
            arrive(eni);
          }
          return known(eni);
        });
  }

  @Override
  public Interface create(NewInterface request) {
    return faulty(
        "CreateNetworkInterface",
        () -> {
          var earlier = requests.putIfAbsent(request.clientToken(), request);
          if (earlier != null && !earlier.equals(request)) {
            throw refused("IdempotentParameterMismatch", "client-token=" + request.clientToken());
          }
          var id =
              byToken.computeIfAbsent(request.clientToken(), _ -> new EniId("eni-" + ++serial));
          if (earlier == null) {
            interfaces.put(id, template(id, request.content(), request.tags()));
          }
          return known(id);
        });
  }

  @Override
  public String attach(EniId eni, String instanceId, int deviceIndex) {
    return faulty(
        "AttachNetworkInterface",
        () -> {
          requireVisible(eni);
          var before = known(eni);
          if (before.attachment() instanceof Attachment.To) {
            throw refused("InvalidParameterValue", eni + " is currently in use");
          }
          var taken = attached().stream().map(Attachment.To::deviceIndex).toList();
          if (taken.contains(deviceIndex)) {
            throw refused(
                "InvalidParameterValue",
                "Instance already has an interface attached at device index '"
                    + deviceIndex
                    + "'.");
          }
          if (taken.size() >= INTERFACES_MAX) {
            throw refused("AttachmentLimitExceeded", "Interface count exceeds the limit");
          }
          var id = "eni-attach-" + eni;
          interfaces.put(
              eni,
              before.at(
                  new Attachment.To(
                      id, instanceId, deviceIndex, 0, Attachment.Status.ATTACHING, false)));
          describesLeft.put(eni, DESCRIBES_UNDER_WAY);
          return id;
        });
  }

  @Override
  public void deleteOnTermination(EniId eni, String attachmentId) {
    faulty(
        "ModifyNetworkInterfaceAttribute",
        () -> {
          var to = attachment(attachmentId);
          interfaces.put(
              eni,
              known(eni)
                  .at(
                      new Attachment.To(
                          to.id(),
                          to.instanceId(),
                          to.deviceIndex(),
                          to.networkCard(),
                          to.status(),
                          true)));
          return true;
        });
  }

  @Override
  public void detach(String attachmentId) {
    faulty(
        "DetachNetworkInterface",
        () -> {
          var to = attachment(attachmentId);
          if (to.deviceIndex() == 0) {
            throw refused("OperationNotPermitted", "device 0");
          }
          var eni = holderOf(attachmentId);
          interfaces.put(eni, known(eni).at(to.with(Attachment.Status.DETACHING)));
          describesLeft.put(eni, DESCRIBES_UNDER_WAY);
          return true;
        });
  }

  @Override
  public void delete(EniId eni) {
    faulty(
        "DeleteNetworkInterface",
        () -> {
          requireVisible(eni);
          if (known(eni).attachment() instanceof Attachment.To) {
            throw refused(
                "InvalidParameterValue", "Network interface '" + eni + "' is currently in use.");
          }
          interfaces.remove(eni);
          return true;
        });
  }

  private <T> T faulty(String action, Supplier<T> effect) {
    calls.add(action);
    var laidOut = faults.getOrDefault(action, new ArrayDeque<>()).poll();
    if (laidOut == null) {
      return effect.get();
    }
    if (laidOut.takesEffect()) {
      var _ = effect.get();
    }
    throw new Ec2Exception(action, "laid-out=true", laidOut.failure());
  }

  private void arrive(EniId eni) {
    if (known(eni).attachment() instanceof Attachment.To to) {
      interfaces.put(
          eni,
          known(eni)
              .at(
                  switch (to.status()) {
                    case ATTACHING, ATTACHED -> to.with(Attachment.Status.ATTACHED);
                    case DETACHING, DETACHED -> new Attachment.None();
                  }));
    }
  }

  private void requireVisible(EniId eni) {
    var hidden = lookUpsUntilVisible > 0;
    lookUpsUntilVisible = Math.max(0, lookUpsUntilVisible - 1);
    if (hidden || !interfaces.containsKey(eni)) {
      throw refused("InvalidNetworkInterfaceID.NotFound", eni + " does not exist");
    }
  }

  private Interface known(EniId eni) {
    var known = interfaces.get(eni);
    if (known == null) {
      throw new IllegalStateException("no such interface: " + eni);
    }
    return known;
  }

  private List<Attachment.To> attached() {
    return interfaces.values().stream()
        .map(Interface::attachment)
        .filter(Attachment.To.class::isInstance)
        .map(Attachment.To.class::cast)
        .toList();
  }

  private Attachment.To attachment(String id) {
    return attached().stream()
        .filter(to -> to.id().equals(id))
        .findFirst()
        .orElseThrow(() -> refused("InvalidAttachmentID.NotFound", id + " does not exist"));
  }

  private EniId holderOf(String attachmentId) {
    return interfaces.values().stream()
        .filter(eni -> eni.attachment() instanceof Attachment.To to && to.id().equals(attachmentId))
        .findFirst()
        .orElseThrow()
        .id();
  }

  private static Interface template(
      EniId id, NewInterface.Content content, Map<String, String> tags) {
    var base = Ipv4Address.parse("10.0.0.0").plus(1024L * Math.abs(id.hashCode() % 1000));
    return switch (content) {
      case NewInterface.Content.Addresses(int count) ->
          bare(id, tags, base, counted(count, base::plus), List.of());
      case NewInterface.Content.Prefixes(int count) ->
          bare(
              id,
              tags,
              base,
              List.of(),
              counted(count, n -> new Ipv4Prefix(base.plus(16L * n), 28)));
    };
  }

  private static <T> List<T> counted(int count, IntFunction<T> each) {
    return IntStream.rangeClosed(1, count).mapToObj(each).toList();
  }

  private static Interface bare(
      EniId id,
      Map<String, String> tags,
      Ipv4Address primary,
      List<Ipv4Address> addresses,
      List<Ipv4Prefix> prefixes) {
    return new Interface(
        id,
        MacAddress.parse("02:00:00:00:00:01"),
        SUBNET,
        primary,
        addresses,
        prefixes,
        tags,
        new Attachment.None());
  }

  private static Ec2Exception refused(String code, String message) {
    return new Ec2Exception("fake", "fake", Ec2Failures.classify(code, message, 400));
  }
}
