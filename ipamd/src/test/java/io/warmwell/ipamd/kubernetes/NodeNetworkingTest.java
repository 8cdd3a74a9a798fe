package io.warmwell.ipamd.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.warmwell.ipamd.birth.CustomNetworking.Answer;
import io.warmwell.ipamd.election.LeaseStore;
import io.warmwell.pool.SubnetId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class NodeNetworkingTest {
  private static final String KEY = "k8s.amazonaws.com/eniConfig";

  private final FakeApiServer server = new FakeApiServer();
  private int changes;
  private final NodeNetworking networking = new NodeNetworking("node-a", KEY, KEY, () -> changes++);

  @Test
  void withoutTheApiServerItSaysWhatIsMissing() {
    assertThat(reason())
        .isEqualTo(
            "custom networking needs Node node-a from the API server: it has not answered yet");

    networking.node(new Known.Unread<>("forbidden (403); allow it"), server);

    assertThat(reason()).endsWith("forbidden (403); allow it");
    assertThat(changes).isEqualTo(1);
  }

  @Test
  void aNodeThatDoesNotExistIsTold() {
    networking.node(new Known.Missing<>(), server);

    assertThat(reason()).contains("there is no Node node-a", "MY_NODE_NAME");
  }

  @Test
  void theEniConfigThatTheNodeNamesIsWanted() {
    seen("eu-a");
    server.config("eu-a", config("eu-a", "subnet-0a"));

    assertThat(networking.wanted())
        .isEqualTo(
            new Answer.Wanted(
                "ENIConfig eu-a (named by the node's label k8s.amazonaws.com/eniConfig)",
                List.of(new SubnetId("subnet-0a")),
                List.of("sg-0a")));
  }

  @Test
  void anEniConfigThatIsMissingOrWrongSaysWhoNamedIt() {
    seen("eu-a");
    assertThat(reason()).isEqualTo(named("is not known: it has not been read yet"));

    server.config("eu-a", new Known.Missing<>());
    assertThat(reason())
        .isEqualTo(named("does not exist; create it, or name another one on the node"));

    server.config("eu-a", new Known.Present<>(EniConfig.read("eu-a", Map.of())));
    assertThat(reason())
        .isEqualTo(named("cannot be used: it names no subnet: give subnet, subnets or subnetTags"));
  }

  @Test
  void whatChangesIsWantedFromThenOn() {
    seen("eu-a");
    server.config("eu-a", config("eu-a", "subnet-0a"));
    changes = 0;

    server.config("eu-a", config("eu-a", "subnet-0b"));
    server.config("eu-a", config("eu-a", "subnet-0b"));

    assertThat(networking.wanted()).isInstanceOf(Answer.Wanted.class);
    assertThat(((Answer.Wanted) networking.wanted()).subnets())
        .containsExactly(new SubnetId("subnet-0b"));
    assertThat(changes).isEqualTo(1);
  }

  @Test
  void aNodeThatNamesAnotherEniConfigFollowsThatOneAlone() {
    seen("eu-a");
    server.config("eu-a", config("eu-a", "subnet-0a"));
    var old = server.listeners.get("eu-a");

    seen("eu-b");
    assertThat(reason()).startsWith("ENIConfig eu-b");
    assertThat(server.listeners).containsOnlyKeys("eu-b");
    Optional.ofNullable(old).orElseThrow().accept(config("eu-a", "subnet-0c"));
    assertThat(reason()).startsWith("ENIConfig eu-b");
    server.config("eu-b", config("eu-b", "subnet-0b"));

    assertThat(((Answer.Wanted) networking.wanted()).subnets())
        .containsExactly(new SubnetId("subnet-0b"));
  }

  @Test
  void aNodeThatSaysTheSameAgainChangesNothing() {
    seen("eu-a");
    server.config("eu-a", config("eu-a", "subnet-0a"));
    changes = 0;

    seen("eu-a");

    assertThat(changes).isZero();
    assertThat(server.asked).isEqualTo(1);
  }

  private void seen(String eniConfig) {
    networking.node(
        new Known.Present<>(EniConfigNameTest.node(Map.of(KEY, eniConfig), Map.of())), server);
  }

  private String reason() {
    return ((Answer.Absent) networking.wanted()).reason();
  }

  private static String named(String what) {
    return "ENIConfig eu-a (named by the node's label k8s.amazonaws.com/eniConfig) " + what;
  }

  private static Known<EniConfig> config(String name, String subnet) {
    return new Known.Present<>(
        EniConfig.read(name, Map.of("subnet", subnet, "securityGroups", List.of("sg-0a"))));
  }

  /// Tells what a test says of ENIConfigs.
  private static final class FakeApiServer implements ApiServer {
    private final Map<String, Consumer<Known<EniConfig>>> listeners = new HashMap<>();
    private int asked;

    private void config(String name, Known<EniConfig> known) {
      Optional.ofNullable(listeners.get(name)).orElseThrow().accept(known);
    }

    @Override
    public Following followNode(String name, Consumer<Known<NodeView>> listener) {
      throw new IllegalStateException("the Node is given by the test");
    }

    @Override
    public Following followEniConfig(String name, Consumer<Known<EniConfig>> listener) {
      asked++;
      listeners.put(name, listener);
      return () -> listeners.remove(name);
    }

    @Override
    public LeaseStore lease(String name) {
      throw new IllegalStateException("nobody stands for election here");
    }

    @Override
    public void close() {
      listeners.clear();
    }
  }
}
