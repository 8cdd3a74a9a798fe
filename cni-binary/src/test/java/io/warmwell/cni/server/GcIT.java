package io.warmwell.cni.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.warmwell.cni.HostInterfaceName;
import io.warmwell.pool.AttachmentKey;
import io.warmwell.pool.PodName;
import java.util.ArrayList;
import java.util.Collections;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// GC from the runtime's side: the real shim, strict fakes behind.
class GcIT extends ServerFixture {
  private static final Shim.Outcome DONE = new Shim.Outcome(0, "");

  @Test
  void whatIsNotListedGoesAsByDelAndWhatIsListedStays() {
    add("c1", "c2", "c3");

    assertThat(gc("c2")).isEqualTo(DONE);

    assertThat(story.subList(6, story.size()))
        .containsExactly(
            "unwire 10.0.1.0", "release 10.0.1.0", "unwire 10.0.1.2", "release 10.0.1.2");
    assertThat(leases.has(key("c2"))).isTrue();
    assertThat(gc("c2")).isEqualTo(DONE);
    assertThat(story).hasSize(10);
  }

  @Test
  void anEmptyListLeavesNothing() {
    add("c1", "c2");

    assertThat(gc()).isEqualTo(DONE);

    assertThat(leases.leased()).isZero();
    assertThat(wiring.links()).isEmpty();
  }

  @Test
  void anotherNetworkIsLeftAlone() {
    add("c1");
    shim.with("CNI_CONTAINERID", "c2")
        .reading(Shim.CONFIGURATION.replace("pods", "other"))
        .call("ADD");
    wiring.strand("eni77", new AttachmentKey("other", "c7", "eth0"));

    assertThat(gc()).isEqualTo(DONE);

    assertThat(leases.has(key("c1"))).isFalse();
    assertThat(leases.has(new AttachmentKey("other", "c2", "eth0"))).isTrue();
    assertThat(wiring.stranded()).containsExactly("eni77");
  }

  @Test
  void anotherInterfaceOfAListedContainerIsAnotherAttachment() {
    add("c1");
    shim.with("CNI_IFNAME", "net1").call("ADD");

    assertThat(gc("c1")).isEqualTo(DONE);

    assertThat(leases.has(key("c1"))).isTrue();
    assertThat(leases.has(new AttachmentKey("pods", "c1", "net1"))).isFalse();
  }

  @Test
  void anInterfaceWithoutALeaseGoesToo() {
    wiring.strand("eni08", key("c8"));
    wiring.strand("eni09", key("c9"));

    assertThat(gc("c9")).isEqualTo(DONE);

    assertThat(story).containsExactly("remove eni08");
    assertThat(wiring.stranded()).containsExactly("eni09");
  }

  @Test
  void whatCannotBeRemovedIsReportedAfterTheRestHasBeen() {
    add("c1", "c2", "c3");
    wiring.failToRemove(link("10.0.1.0"));
    wiring.failToRemove(link("10.0.1.1"));

    var outcome = gc();

    assertThat(outcome.status()).isEqualTo(1);
    assertThat(outcome.code()).isEqualTo(5);
    assertThat(outcome.message()).isEqualTo("GC of network pods: 1 removed, 2 failed");
    assertThat(outcome.details())
        .contains("pods/c1/eth0: route del 10.0.1.0: EPERM (1)")
        .contains("pods/c2/eth0: route del 10.0.1.1: EPERM (1)");
    assertThat(leases.has(key("c1")) && leases.has(key("c2"))).isTrue();
    assertThat(leases.has(key("c3"))).isFalse();
  }

