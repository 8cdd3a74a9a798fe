package io.warmwell.cni.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.warmwell.inet.Ipv4Address;
import io.warmwell.inet.MacAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CniResultTest {
  private static final String ENDS =
      """
      "interfaces":[\
      {"name":"enib5faff8a083","mac":"02:00:00:00:00:01"},\
      {"name":"eth0","mac":"02:00:00:00:00:02","sandbox":"/run/netns/a"}]""";

  @ParameterizedTest
  @EnumSource(names = {"V0_3_1", "V0_4_0"})
  void beforeVersionOneAnAddressSaysItsFamily(CniVersion version) {
    assertThat(result(version).toJson())
        .isEqualTo(
            "{\"cniVersion\":\""
                + version
                + "\","
                + ENDS
                + """
                ,"ips":[{"version":"4","interface":1,"address":"10.0.1.7/32",\
                "gateway":"169.254.1.1"}],\
                "routes":[{"dst":"0.0.0.0/0","gw":"169.254.1.1"}],"dns":{}}""");
  }

  @Test
  void sinceVersionOneAnAddressSpeaksForItself() {
    assertThat(result(CniVersion.V1_0_0).toJson())
        .isEqualTo(
            "{\"cniVersion\":\"1.0.0\","
                + ENDS
                + """
                ,"ips":[{"interface":1,"address":"10.0.1.7/32","gateway":"169.254.1.1"}],\
                "routes":[{"dst":"0.0.0.0/0","gw":"169.254.1.1"}],"dns":{}}""");
  }

  @Test
  void sinceVersionOneOneAnInterfaceSaysItsMtu() {
    assertThat(result(CniVersion.V1_1_0).toJson())
        .isEqualTo(
            """
            {"cniVersion":"1.1.0","interfaces":[\
            {"name":"enib5faff8a083","mac":"02:00:00:00:00:01","mtu":9001},\
            {"name":"eth0","mac":"02:00:00:00:00:02","mtu":9001,"sandbox":"/run/netns/a"}],\
            "ips":[{"interface":1,"address":"10.0.1.7/32","gateway":"169.254.1.1"}],\
            "routes":[{"dst":"0.0.0.0/0","gw":"169.254.1.1"}],"dns":{}}""");
  }

  @Test
  void anErrorCarriesWhatAnOperatorNeeds() {
    var error = new CniError(11, "no \"free\" address", "wait");

    assertThat(error.toJson("0.4.0"))
        .isEqualTo(
            """
            {"cniVersion":"0.4.0","code":11,"msg":"no \\"free\\" address","details":"wait"}""");
  }

  private static CniResult result(CniVersion version) {
    return new CniResult(
        version,
        new CniResult.End("enib5faff8a083", MacAddress.parse("02:00:00:00:00:01"), 9001),
        new CniResult.End("eth0", MacAddress.parse("02:00:00:00:00:02"), 9001),
        "/run/netns/a",
        List.of(
            new CniResult.Address(
                Ipv4Address.parse("10.0.1.7"), Ipv4Address.parse("169.254.1.1"))));
  }
}
