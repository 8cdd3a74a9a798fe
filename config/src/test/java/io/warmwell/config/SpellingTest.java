package io.warmwell.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class SpellingTest {

  @Test
  void editsAreInsertionsDeletionsReplacementsAndSwaps() {
    assertThat(Spelling.edits("", "")).isZero();
    assertThat(Spelling.edits("max", "MAX")).isZero();
    assertThat(Spelling.edits("max", "maxi")).isEqualTo(1);
    assertThat(Spelling.edits("max", "ma")).isEqualTo(1);
    assertThat(Spelling.edits("max", "mix")).isEqualTo(1);
    assertThat(Spelling.edits("max", "mxa")).isEqualTo(1);
    assertThat(Spelling.edits("kitten", "sitting")).isEqualTo(3);
    assertThat(Spelling.edits("", "four")).isEqualTo(4);
  }

  @Test
  void theNearestComesFirst() {
    assertThat(Spelling.closest("m5.lage", List.of("m5n.large", "m6.large", "m5.large"), 2))
        .containsExactly("m5.large", "m5n.large", "m6.large");
  }
}
