package io.warmwell.ipamd.effects;

import static org.assertj.core.api.Assertions.assertThat;

import io.warmwell.eni.Attachment;
import io.warmwell.eni.Ec2;
import io.warmwell.eni.Interface;
import io.warmwell.eni.InterfaceLifecycle;
import io.warmwell.inet.Ipv4Address;
import io.warmwell.inet.MacAddress;
import io.warmwell.ipamd.agent.Ending;
import io.warmwell.ipamd.birth.Birthplaces;
import io.warmwell.ipamd.disk.DiskFolder;
import io.warmwell.ipamd.effects.HostNetwork.HostNetworkException;
import io.warmwell.ipamd.intents.Intent;
import io.warmwell.ipamd.intents.Intents;
import io.warmwell.pool.BlockKind;
import io.warmwell.pool.Effect;
import io.warmwell.pool.EniId;
import io.warmwell.pool.SubnetId;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// An interface whose link does not work is taken away by whoever made it.
class TakingAwayTest {
  private static final SubnetId SUBNET = new SubnetId("subnet-1");
  private static final Attachment ATTACHED =
      new Attachment.To("eni-attach-1", "i-1", 1, 0, Attachment.Status.ATTACHED, true);

  private final List<Ending> endings = new ArrayList<>();
  private final List<Intent> leftMeanwhile = new ArrayList<>();
  private final List<String> asked = new ArrayList<>();

  @TempDir private Path directory;
  private Intents intents;
  private Attachment attachment = ATTACHED;

  @BeforeEach
  void open() {
    intents = Intents.open(new DiskFolder(directory), "i-1");
  }

  @Test
  void whatIsBeingTakenAwayIsNobodyElsesToSettle() {
    runner().start(1, new Effect.CreateInterface(SUBNET, BlockKind.ADDRESS, 1));

    assertThat(endings).singleElement().isInstanceOf(Ending.Failed.class);
    assertThat(asked).containsSubsequence("create", "attach", "detach", "delete");
    assertThat(leftMeanwhile).isEmpty();
    assertThat(intents.left()).isEmpty();
  }

  private EffectRunner runner() {
    var ec2 = proxy(Ec2.class, this::answer);
    var lifecycle = new InterfaceLifecycle(ec2, "i-1", _ -> {}, new Random(1));
    var world =
        new EffectRunner.World(
            ec2,
            lifecycle,
            proxy(HostNetwork.class, TakingAwayTest::refuse),
            new DeviceIndexes(),
            intents);
    return new EffectRunner(
        world,
        Birthplaces.fixed(SUBNET, List.of()),
        new EffectRunner.Chances(InstantSource.system(), () -> "token-1"),
        Runnable::run,
        (_, ending) -> endings.add(ending));
  }

  private Object answer(String call) {
    asked.add(call);
    return switch (call) {
      case "create", "describe" -> eni();
      case "attach" -> "eni-attach-1";
      case "detach", "delete" -> {
        leftMeanwhile.addAll(intents.left());
        attachment = new Attachment.None();
        yield call;
      }
      default -> call;
    };
  }

  private static Object refuse(String call) {
    if (call.equals("addInterface")) {
      throw new HostNetworkException("no link");
    }
    return call;
  }

  private Interface eni() {
    return new Interface(
        new EniId("eni-1"),
        MacAddress.parse("02:00:00:00:00:01"),
        SUBNET,
        Ipv4Address.parse("10.0.0.4"),
        List.of(Ipv4Address.parse("10.0.0.5")),
        List.of(),
        Map.of(Interface.INSTANCE_TAG, "i-1"),
        attachment);
  }

  private static <T> T proxy(Class<T> port, Function<String, Object> answer) {
    return port.cast(
        Proxy.newProxyInstance(
            TakingAwayTest.class.getClassLoader(),
            new Class<?>[] {port},
            // What a method without a result is answered with does not matter.
            (_, method, _) -> answer.apply(method.getName())));
  }
}
