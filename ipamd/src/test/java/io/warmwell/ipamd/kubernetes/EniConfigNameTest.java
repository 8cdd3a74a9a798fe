package io.warmwell.ipamd.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class EniConfigNameTest {
  private static final String KEY = "k8s.amazonaws.com/eniConfig";
  private static final EniConfigName.Keys KEYS = new EniConfigName.Keys(KEY, KEY);

  @Test
  void theFirstOfLabelAnnotationAndLabelNamesIt() {
    var external = Map.of(EniConfigName.EXTERNAL_LABEL, "external", KEY, "labelled");
    var annotated = Map.of(KEY, "annotated");

    assertThat(name(external, annotated)).isEqualTo("external");
    assertThat(name(Map.of(KEY, "labelled"), annotated)).isEqualTo("annotated");
    assertThat(name(Map.of(KEY, "labelled"), Map.of())).isEqualTo("labelled");
    assertThat(name(Map.of(), Map.of())).isEqualTo("default");
  }

  @Test
  void anEmptyNameNamesNothing() {
    assertThat(name(Map.of(EniConfigName.EXTERNAL_LABEL, "", KEY, "labelled"), Map.of(KEY, "")))
        .isEqualTo("labelled");
  }

  @Test
  void theKeysAreTheSettings() {
    var keys = new EniConfigName.Keys("example.com/annotation", "topology.kubernetes.io/zone");
    var node = node(Map.of(KEY, "ignored", "topology.kubernetes.io/zone", "eu-a"), Map.of());

    assertThat(EniConfigName.of(node, keys))
        .hasToString("ENIConfig eu-a (named by the node's label topology.kubernetes.io/zone)");
  }

  private static String name(Map<String, String> labels, Map<String, String> annotations) {
    return EniConfigName.of(node(labels, annotations), KEYS).value();
  }

  static NodeView node(Map<String, String> labels, Map<String, String> annotations) {
    return new NodeView("node-a", labels, annotations, Set.of(), false, false);
  }
}
