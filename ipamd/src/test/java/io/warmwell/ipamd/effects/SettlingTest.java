package io.warmwell.ipamd.effects;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.warmwell.eni.Ec2;
import io.warmwell.eni.Ec2Exception;
import io.warmwell.eni.Ec2Failure;
import io.warmwell.eni.InterfaceLifecycle;
import io.warmwell.ipamd.disk.DiskFolder;
import io.warmwell.ipamd.intents.Intent;
import io.warmwell.ipamd.intents.Intents;
import io.warmwell.pool.EniId;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettlingTest {
  private static final EniId ENI = new EniId("eni-1");
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  @TempDir private Path directory;
  private final CountDownLatch asked = new CountDownLatch(1);
  private final CountDownLatch answered = new CountDownLatch(1);

  @Test
  void nothingIsMadeWhileAnotherThreadSettlesAndAllIsMadeAfterwards() throws InterruptedException {
    open().begin(new Intent.Deletion(ENI));
    var intents = open();
    var settling = new Settling(world(intents));
    var other = Thread.ofVirtual().start(() -> settle(settling));
    assertThat(asked.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();

    assertThatThrownBy(settling::beforeMore)
        .isInstanceOfSatisfying(
            Ec2Exception.class,
            refusal -> assertThat(refusal.failure()).isInstanceOf(Ec2Failure.Busy.class))
        .hasMessageContaining("intents=1");
    answered.countDown();
    assertThat(other.join(PATIENCE)).isTrue();

    settling.beforeMore();
    assertThat(intents.left()).isEmpty();
    assertThat(open().left()).isEmpty();
  }

  private Intents open() {
    return Intents.open(new DiskFolder(directory), "i-1");
  }

  private EffectRunner.World world(Intents intents) {
    var ec2 = onlyDescribes();
    var lifecycle = new InterfaceLifecycle(ec2, "i-1", _ -> {}, new Random(1));
    return new EffectRunner.World(
        ec2, lifecycle, untouched(HostNetwork.class), new DeviceIndexes(), intents);
  }

  /// Takes its time to say that the interface is gone.
  private Ec2 onlyDescribes() {
    return proxy(
        Ec2.class,
        method -> {
          assertThat(method.getName()).isEqualTo("describe");
          asked.countDown();
          answered.await();
          var gone = new Ec2Failure.Gone("InvalidNetworkInterfaceID.NotFound", "is no more");
          throw new Ec2Exception("DescribeNetworkInterfaces", "eni=" + ENI, gone);
        });
  }

  private static <T> T untouched(Class<T> port) {
    return proxy(
        port,
        method -> {
          throw new AssertionError("not expected: " + method);
        });
  }

  private static <T> T proxy(Class<T> port, Answer answer) {
    var loader = SettlingTest.class.getClassLoader();
    return port.cast(
        Proxy.newProxyInstance(loader, new Class<?>[] {port}, (_, method, _) -> answer.to(method)));
  }

  private static void settle(Settling settling) {
    try {
      settling.beforeMore();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /// What a port does when it is called.
  @FunctionalInterface
  private interface Answer {
    Object to(Method method) throws InterruptedException;
  }
}