  @Test
  void leasesGoAlsoWhenInterfacesCannotBeListed() {
    add("c1");
    wiring.failInspections();

    assertThat(gc().message()).isEqualTo("GC of network pods: 1 removed, 1 failed");
    assertThat(leases.leased()).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "{}",
        "[{}]",
        "[\"c1\"]",
        "[{\"containerID\":\"c1\",\"ifname\":\"\"}]",
        "[{"
      })
  void aMalformedListRemovesNothing(String list) {
    add("c1");

    var outcome = collector(list).call("GC");

    assertThat(outcome.code()).isIn(6, 7);
    assertThat(leases.has(key("c1"))).isTrue();
    assertThat(story).hasSize(2);
  }

  @Test
  void anAttachmentThatIsBeingAddedIsLeftAlone() {
    add("c1", "c2");
    var adding = Collections.synchronizedList(new ArrayList<Process>());
    wiring.duringRemove(
        () -> {
          if (adding.isEmpty()) {
            adding.add(shim("c2").start("ADD"));
            await().atMost(SOON).until(() -> server.inFlight() == 2);
          }
        });

    assertThat(gc()).isEqualTo(DONE);

    assertThat(Shim.outcome(adding.getFirst()).status()).isZero();
    assertThat(leases.has(key("c1"))).isFalse();
    assertThat(leases.has(key("c2"))).isTrue();
    assertThat(wiring.links()).hasSize(1);
  }

  @Test
  void anAddThatWaitsForItsAddressDoesNotHoldAGcUp() {
    add("c1");
    leases.hold();
    var waiting = shim("c2").start("ADD");
    await().atMost(SOON).until(() -> leases.waiting() == 1);

    assertThat(gc()).isEqualTo(DONE);

    assertThat(leases.has(key("c1"))).isFalse();
    leases.letGo();
    assertThat(Shim.outcome(waiting).status()).isZero();
    assertThat(leases.has(key("c2"))).isTrue();
  }

  @Test
  void aBugDoesNotKeepTheAttachmentFromBeingDeleted() {
    add("c1");
    wiring.duringRemove(
        () -> {
          throw new IllegalArgumentException("a bug");
        });
    assertThat(gc().message()).contains("a bug");
    wiring.duringRemove(() -> {});

    assertThat(shim("c1").call("DEL")).isEqualTo(DONE);
    assertThat(leases.leased()).isZero();
  }

  @Test
  void asManyAttachmentsAsANodeCanHaveMayBeListedTwice() {
    add("c1");
    var all =
        Stream.concat(Stream.of("c1"), IntStream.range(0, 900).mapToObj(i -> "%064d".formatted(i)))
            .toArray(String[]::new);
    var list = list(all);
    // As libcni does: the key of the specification's first text, and the right one.
    var both = list + ",\"cni.dev/attachments\":" + list;

    assertThat(collector(both).call("GC")).isEqualTo(DONE);
    assertThat(leases.has(key("c1"))).isTrue();
  }

  @Test
  void withoutADaemonItIsToBeTriedAgainAndIsNotKept() {
    server.close();

    assertThat(gc().code()).isEqualTo(11);
    assertThat(directory.resolve("spool")).doesNotExist();
  }

  @Test
  void aDelWithoutALeaseRemovesWhatCarriesItsIdentity() {
    var name = HostInterfaceName.of("eni", new PodName("default", "c8"), key("c8"));
    wiring.strand(name, key("another-sandbox"));
    wiring.strand(name, key("c8"));

    assertThat(shim("c8").call("DEL")).isEqualTo(DONE);

    assertThat(story).containsExactly("remove " + name);
  }

  @Test
  void aDelWhoseNamesAreTooLongForAnyInterfaceSucceeds() {
    assertThat(shim("c".repeat(300)).call("DEL")).isEqualTo(DONE);
  }

  private void add(String... containers) {
    for (var container : containers) {
      assertThat(shim(container).call("ADD").status()).isZero();
    }
    // An ADD is over a moment after its answer; until then GC leaves it alone.
    await().atMost(SOON).until(() -> server.inFlight() == 0);
  }

  private Shim shim(String container) {
    return Shim.in(directory, container, namespace.path());
  }

  private Shim.Outcome gc(String... valid) {
    return collector(list(valid)).call("GC");
  }

  private static String list(String... valid) {
    return Stream.of(valid)
        .map(container -> "{\"containerID\":\"" + container + "\",\"ifname\":\"eth0\"}")
        .collect(Collectors.joining(",", "[", "]"));
  }

  private Shim collector(String list) {
    var configuration = Shim.CONFIGURATION.replace("1.0.0", "1.1.0");
    var key = list.isEmpty() ? "" : ",\"cni.dev/valid-attachments\":" + list;
    return shim.with("CNI_CONTAINERID", "")
        .with("CNI_IFNAME", "")
        .with("CNI_NETNS", "")
        .reading(configuration.replace("}", key + "}"));
  }

  private String link(String address) {
    return wiring.links().stream()
        .filter(link -> link.address().toString().equals(address))
        .findFirst()
        .orElseThrow()
        .hostInterface();
  }

  private static AttachmentKey key(String container) {
    return new AttachmentKey("pods", container, "eth0");
  }
}
