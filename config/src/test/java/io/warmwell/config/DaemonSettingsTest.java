package io.warmwell.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.warmwell.config.DaemonSettings.Parsed;
import io.warmwell.inet.Ipv4Prefix;
import io.warmwell.pool.InterfaceLimits;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class DaemonSettingsTest {

  private static final InstanceType M5_LARGE =
      new InstanceType(
          "m5.large",
          new InterfaceLimits(3, 10),
          InstanceType.Hypervisor.NITRO,
          false,
          1,
          OptionalInt.of(2),
          false);

  private static final InstanceType M5_LARGE_WITH_TRUNK =
      new InstanceType(
          "m5.large",
          new InterfaceLimits(3, 10),
          InstanceType.Hypervisor.NITRO,
          false,
          1,
          OptionalInt.of(2),
          true);

  private static final InstanceType M4_LARGE =
      new InstanceType(
          "m4.large",
          new InterfaceLimits(2, 10),
          InstanceType.Hypervisor.XEN,
          false,
          1,
          OptionalInt.of(2),
          false);

  /// Every setting, none at its default but custom networking, which IPv6 does not go with.
  private static final Map<String, String> ALL_SET =
      Map.ofEntries(
          Map.entry("WARM_ENI_TARGET", "2"),
          Map.entry("WARM_IP_TARGET", "3"),
          Map.entry("MINIMUM_IP_TARGET", "4"),
          Map.entry("WARM_PREFIX_TARGET", "0"),
          Map.entry("MAX_ENI", "5"),
          Map.entry("ENABLE_PREFIX_DELEGATION", "T"),
          Map.entry("ENABLE_POD_ENI", "1"),
          Map.entry("ENABLE_IPv4", "f"),
          Map.entry("ENABLE_IPv6", "t"),
          Map.entry("IP_COOLDOWN_PERIOD", "6"),
          Map.entry("AWS_VPC_ENI_MTU", "1500"),
          Map.entry("POD_MTU", "1400"),
          Map.entry("AWS_VPC_K8S_CNI_VETHPREFIX", "pod"),
          Map.entry("AWS_VPC_K8S_CNI_EXTERNALSNAT", "true"),
          Map.entry("AWS_VPC_K8S_CNI_EXCLUDE_SNAT_CIDRS", "192.168.0.0/16, 10.8.0.0/14"),
          Map.entry("AWS_EXTERNAL_SERVICE_CIDRS", "172.20.0.0/16"),
          Map.entry("AWS_VPC_K8S_CNI_RANDOMIZESNAT", "hashrandom"),
          Map.entry("AWS_VPC_CNI_NODE_PORT_SUPPORT", "false"),
          Map.entry("AWS_VPC_K8S_CNI_CONNMARK", "0x40"),
          Map.entry("MY_NODE_NAME", "node-a"),
          Map.entry("CLUSTER_ENDPOINT", "https://10.0.0.2:6443"),
          Map.entry("AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG", "false"),
          Map.entry("ENI_CONFIG_ANNOTATION_DEF", "example.com/config"),
          Map.entry("ENI_CONFIG_LABEL_DEF", "topology.kubernetes.io/zone"),
          Map.entry("DISABLE_LEAKED_ENI_CLEANUP", "true"),
          Map.entry("WARMWELL_LEAKED_ENI_INTERVAL", "30"),
          Map.entry("ENABLE_SUBNET_DISCOVERY", "false"),
          Map.entry("CLUSTER_NAME", "blue"),
          Map.entry("ADDITIONAL_ENI_TAGS", "{\"team\": \"a\"}"),
          Map.entry("MANAGE_UNTAGGED_ENI", "false"),
          Map.entry("AWS_MANAGE_ENIS_NON_SCHEDULABLE", "true"),
          Map.entry("DISABLE_NETWORK_RESOURCE_PROVISIONING", "true"),
          Map.entry("WARMWELL_RUN_DIR", "/run/node-a"),
          Map.entry("WARMWELL_STATE_DIR", "/var/lib/node-a"),
          Map.entry("WARMWELL_MAX_PODS", "58"),
          Map.entry("WARMWELL_RELEASE_DELAY", "500ms"),
          Map.entry("WARMWELL_ADD_WAIT", "1m"),
          Map.entry("WARMWELL_LOG_LEVEL", "Debug"));

  private static final Map<String, String> ALL_SET_IN_A_POD =
      Stream.concat(
              ALL_SET.entrySet().stream(), Stream.of(Map.entry("KUBECONFIG", "/etc/kubeconfig")))
          .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));

  @Test
  void customNetworkingNeedsANodeAndAnApiServer() {
    assertThat(String.join("\n", problems(Map.of("AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG", "true"))))
        .contains("give its name as MY_NODE_NAME", "run in a pod, or give KUBECONFIG");
    assertThat(
            String.join(
                "\n",
                problems(
                    Map.of("AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG", "true", "ENABLE_IPv6", "true"))))
        .contains("unset it or ENABLE_IPv6");
    assertThat(
            valid(
                    Map.of(
                        "AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG", "true",
                        "MY_NODE_NAME", "ip-10-0-0-1.eu-central-1.compute.internal",
                        "KUBERNETES_SERVICE_HOST", "10.1.0.1"))
                .settings()
                .cluster()
                .customNetworking())
        .isTrue();
  }

  @Test
  void anEmptyKeyOfAnEniConfigIsTheUsualOne() {
    var settings = valid(Map.of("ENI_CONFIG_LABEL_DEF", "", "ENI_CONFIG_ANNOTATION_DEF", ""));

    assertThat(settings.settings().cluster().label()).isEqualTo("k8s.amazonaws.com/eniConfig");
    assertThat(settings.settings().cluster().annotation()).isEqualTo("k8s.amazonaws.com/eniConfig");
  }

  @Test
  void defaults() {
    assertThat(valid(Map.of()).settings())
        .isEqualTo(
            new DaemonSettings(
                1,
                0,
                0,
                1,
                0,
                false,
                false,
                true,
                false,
                Duration.ofSeconds(30),
                9001,
                9001,
                "eni",
                new EgressSettings(
                    false, List.of(), List.of(), EgressSettings.SourcePorts.PRNG, true, 0x80),
                new ClusterSettings(
                    "",
                    "",
                    false,
                    "k8s.amazonaws.com/eniConfig",
                    "k8s.amazonaws.com/eniConfig",
                    true,
                    Duration.ofMinutes(10)),
                new EniSettings(true, "", Map.of(), true, false, true),
                Path.of("/run/warmwell"),
                Path.of("/var/lib/warmwell"),
                0,
                Duration.ofSeconds(60),
                Duration.ofSeconds(20),
                LogLevel.INFO));
  }

  @Test
  void fullMapping() {
    var parsed = valid(ALL_SET_IN_A_POD);

    assertThat(parsed.settings())
        .isEqualTo(
            new DaemonSettings(
                2,
                3,
                4,
                0,
                5,
                true,
                true,
                false,
                true,
                Duration.ofSeconds(6),
                1500,
                1400,
                "pod",
                new EgressSettings(
                    true,
                    List.of(Ipv4Prefix.parse("192.168.0.0/16"), Ipv4Prefix.parse("10.8.0.0/14")),
                    List.of(Ipv4Prefix.parse("172.20.0.0/16")),
                    EgressSettings.SourcePorts.HASHRANDOM,
                    false,
                    0x40),
                new ClusterSettings(
                    "node-a",
                    "https://10.0.0.2:6443",
                    false,
                    "example.com/config",
                    "topology.kubernetes.io/zone",
                    false,
                    Duration.ofSeconds(30)),
                new EniSettings(false, "blue", Map.of("team", "a"), false, true, false),
                Path.of("/run/node-a"),
                Path.of("/var/lib/node-a"),
                58,
                Duration.ofMillis(500),
                Duration.ofMinutes(1),
                LogLevel.DEBUG));
    assertThat(ALL_SET.keySet())
        .containsExactlyInAnyOrderElementsOf(Settings.ALL.stream().map(Setting::name).toList());
    assertThat(parsed.effective())
        .extracting(EffectiveSetting::source)
        .containsOnly(EffectiveSetting.Source.ENVIRONMENT);
  }

  @Test
  void everyKnobIsReadAndItsEffectiveValueCanBeSetAgain() {
    var effective = valid(Map.of("WARM_IP_TARGET", "7")).effective();

    assertThat(effective)
        .extracting(EffectiveSetting::name)
        .containsExactlyElementsOf(Settings.ALL.stream().map(Setting::name).toList());
    assertThat(effective)
        .contains(
            new EffectiveSetting("WARM_IP_TARGET", "7", EffectiveSetting.Source.ENVIRONMENT),
            new EffectiveSetting("IP_COOLDOWN_PERIOD", "30", EffectiveSetting.Source.DEFAULT));
    for (var setting : effective) {
      assertThat(valid(Map.of(setting.name(), setting.value())).effective())
          .extracting(EffectiveSetting::value)
          .contains(setting.value());
    }
  }

  @Test
  void thePodMtuFollowsTheEniMtuUntilItIsSet() {
    assertThat(valid(Map.of("AWS_VPC_ENI_MTU", "1500")).settings().podMtu()).isEqualTo(1500);
    assertThat(valid(Map.of("AWS_VPC_ENI_MTU", "1500", "POD_MTU", "1400")).settings().podMtu())
        .isEqualTo(1400);
  }

  @Test
  void listsAndMarksThatCannotBeUsedAreRefused() {
    assertThat(problems(Map.of("AWS_EXTERNAL_SERVICE_CIDRS", "172.20.0.0")).getFirst())
        .startsWith("AWS_EXTERNAL_SERVICE_CIDRS=172.20.0.0: ");
    assertThat(problems(Map.of("AWS_VPC_K8S_CNI_CONNMARK", "0x100")))
        .containsExactly(
            "AWS_VPC_K8S_CNI_CONNMARK=0x100: out of range; give at least one bit of 32, none of"
                + " 0x3f00");
    assertThat(problems(Map.of("AWS_VPC_K8S_CNI_CONNMARK", "some"))).hasSize(1);
    assertThat(valid(Map.of("AWS_VPC_K8S_CNI_EXCLUDE_SNAT_CIDRS", "")).settings().egress())
        .isEqualTo(valid(Map.of()).settings().egress());
  }

  @Test
  void everyProblemIsNamedAtOnce() {
    var environment =
        Map.of(
            "WARM_IP_TARGET", "ten",
            "AWS_VPC_ENI_MTU", "9002",
            "AWS_VPC_K8S_CNI_VETHPREFIX", "vlan",
            "WARMWELL_RUN_DIR", "run",
            "DISABLE_POD_V6", "true",
            "WARM_IP_TARGETS", "1",
            "WARMWELL_LOGLEVEL", "info");

    assertThat(problems(environment))
        .containsExactly(
            "WARM_IP_TARGET=ten: not a whole number; give 0 to 65536",
            "AWS_VPC_ENI_MTU=9002: out of range; give 576 to 9001",
            "AWS_VPC_K8S_CNI_VETHPREFIX=vlan: reserved; give 1 to 4 letters, digits, '-' or '_',"
                + " but not eth, lo, vlan",
            "WARMWELL_RUN_DIR=run: not such a path; give an absolute path of at most 80 plain"
                + " characters",
            "DISABLE_POD_V6=true: a setting of the AWS VPC CNI that is not supported"
                + " yet; unset it or leave it at false",
            "WARMWELL_LOGLEVEL: no such setting; did you mean WARMWELL_LOG_LEVEL?",
            "WARM_IP_TARGETS: no such setting; did you mean WARM_IP_TARGET?");
  }

  @Test
  void theMessageCountsTheProblems() {
    assertThat(new Problems(List.of("A=1: bad", "B=2: bad")).message())
        .isEqualTo("2 settings cannot be used; nothing was started:\n  A=1: bad\n  B=2: bad");
  }

  @Test
  void emptyAndHostileValuesAreRefusedAndShownSafely() {
    assertThat(problems(Map.of("WARM_IP_TARGET", "")))
        .containsExactly("WARM_IP_TARGET='': not a whole number; give 0 to 65536");
    assertThat(problems(Map.of("MAX_ENI", "1\n2")))
        .containsExactly("MAX_ENI=1?2: not a whole number; give -1 to 65536");
    assertThat(problems(Map.of("MAX_ENI", "9".repeat(5_000))).getFirst()).hasSizeLessThan(150);
    assertThat(problems(Map.of("IP_COOLDOWN_PERIOD", "-1"))).hasSize(1);
    assertThat(problems(Map.of("IP_COOLDOWN_PERIOD", "999999999m"))).hasSize(1);
    assertThat(problems(Map.of("WARMWELL_RUN_DIR", "/run/../etc"))).hasSize(1);
    assertThat(problems(Map.of("ENABLE_PREFIX_DELEGATION", "yes")))
        .containsExactly(
            "ENABLE_PREFIX_DELEGATION=yes: neither true nor false; give true or false");
  }

  @Test
  void maxEniIsACapThatNeverPassesTheTypesLimit() {
    var limits = M5_LARGE.limits();

    assertThat(valid(Map.of()).settings().interfacesMax(limits)).isEqualTo(3);
    assertThat(valid(Map.of("MAX_ENI", "-1")).settings().interfacesMax(limits)).isEqualTo(3);
    assertThat(valid(Map.of("MAX_ENI", "0")).settings().interfacesMax(limits)).isEqualTo(3);
    assertThat(valid(Map.of("MAX_ENI", "2")).settings().interfacesMax(limits)).isEqualTo(2);
    assertThat(valid(Map.of("MAX_ENI", "9")).settings().interfacesMax(limits)).isEqualTo(3);
  }

  @Test
  void podsAreLimitedByTheFormulaUntilANumberIsSet() {
    var prefixes = Map.of("ENABLE_PREFIX_DELEGATION", "true");

    assertThat(valid(Map.of()).settings().podsMax(M5_LARGE)).isEqualTo(29);
    assertThat(valid(prefixes).settings().podsMax(M5_LARGE)).isEqualTo(110);
    assertThat(valid(Map.of("MAX_ENI", "2")).settings().podsMax(M5_LARGE)).isEqualTo(20);
    assertThat(valid(Map.of("WARMWELL_MAX_PODS", "58")).settings().podsMax(M5_LARGE)).isEqualTo(58);
  }

  @Test
  void aPlaceIsKeptForATrunkOnlyWhereTheTypeCanHaveOne() {
    var settings = valid(Map.of("ENABLE_POD_ENI", "true")).settings();

    assertThat(settings.keepsTrunkPlace(M5_LARGE_WITH_TRUNK)).isTrue();
    assertThat(settings.keepsTrunkPlace(M5_LARGE)).isFalse();
    assertThat(valid(Map.of()).settings().keepsTrunkPlace(M5_LARGE_WITH_TRUNK)).isFalse();
    assertThat(settings.podsMax(M5_LARGE_WITH_TRUNK)).isEqualTo(20);
    assertThat(settings.podsMax(M5_LARGE)).isEqualTo(29);
    assertThat(valid(Map.of()).settings().podsMax(M5_LARGE_WITH_TRUNK)).isEqualTo(29);
  }

  @Test
  void prefixesAreTakenWhereTheTypeCanCarryThem() {
    var settings = valid(Map.of("ENABLE_PREFIX_DELEGATION", "true")).settings();

    assertThat(settings.takesPrefixes(M5_LARGE)).isTrue();
    assertThat(settings.takesPrefixes(M4_LARGE)).isFalse();
    assertThat(valid(Map.of()).settings().takesPrefixes(M5_LARGE)).isFalse();
  }

  private static Parsed.Valid valid(Map<String, String> environment) {
    return switch (DaemonSettings.parse(environment)) {
      case Parsed.Valid valid -> valid;
      case Parsed.Invalid(var problems) -> throw new AssertionError(problems.message());
    };
  }

  @Test
  void podsMustHaveOneFamilyAtLeast() {
    assertThat(problems(Map.of("ENABLE_IPv4", "false")))
        .containsExactly(
            "ENABLE_IPv4=false: pods would have no address; give ENABLE_IPv6=true as well");
    assertThat(valid(Map.of("ENABLE_IPv4", "false", "ENABLE_IPv6", "true")).settings().ipv4())
        .isFalse();
  }

  private static List<String> problems(Map<String, String> environment) {
    return switch (DaemonSettings.parse(environment)) {
      case Parsed.Valid valid -> throw new AssertionError("accepted: " + valid);
      case Parsed.Invalid(var problems) -> problems.sentences();
    };
  }
}
