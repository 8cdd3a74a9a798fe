package io.warmwell.cni;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.warmwell.pool.AttachmentKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AliasTest {

  @Test
  void anAliasReadsBackAsTheAttachmentItWasMadeFor() {
    var key = new AttachmentKey("warmwell", "f00d", "eth0");

    var alias = new Alias(key);

    assertThat(alias).hasToString("warmwell:warmwell/f00d/eth0");
    assertThat(Alias.parse(alias.toString())).contains(alias);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "uplink", "warmwell:", "warmwell:a/b", "warmwell:a//c", "warmwell:a/b/c/d"})
  void anAliasOfSomebodyElseIsNotOurs(String text) {
    assertThat(Alias.parse(text)).isEmpty();
  }

  @Test
  void anAliasThatTheKernelWouldCutIsRefused() {
    assertThatThrownBy(() -> new Alias(new AttachmentKey("n", "c".repeat(240), "eth0")))
        .hasMessageContaining("256 bytes");
  }
}
