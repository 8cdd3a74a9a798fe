package io.warmwell.cni.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.warmwell.pool.AttachmentKey;
import io.warmwell.pool.PodName;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class CniRequestTest {
  private static final String ARGUMENTS =
      "K8S_POD_UID=u;K8S_POD_NAME=web-0;IgnoreUnknown=1;K8S_POD_NAMESPACE=default;FOO=bar=baz";
  private static final String CONFIGURATION =
      """
      {"cniVersion": "1.0.0", "name": "pods", "type": "warmwell"}
      """;

  @Test
  void anAddSaysWhoseItIs() {
    var request = CniRequest.of(add("c1", "eth0", ARGUMENTS, CONFIGURATION));

    assertThat(request)
        .isEqualTo(
            new CniRequest.Add(
                new AttachmentKey("pods", "c1", "eth0"),
                CniVersion.V1_0_0,
                new PodName("default", "web-0"),
                "/run/netns/c1",
                0));
  }

  @Test
  void aContainerNeedNotBeAPod() {
    var request = (CniRequest.Add) CniRequest.of(add("c1", "eth0", "", CONFIGURATION));

    assertThat(request.pod()).isEqualTo(new PodName("", ""));
  }

  @Test
  void aDelNeedsNothingButTheKey() {
    var del = new ShimRequest("DEL", "c1", "", "eth0", "not;pairs", "", CONFIGURATION);

    assertThat(((CniRequest.Del) CniRequest.of(del)).key())
        .isEqualTo(new AttachmentKey("pods", "c1", "eth0"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"1500", "\"1500\""})
  void anMtuMayBeANumberOrAString(String mtu) {
    var request = (CniRequest.Add) CniRequest.of(add("c1", "eth0", "", with("mtu", mtu)));

    assertThat(request.mtu()).isEqualTo(1500);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"\"huge\"", "575", "9002", "1500.5", "-1", "true", "[1500]", "4294968796"})
  void anMtuOutOfRangeIsRefused(String mtu) {
    assertThat(refused(add("c1", "eth0", "", with("mtu", mtu))).code()).isIn(6, 7);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.3.1", "0.4.0", "1.0.0", "1.1.0"})
  void everyVersionThatIsAdvertisedIsServed(String version) {
    var configuration = CONFIGURATION.replace("1.0.0", version);

    assertThat(CniRequest.of(add("c1", "eth0", "", configuration)).version()).hasToString(version);
  }

  static Stream<Arguments> refusals() {
    return Stream.of(
        refusal(1, "cniVersion '1.2.0'", CONFIGURATION.replace("1.0.0", "1.2.0")),
        refusal(1, "cniVersion '0.2.0'", CONFIGURATION.replace("1.0.0", "0.2.0")),
        refusal(1, "cniVersion ''", "{\"name\":\"pods\",\"type\":\"warmwell\"}"),
        refusal(7, "name=''", "{\"cniVersion\":\"1.0.0\",\"type\":\"warmwell\"}"),
        refusal(7, "name='../etc'", CONFIGURATION.replace("pods", "../etc")),
        refusal(7, "name='a/b'", CONFIGURATION.replace("pods", "a/b")),
        refusal(7, "type=''", "{\"cniVersion\":\"1.0.0\",\"name\":\"pods\"}"),
        refusal(7, "prevResult", with("prevResult", "{}")),
        refusal(6, "it is empty", ""),
        refusal(6, "not a JSON object", "[]"),
        refusal(6, "cannot be read", CONFIGURATION.strip().substring(0, 20)),
        refusal(6, "cannot be read", CONFIGURATION + "{}"),
        refusal(6, "Duplicate", with("name", "\"other\"")),
        refusal(6, "nesting depth", with("x", "[".repeat(100) + "]".repeat(100))));
  }

  @ParameterizedTest
  @MethodSource("refusals")
  void aConfigurationThatIsWrongIsRefusedWithItsCode(int code, String why, String configuration) {
    var error = refused(add("c1", "eth0", "", configuration));

    assertThat(error.code()).isEqualTo(code);
    assertThat(error.message()).contains(why);
    assertThat(error.details()).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", ".", "..", "a/b", "a:b", "a b", "a\tb", "sixteen-letters-", "ä", "\u0001"})
  void anInterfaceNameThatTheKernelRefusesIsRefused(String name) {
    var error = refused(add("c1", name, "", CONFIGURATION));

    assertThat(error.code()).isEqualTo(4);
    assertThat(error.message()).startsWith("CNI_IFNAME='" + name + "'");
  }

  @ParameterizedTest
  @ValueSource(strings = {"eth0", "...", "fifteen-letters", ".a"})
  void anInterfaceNameThatTheKernelTakesIsTaken(String name) {
    var request = (CniRequest.Add) CniRequest.of(add("c1", name, "", CONFIGURATION));

    assertThat(request.key().interfaceName()).isEqualTo(name);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-a", ".a", "a/../b", "a b", "é", "a\n"})
  void aContainerIdThatTheSpecificationForbidsIsRefused(String id) {
    assertThat(refused(add(id, "eth0", "", CONFIGURATION)).message())
        .startsWith("CNI_CONTAINERID='" + id + "'");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "nonsense",
        "=1",
        "FOO=1",
        "IgnoreUnknown=perhaps",
        "K8S_POD_NAME=web-0",
        "K8S_POD_NAME=../x;K8S_POD_NAMESPACE=default"
      })
  void argumentsThatMakeNoSenseAreRefused(String arguments) {
    var error = refused(add("c1", "eth0", arguments, CONFIGURATION));

    assertThat(error.code()).isEqualTo(4);
    assertThat(error.message()).startsWith("CNI_ARGS: ");
  }

  @Test
  void anIdentityThatNoAliasCanHoldIsRefused() {
    assertThat(refused(add("c".repeat(250), "eth0", "", CONFIGURATION)).message())
        .contains("too long");
  }

  @Test
  void anAddWithoutANamespaceIsRefused() {
    var add = new ShimRequest("ADD", "c1", "", "eth0", "", "", CONFIGURATION);

    assertThat(refused(add).message()).isEqualTo("CNI_NETNS is empty");
  }

  @Test
  void anErrorIsWordedInTheVersionOfItsRequest() {
    assertThat(CniRequest.versionOf(add("", "", "", CONFIGURATION.replace("1.0.0", "0.3.1"))))
        .isEqualTo("0.3.1");
    assertThat(CniRequest.versionOf(add("", "", "", "garbage"))).isEqualTo("1.1.0");
  }

  @Test
  void aCheckBringsTheResultOfTheWholeList() {
    var configuration =
        with(
            "prevResult",
            """
            {"cniVersion": "1.0.0",
             "interfaces": [
               {"name": "eni1", "mac": "02:00:00:00:00:01", "mtu": 9001},
               {"name": "eth0", "sandbox": "/run/netns/c1"},
               {"name": "ifb0", "mac": null}],
             "ips": [{"address": "10.0.1.7/32", "interface": 1}, {"address": "fd00::7/128"}],
             "routes": [{"dst": "0.0.0.0/0", "gw": "169.254.1.1"}, {"dst": "::/0"}]}
            """);

    assertThat(CniRequest.of(check(configuration)))
        .isEqualTo(
            new CniRequest.Check(
                new AttachmentKey("pods", "c1", "eth0"),
                CniVersion.V1_0_0,
                "/run/netns/c1",
                new PreviousResult(
                    List.of(
                        new PreviousResult.Interface("eni1", "02:00:00:00:00:01", 9001, ""),
                        new PreviousResult.Interface("eth0", "", 0, "/run/netns/c1"),
                        new PreviousResult.Interface("ifb0", "", 0, "")),
                    List.of(
                        new PreviousResult.Address("10.0.1.7/32"),
                        new PreviousResult.Address("fd00::7/128")),
                    List.of(
                        new PreviousResult.Route("0.0.0.0/0", "169.254.1.1"),
                        new PreviousResult.Route("::/0", "")))));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "null",
        "[]",
        "\"\"",
        "{\"ips\":{}}",
        "{\"ips\":[\"10.0.1.7\"]}",
        "{\"ips\":[{\"address\":7}]}",
        "{\"interfaces\":[[]]}",
        "{\"interfaces\":[{\"mtu\":\"9001\"}]}",
        "{\"interfaces\":[{\"mtu\":1e99}]}",
        "{\"routes\":7}"
      })
  void aResultThatIsNoneIsRefused(String previous) {
    var error = refused(check(with("prevResult", previous)));

    assertThat(error.code()).isEqualTo(7);
    assertThat(error.message()).contains("prevResult");
  }

  @Test
  void aCheckNeedsAResultANamespaceAndAVersionThatHasIt() {
    var whole = with("prevResult", "{}");
    var withoutNamespace = new ShimRequest("CHECK", "c1", "", "eth0", "", "", whole);

    assertThat(refused(check(CONFIGURATION)).message()).contains("without a prevResult");
    assertThat(refused(withoutNamespace).message()).isEqualTo("CNI_NETNS is empty");
    assertThat(refused(check(whole.replace("1.0.0", "0.3.1"))).code()).isEqualTo(1);
    assertThat(CniRequest.of(check(whole.replace("1.0.0", "0.4.0"))).version())
        .isEqualTo(CniVersion.V0_4_0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "VERSION", "add", "ADD "})
  void aVerbThatIsNoneIsRefused(String verb) {
    var error = refused(new ShimRequest(verb, "c1", "/n", "eth0", "", "", CONFIGURATION));

    assertThat(error.code()).isEqualTo(4);
    assertThat(error.message()).startsWith("CNI_COMMAND='" + verb + "'");
  }

  @Test
  void aGcListsWhatStays() {
    var gc =
        gc(
            """
            [{"containerID": "c1", "ifname": "eth0"}, {"containerID": "c2", "ifname": "net1", "x": 1},
             {"containerID": "c1", "ifname": "eth0"}]
            """);

    assertThat(CniRequest.of(gc))
        .isEqualTo(
            new CniRequest.Gc(
                "pods",
                CniVersion.V1_1_0,
                Set.of(
                    new AttachmentKey("pods", "c1", "eth0"),
                    new AttachmentKey("pods", "c2", "net1"))));
    assertThat(((CniRequest.Gc) CniRequest.of(gc("[]"))).valid()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "null",
        "{}",
        "\"c1\"",
        "[null]",
        "[[]]",
        "[\"c1\"]",
        "[{}]",
        "[{\"containerID\":\"c1\"}]",
        "[{\"ifname\":\"eth0\"}]",
        "[{\"containerID\":7,\"ifname\":\"eth0\"}]",
        "[{\"containerID\":\"c1\",\"ifname\":null}]",
        "[{\"containerID\":\"../c1\",\"ifname\":\"eth0\"}]",
        "[{\"containerID\":\"c1\",\"ifname\":\"eth/0\"}]",
        "[{\"containerID\":\"c1\",\"ifname\":\"eth0\"},{\"containerID\":\"\",\"ifname\":\"eth0\"}]"
      })
  void aListThatIsNotWholeIsRefused(String list) {
    var error = refused(gc(list));

    assertThat(error.code()).isEqualTo(7);
    assertThat(error.message()).contains("cni.dev/valid-attachments");
    assertThat(error.details()).startsWith("nothing was removed");
  }

  @Test
  void aGcWithoutAListIsNotAGcWithAnEmptyOne() {
    var version11 = CONFIGURATION.replace("1.0.0", "1.1.0");

    assertThat(refused(new ShimRequest("GC", "", "", "", "", "", version11)).message())
        .contains("cni.dev/valid-attachments is missing");
    assertThat(refused(new ShimRequest("GC", "", "", "", "", "", CONFIGURATION)).code())
        .isEqualTo(1);
    assertThat(refused(new ShimRequest("STATUS", "", "", "", "", "", CONFIGURATION)).code())
        .isEqualTo(1);
  }

  private static ShimRequest gc(String list) {
    var configuration = with("cni.dev/valid-attachments", list.strip()).replace("1.0.0", "1.1.0");
    return new ShimRequest("GC", "", "", "", "", "/bin", configuration);
  }

  private static ShimRequest check(String configuration) {
    return new ShimRequest("CHECK", "c1", "/run/netns/c1", "eth0", "", "/bin", configuration);
  }

  private static Arguments refusal(int code, String why, String configuration) {
    return Arguments.of(code, why, configuration);
  }

  private static String with(String key, String value) {
    return CONFIGURATION.replace("}", ", \"" + key + "\": " + value + "}");
  }

  private static ShimRequest add(
      String container, String interfaceName, String arguments, String configuration) {
    return new ShimRequest(
        "ADD", container, "/run/netns/c1", interfaceName, arguments, "/bin", configuration);
  }

  private static CniError refused(ShimRequest request) {
    var refusal = catchThrowableOfType(CniRefusal.class, () -> CniRequest.of(request));
    assertThat(refusal).isNotNull();
    return refusal.error();
  }
}
