package io.warmwell.cni.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.warmwell.cni.Difference;
import io.warmwell.pool.AttachmentKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// CHECK from the runtime's side: the real shim, strict fakes behind.
class CheckIT extends ServerFixture {
  private static final Shim.Outcome NOTHING = new Shim.Outcome(0, "");

  @ParameterizedTest
  @ValueSource(strings = {"0.4.0", "1.0.0", "1.1.0"})
  void rightAfterAnAddNothingDiffers(String version) {
    var caller = shim.reading(Shim.CONFIGURATION.replace("1.0.0", version));
    var added = caller.call("ADD").output();

    var outcome = caller.recalling(added).call("CHECK");

    assertThat(outcome).isEqualTo(NOTHING);
    assertThat(story).containsExactly("lease 10.0.1.0", "wire 10.0.1.0");
  }

  @Test
  void whatOtherPluginsAddedToTheResultIsTheirs() {
    var others =
        shim.call("ADD")
            .output()
            .replace("\"interfaces\":[", "\"interfaces\":[{\"name\":\"ifb1\",\"mac\":\"0e::1\"},")
            .replace("\"ips\":[", "\"ips\":[{\"address\":\"192.168.7.1/24\"},")
            .replace("\"routes\":[", "\"routes\":[{\"dst\":\"10.9.0.0/16\"},");

    assertThat(shim.recalling(others).call("CHECK")).isEqualTo(NOTHING);
  }

  @Test
  void everyDifferenceIsNamedWithTheNextStep() {
    var added = shim.call("ADD").output();
    wiring.differ(
        new Difference("no route", "restart the daemon"), new Difference("no link", "delete it"));

    var outcome = shim.recalling(added).call("CHECK");

    assertThat(outcome.status()).isEqualTo(1);
    assertThat(outcome.code()).isEqualTo(100);
    assertThat(outcome.message())
        .isEqualTo(
            "pod default/c1 with address 10.0.1.0 is not as it was added: no route (and 1 more)");
    assertThat(outcome.details()).isEqualTo("no route: restart the daemon; no link: delete it");
  }

  @Test
  void aDefaultRouteIsMissedOnlyWhereTheResultListsIt() {
    var added = shim.call("ADD").output();
    wiring.loseDefaultRoutes();

    assertThat(shim.recalling(added).call("CHECK").message())
        .endsWith("the pod has no default route via 169.254.1.1");
    var rerouted = added.replace("\"gw\":\"169.254.1.1\"", "\"gw\":\"10.9.0.1\"");
    assertThat(shim.recalling(rerouted).call("CHECK")).isEqualTo(NOTHING);
  }

  @ParameterizedTest
  @CsvSource({
    "10.0.1.0/32, 10.0.1.9/32, 'prevResult has 10.0.1.9/32, the lease is of 10.0.1.0'",
    "02:00:00:00:00:01, 02:00:00:00:00:09, 'prevResult has MAC 02:00:00:00:00:09 for eni'",
    "02:00:00:00:00:02, 02:00:00:00:00:09, 'prevResult has MAC 02:00:00:00:00:09 for eth0'",
    "eth0, net1, prevResult lists no interface eth0 in the pod",
    "'\"name\":\"eni', '\"name\":\"xyz', prevResult lists no interface eni",
    "9001, 1500, 'prevResult has MTU 1500 for eni'"
  })
  void aResultThatDisagreesIsFoundOut(String kept, String disagreeing, String difference) {
    var caller = shim.reading(Shim.CONFIGURATION.replace("1.0.0", "1.1.0"));
    var added = caller.call("ADD").output();

    var outcome = caller.recalling(added.replace(kept, disagreeing)).call("CHECK");

    assertThat(outcome.code()).isEqualTo(100);
    assertThat(outcome.message()).contains(difference);
    assertThat(outcome.details()).contains("delete the pod");
  }

  @Test
  void anAttachmentWithoutALeaseIsUnknown() {
    var added = shim.call("ADD").output();
    shim.call("DEL");

    var outcome = shim.recalling(added).call("CHECK");

    assertThat(outcome.code()).isEqualTo(3);
    assertThat(outcome.message()).isEqualTo("no address is leased to pods/c1/eth0");
    assertThat(outcome.details()).isNotEmpty();
  }

  @Test
  void aContainerThatIsNoPodIsNamedByItsId() {
    var caller = shim.with("CNI_ARGS", "");
    var added = caller.call("ADD").output();
    wiring.loseDefaultRoutes();

    assertThat(caller.recalling(added).call("CHECK").message()).startsWith("container c1 with");
  }

  @Test
  void aLeaseWithoutWiringDiffers() {
    var added = shim.call("ADD").output();
    wiring.remove(wiring.links().getFirst());

    assertThat(shim.recalling(added).call("CHECK").code()).isEqualTo(100);
    assertThat(leases.has(new AttachmentKey("pods", "c1", "eth0"))).isTrue();
  }

  @Test
  void aKernelThatDoesNotAnswerIsNoDifference() {
    var added = shim.call("ADD").output();
    wiring.failInspections();

    var outcome = shim.recalling(added).call("CHECK");

    assertThat(outcome.code()).isEqualTo(5);
    assertThat(outcome.message()).contains("default/c1").contains("no answer");
  }

  @Test
  void withoutADaemonItIsToBeTriedAgainAndIsNotKept() {
    var added = shim.call("ADD").output();
    server.close();

    var outcome = shim.recalling(added).call("CHECK");

    assertThat(outcome.code()).isEqualTo(11);
    assertThat(directory.resolve("spool")).doesNotExist();
  }

  @Test
  void whatACheckNeedsIsNamed() {
    assertThat(shim.call("CHECK").message()).contains("without a prevResult");
    assertThat(shim.with("CNI_NETNS", "").call("CHECK").message())
        .isEqualTo("missing environment variables: CNI_NETNS");
    assertThat(shim.with("CNI_NETNS", "/run/netns/gone").call("CHECK").code()).isEqualTo(4);
    assertThat(shim.reading(Shim.CONFIGURATION.replace("1.0.0", "0.3.1")).call("CHECK").code())
        .isEqualTo(1);
  }
}
