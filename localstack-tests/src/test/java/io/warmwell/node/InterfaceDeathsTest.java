package io.warmwell.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.warmwell.eni.Attachment;
import io.warmwell.eni.Interface;
import io.warmwell.inet.Ipv4Prefix;
import io.warmwell.ipamd.agent.Ending;
import io.warmwell.ipamd.effects.HostNetwork;
import io.warmwell.ipamd.start.Stock;
import io.warmwell.node.MortalNode.Lists;
import io.warmwell.pool.Effect;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Wherever the daemon dies in the life of an interface, the next life leaks and doubles none.
class InterfaceDeathsTest {
  private static final int FOR_EVER = Integer.MAX_VALUE;

  /// What dies: the process, whose writes stay, or the machine, which keeps what was synced.
  enum Death {
    PROCESS,
    MACHINE
  }

  @ParameterizedTest
  @MethodSource("deaths")
  void afterEveryOperationOfItsLife(Death death, Lists lists) throws InterruptedException {
    var points = operationsOfALife();
    assertThat(points).as("points to die at").isGreaterThan(25);

    for (var point = 1; point <= points; point++) {
      var node = deadAt(point, death, lists);

      var stock = node.start();

      assertWhole(node, stock, "killed after operation " + point);
    }
  }

  @ParameterizedTest
  @MethodSource("deaths")
  void afterEveryOperationOfTheNextStartToo(Death death, Lists lists) throws InterruptedException {
    var points = operationsOfALife();
    var deaths = 0;
    for (var point = 1; point <= points; point++) {
      for (var second = 1; second <= operationsOfAStart(point, death, lists); second++) {
        var node = deadAt(point, death, lists);
        node.fuse().light(second);
        assertThatCode(node::start).isInstanceOf(Fuse.Killed.class);
        bury(node, death);

        var stock = node.start();

        assertWhole(node, stock, "killed after operation " + point + ", then after " + second);
        deaths++;
      }
    }
    assertThat(deaths).as("pairs of deaths").isGreaterThan(100);
  }

  static Stream<Arguments> deaths() {
    return Arrays.stream(Death.values())
        .flatMap(death -> Arrays.stream(Lists.values()).map(list -> Arguments.of(death, list)));
  }

  @Test
  void whereEc2FallsSilentNothingMoreIsMadeUntilItIsSettled() throws InterruptedException {
    for (var answers = 0; answers < 8; answers++) {
      var node = new MortalNode();
      node.start();
      node.fallSilentAfter(answers);
      var first = node.createInterface();
      node.fallSilentAfter(FOR_EVER);

      var interfaces = first instanceof Ending.InterfaceUp ? 2 : 1;
      var second = node.createInterface();

      assertThat(second).isInstanceOf(Ending.InterfaceUp.class);
      assertThat(node.interfaces())
          .as("silent after %d answers: %s", answers, first)
          .hasSize(interfaces + 1)
          .allMatch(eni -> eni.attachment() instanceof Attachment.To);
      assertThat(node.folder().names()).isEmpty();
    }
  }

  @Test
  void aListThatStillShowsADeletedInterfaceDoesNotBringItBack() throws InterruptedException {
    var node = new MortalNode();
    node.start();
    var up = (Ending.InterfaceUp) node.createInterface();
    node.freezeNextList();
    node.fallSilentAfter(2);
    var ending = node.run(new Effect.DeleteInterface(up.facts().eni(), up.blocks()));
    node.fallSilentAfter(FOR_EVER);
    assertThat(ending).isInstanceOf(Ending.Failed.class);

    var stock = node.start();

    assertThat(stock.interfaces()).hasSize(1);
    assertWhole(node, stock, "with a stale list");
  }

  @Test
  void anInterfaceThatCarriesNoTagOfOursIsDeletedAllTheSame() throws InterruptedException {
    var node = new MortalNode();
    node.start();
    var up = (Ending.InterfaceUp) node.createInterface();
    node.ec2().tag(up.facts().eni(), Map.of(Interface.INSTANCE_TAG, "i-other"));
    node.fallSilentAfter(2);
    node.run(new Effect.DeleteInterface(up.facts().eni(), up.blocks()));
    node.fallSilentAfter(FOR_EVER);

    var stock = node.start();

    assertThat(node.interfaces()).hasSize(1);
    assertWhole(node, stock, "detached, with a tag of another instance");
  }

  @Test
  void anInterfaceThatThePodsStillUseIsKeptWhateverTheIntentSays() throws InterruptedException {
    var node = new MortalNode();
    node.start();
    var up = (Ending.InterfaceUp) node.createInterface();
    node.fallSilentAfter(0);
    node.run(new Effect.DeleteInterface(up.facts().eni(), up.blocks()));
    node.fallSilentAfter(FOR_EVER);
    node.useAddresses(new HostNetwork.Use(List.of(), List.of(Ipv4Prefix.parse("10.0.0.9/32"))));

    var stock = node.start();

    assertThat(stock.interfaces()).hasSize(2);
    assertWhole(node, stock, "in use");
  }

  private static int operationsOfALife() throws InterruptedException {
    var node = new MortalNode();
    node.start();
    node.fuse().light(FOR_EVER);
    node.liveAndLetDie(Lists.CURRENT);
    assertThat(node.interfaces()).hasSize(1);
    return node.fuse().burnt();
  }

  private static int operationsOfAStart(int point, Death death, Lists lists)
      throws InterruptedException {
    var node = deadAt(point, death, lists);
    node.start();
    return node.fuse().burnt();
  }

  private static MortalNode deadAt(int point, Death death, Lists lists)
      throws InterruptedException {
    var node = new MortalNode();
    node.start();
    node.fuse().light(point);
    assertThatCode(() -> node.liveAndLetDie(lists)).isInstanceOf(Fuse.Killed.class);
    bury(node, death);
    return node;
  }

  private static void bury(MortalNode node, Death death) {
    node.fuse().light(FOR_EVER);
    // An interface that is up is not doubted; what is only begun is.
    if (node.folder().names().stream().noneMatch(name -> name.endsWith(".intent"))) {
      node.thawNextList();
    }
    switch (death) {
      case PROCESS -> {}
      case MACHINE -> node.folder().losePower();
    }
  }

  /// Nothing leaked: EC2 has no interface that the daemon does not have. Nothing doubled: one
  /// beside the primary at most. Nothing forgotten, and nothing left to do.
  private static void assertWhole(MortalNode node, Stock stock, String when) {
    assertThat(node.interfaces())
        .as(when)
        .hasSizeLessThanOrEqualTo(2)
        .allMatch(eni -> eni.attachment() instanceof Attachment.To to && isAttached(to))
        .extracting(eni -> eni.id())
        .containsExactlyInAnyOrderElementsOf(
            stock.interfaces().stream().map(Interface::id).toList());
    assertThat(stock.foreign()).as(when).isZero();
    assertThat(node.folder().names()).as(when).isEmpty();
  }

  private static boolean isAttached(Attachment.To to) {
    return to.status() == Attachment.Status.ATTACHED && to.deleteOnTermination();
  }
}
