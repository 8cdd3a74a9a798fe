package io.warmwell.ipamd.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.warmwell.cni.Leases;
import io.warmwell.inet.Ipv4Prefix;
import io.warmwell.pool.AddressPlanner;
import io.warmwell.pool.Attachment;
import io.warmwell.pool.AttachmentKey;
import io.warmwell.pool.Capacity;
import io.warmwell.pool.Effect;
import io.warmwell.pool.InterfaceLimits;
import io.warmwell.pool.Lease;
import io.warmwell.pool.PodName;
import io.warmwell.pool.Pool;
import io.warmwell.pool.WarmTargets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AgentThreadTest {
  private static final long PATIENCE_S = 30;
  private static final WarmTargets ONE_SPARE = new WarmTargets(0, 1, 0, 0);

  private final BlockingQueue<Effect> started = new LinkedBlockingQueue<>();
  private final Pool pool = new Pool(Node.COOL_DOWN);
  private final AgentThread thread =
      new AgentThread(_ -> agent(), InstantSource.system(), () -> {});

  @BeforeEach
  void start() {
    var blocks = IntStream.rangeClosed(1, 9).mapToObj(i -> Ipv4Prefix.parse("10.0.0." + i + "/32"));
    pool.addInterface(Node.interfaceAt(0), blocks.toList());
    thread.start();
  }

  @AfterEach
  void close() {
    thread.close();
  }

  @Test
  void aRequestIsAnsweredOnTheThreadItComesOn() throws InterruptedException {
    var own = Thread.currentThread();
    var answeredOn = new LinkedBlockingQueue<Thread>();

    // The agent's own thread may be at it for a moment, and then answers.
    do {
      thread.find(key("c1"), _ -> answeredOn.add(Thread.currentThread()));
    } while (!own.equals(answeredOn.poll(PATIENCE_S, TimeUnit.SECONDS)));

    assertThat(answeredOn).isEmpty();
  }

  @Test
  void whoComesWhileTheAgentIsBusyIsAnsweredAfterwards() throws InterruptedException {
    var other = new CountDownLatch(1);
    var isAsked = new CountDownLatch(1);
    var asking =
        Thread.ofPlatform()
            .unstarted(
                () -> {
                  thread.find(key("c2"), _ -> other.countDown());
                  isAsked.countDown();
                });

    thread.find(
        key("c1"),
        _ -> {
          asking.start();
          await(isAsked);
          assertThat(other.getCount()).isOne();
        });

    assertThat(other.await(PATIENCE_S, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void aPlanFollowsARequestThatChangesThePool() throws InterruptedException {
    for (var i = 1; i <= 9; i++) {
      thread.assign(attachment("c" + i), _ -> {});
    }

    assertThat(started.poll(PATIENCE_S, TimeUnit.SECONDS))
        .isInstanceOf(Effect.CreateInterface.class);
  }

  @Test
  void callersAtOnceGetAddressesOfTheirOwn() throws InterruptedException {
    var answers = new LinkedBlockingQueue<Leases.Answer>();
    var go = new CountDownLatch(1);
    var callers =
        IntStream.rangeClosed(1, 8)
            .mapToObj(
                i ->
                    Thread.ofPlatform()
                        .start(
                            () -> {
                              await(go);
                              thread.assign(attachment("c" + i), answers::add);
                            }))
            .toList();

    go.countDown();

    for (var caller : callers) {
      caller.join();
    }
    var addresses =
        IntStream.range(0, callers.size()).mapToObj(_ -> address(answers)).distinct().toList();
    assertThat(addresses).hasSize(callers.size());
  }

  @Test
  void whoComesAfterTheEndIsNotAnswered() {
    thread.close();
    var answers = new LinkedBlockingQueue<Leases.Answer>();

    thread.assign(attachment("c1"), answers::add);

    assertThat(answers).isEmpty();
    assertThat(pool.leases()).isEmpty();
  }

  private NodeAgent agent() {
    var policy = Node.policy(ONE_SPARE, new Capacity(new InterfaceLimits(3, 10), 0, 29));
    var outside = new NodeAgent.Outside(new Forgetful(), (_, effect) -> started.add(effect));
    return new NodeAgent(policy, pool, new AddressPlanner(), outside, new Random(1));
  }

  private static String address(BlockingQueue<Leases.Answer> answers) {
    try {
      return answers.poll(PATIENCE_S, TimeUnit.SECONDS)
              instanceof Leases.Answer.Leased(var lease, _)
          ? lease.address().toString()
          : "none";
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(PATIENCE_S, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Attachment attachment(String container) {
    return new Attachment(key(container), new PodName("default", container), "eni" + container);
  }

  private static AttachmentKey key(String container) {
    return new AttachmentKey("pods", container, "eth0");
  }

  private static final class Forgetful implements Records {
    @Override
    public void granted(Lease lease) {}

    @Override
    public void released(Lease lease, Instant restsUntil) {}

    @Override
    public void recovered(Lease lease) {}
  }
}
