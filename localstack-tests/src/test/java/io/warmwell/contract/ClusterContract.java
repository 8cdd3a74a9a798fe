package io.warmwell.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.warmwell.eni.Attachment;
import io.warmwell.eni.Interface;
import io.warmwell.eni.Unattached;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// What one node asks for its whole cluster: interfaces that dead nodes left.
abstract class ClusterContract extends Ec2Contract {
  private static final String NOBODY = "i-0123456789abcdef0";
  private static final Map<String, String> TAGS =
      Map.of(Interface.INSTANCE_TAG, NOBODY, Interface.CLUSTER_TAG, "shop", "team", "pods");

  @Test
  void anUnattachedInterfaceOfTheClusterTellsWhoseItWas() {
    var eni = create(NOTHING, TAGS).id();

    assertThat(unattached("shop"))
        .containsExactly(new Unattached(eni, Interface.Type.INTERFACE, "of a contract", TAGS));
  }

  @Test
  void whatIsAnotherClustersOrNoNodesIsNotListed() {
    create(NOTHING, NO_TAGS);
    create(NOTHING, without(Interface.CLUSTER_TAG));
    create(NOTHING, without(Interface.INSTANCE_TAG));
    create(NOTHING, TAGS);

    assertThat(unattached("bank")).isEmpty();
    assertThat(ec2().unattached("vpc-0123456789abcdef0", "shop")).isEmpty();
    assertThat(unattached("shop")).hasSize(1);
  }

  @Test
  void whatIsAttachedIsNotListed() throws InterruptedException {
    var eni = create(NOTHING, TAGS).id();
    var attachment = ec2().attach(eni, at().instanceId(), 1);
    assertThat(unattached("shop")).isEmpty();
    passTime();
    assertThat(unattached("shop")).isEmpty();

    ec2().detach(attachment);
    passTime();

    assertThat(unattached("shop")).extracting(Unattached::id).containsExactly(eni);
  }

  @Test
  void anInstanceExistsUntilItIsTerminated() {
    var asked = Set.of(at().instanceId(), NOBODY);
    assertThat(ec2().existingInstances(asked)).containsExactly(at().instanceId());

    at().terminate().run();

    assertThat(ec2().existingInstances(asked)).isEmpty();
  }

  @Test
  void anyNumberOfInstancesCanBeAskedAfter() {
    var asked = new HashSet<>(List.of(at().instanceId()));
    IntStream.range(0, 450).forEach(i -> asked.add("i-%017x".formatted(i)));

    assertThat(ec2().existingInstances(asked)).containsExactly(at().instanceId());
    assertThat(ec2().existingInstances(Set.of())).isEmpty();
  }

  @Test
  void anInterfaceThatOutlivesItsInstanceIsListed() throws InterruptedException {
    var eni = create(NOTHING, TAGS).id();
    ec2().attach(eni, at().instanceId(), 1);
    passTime();

    at().terminate().run();
    passTime();

    promise(
        Divergence.ATTACHED_TO_THE_DEAD,
        () -> assertThat(unattached("shop")).extracting(Unattached::id).containsExactly(eni),
        () -> {
          assertThat(unattached("shop")).isEmpty();
          assertThat(ec2().describe(eni).attachment()).isInstanceOf(Attachment.To.class);
        });
  }

  private List<Unattached> unattached(String cluster) {
    return ec2().unattached(at().vpcId(), cluster);
  }

  private static Map<String, String> without(String key) {
    var tags = new HashMap<>(TAGS);
    tags.remove(key);
    return tags;
  }
}
