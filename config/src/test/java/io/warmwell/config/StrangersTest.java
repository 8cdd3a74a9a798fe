package io.warmwell.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class StrangersTest {

  @Test
  void variablesThatAreNoneOfOurBusinessAreLeftAlone() {
    assertThat(
            Strangers.problemsOf(
                Map.of(
                    "PATH", "/bin",
                    "MAX_URI", "3",
                    "POD_IP", "10.0.0.1",
                    "AWS_REGION", "eu-central-1",
                    "AWS_ENDPOINT_URL_EC2", "http://127.0.0.1:1",
                    "KUBERNETES_SERVICE_HOST", "10.1.0.1",
                    "WARMWELL_SOCKET", "/run/warmwell/cni.sock",
                    "MY_POD_NAMESPACE", "kube-system")))
        .isEmpty();
  }

  @Test
  void theEnvironmentOfTheIncumbentsManifestIsAccepted() {
    var manifest =
        Map.ofEntries(
            Map.entry("ADDITIONAL_ENI_TAGS", "{}"),
            Map.entry("ANNOTATE_POD_IP", "false"),
            Map.entry("AWS_VPC_CNI_NODE_PORT_SUPPORT", "true"),
            Map.entry("AWS_VPC_ENI_MTU", "9001"),
            Map.entry("AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG", "false"),
            Map.entry("AWS_VPC_K8S_CNI_EXTERNALSNAT", "false"),
            Map.entry("AWS_VPC_K8S_CNI_LOGLEVEL", "DEBUG"),
            Map.entry("AWS_VPC_K8S_CNI_LOG_FILE", "/host/var/log/aws-routed-eni/ipamd.log"),
            Map.entry("AWS_VPC_K8S_CNI_RANDOMIZESNAT", "prng"),
            Map.entry("AWS_VPC_K8S_CNI_VETHPREFIX", "eni"),
            Map.entry("AWS_VPC_K8S_PLUGIN_LOG_FILE", "/var/log/aws-routed-eni/plugin.log"),
            Map.entry("AWS_VPC_K8S_PLUGIN_LOG_LEVEL", "DEBUG"),
            Map.entry("CLUSTER_ENDPOINT", ""),
            Map.entry("CLUSTER_NAME", "blue"),
            Map.entry("DISABLE_INTROSPECTION", "false"),
            Map.entry("DISABLE_METRICS", "false"),
            Map.entry("DISABLE_NETWORK_RESOURCE_PROVISIONING", "False"),
            Map.entry("ENABLE_IPv4", "true"),
            Map.entry("ENABLE_IPv6", "false"),
            Map.entry("ENABLE_POD_ENI", "0"),
            Map.entry("ENABLE_PREFIX_DELEGATION", "false"),
            Map.entry("ENABLE_SUBNET_DISCOVERY", "true"),
            Map.entry("MY_NODE_NAME", "ip-10-0-0-1"),
            Map.entry("MY_POD_NAME", "node-x"),
            Map.entry("NETWORK_POLICY_ENFORCING_MODE", "standard"),
            Map.entry("VPC_CNI_VERSION", "v1.23.1"),
            Map.entry("WARM_ENI_TARGET", "1"),
            Map.entry("WARM_PREFIX_TARGET", "1"));

    assertThat(Strangers.problemsOf(manifest)).isEmpty();
    assertThat(Strangers.ignoredIn(manifest))
        .contains("AWS_VPC_K8S_CNI_LOGLEVEL")
        .doesNotContain("CLUSTER_ENDPOINT", "ENABLE_IPv4");
  }

  @Test
  void aServiceNamedLikeUsDoesNotStopTheDaemon() {
    var links =
        Map.of(
            "WARMWELL_SERVICE_HOST", "10.1.0.7",
            "WARMWELL_SERVICE_PORT", "8080",
            "WARMWELL_SERVICE_PORT_METRICS", "8080",
            "WARMWELL_PORT", "tcp://10.1.0.7:8080",
            "WARMWELL_PORT_8080_TCP", "tcp://10.1.0.7:8080",
            "WARMWELL_METRICS_PORT_8080_TCP_ADDR", "10.1.0.7");

    assertThat(Strangers.problemsOf(links)).isEmpty();
  }

  @Test
  void typingErrorsAreFoundInAnyCase() {
    assertThat(
            Stream.of("WARM_IP_TRAGET", "warm_ip_target", "MAX_ENIS", "ENABLE_IPV6", "WARMWELL_X")
                .map(name -> Strangers.problemsOf(Map.of(name, "1")).getFirst()))
        .containsExactly(
            "WARM_IP_TRAGET: no such setting; did you mean WARM_IP_TARGET?",
            "warm_ip_target: no such setting; did you mean WARM_IP_TARGET?",
            "MAX_ENIS: no such setting; did you mean MAX_ENI?",
            "ENABLE_IPV6: no such setting; did you mean ENABLE_IPv6?",
            "WARMWELL_X: no such setting; did you mean WARMWELL_MAX_PODS?");
  }

  @Test
  void noNameIsDeclaredTwice() {
    assertThat(
            Stream.concat(
                Settings.ALL.stream().map(Setting::name),
                IncumbentKnob.ALL.stream().map(IncumbentKnob::name)))
        .doesNotHaveDuplicates();
  }
}
