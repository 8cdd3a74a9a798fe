package io.warmwell.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EniSettingsTest {
  private final TagsSyntax syntax = new TagsSyntax();

  @Test
  void tagsAreReadAsAJsonObjectOfStrings() {
    assertThat(tags(" { \"team\" : \"a\", \"q\\\"uoted\":\"\\u00e4\\n\" } "))
        .isEqualTo(Map.of("team", "a", "q\"uoted", "ä\n"));
    assertThat(tags("{}")).isEmpty();
    assertThat(tags("")).isEmpty();
  }

  @Test
  void whatIsPrintedIsReadAgain() {
    var all = Map.of("team", "a", "a\\b", "c\"d");

    assertThat(tags(syntax.print(all))).isEqualTo(all);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{",
        "{\"a\"}",
        "{\"a\":1}",
        "{\"a\":\"b\"} x",
        "[\"a\"]",
        "{\"a\":\"b\",\"a\":\"c\"}",
        "{\"\":\"b\"}",
        "{\"aws:a\":\"b\"}",
        "{\"node.k8s.amazonaws.com/instance_id\":\"i-1\"}",
        "{\"eks:eni:owner\":\"me\"}",
        "{\"a\":\"\\x\"}",
        "{\"a\":\"\\uzzzz\"}"
      })
  void whatIsNoObjectOfStringsOrReservedIsRefused(String text) {
    assertThat(syntax.read(text)).isInstanceOf(Syntax.Reading.Refused.class);
  }

  @Test
  void theClustersNameMakesTwoTags() {
    var unnamed = new EniSettings(true, "", Map.of("team", "a"), true, false, true);
    var named = new EniSettings(true, "blue", Map.of("team", "a"), true, false, true);

    assertThat(unnamed.tags()).isEqualTo(Map.of("team", "a"));
    assertThat(named.tags())
        .isEqualTo(
            Map.of(
                "team", "a",
                "cluster.k8s.amazonaws.com/name", "blue",
                "eks:eni:owner", "amazon-vpc-cni"));
  }

  private Map<String, String> tags(String text) {
    if (syntax.read(text) instanceof Syntax.Reading.Value<Map<String, String>>(var tags)) {
      return tags;
    }
    throw new AssertionError(syntax.read(text));
  }
}
