package io.warmwell.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/// Tables line up.
class ColumnsTest {

  @Test
  void wordsAreAlignedLeftAndFiguresRight() {
    var table = new Columns("node", "pods").row("node-a", 25).row("b", 1234567);

    assertThat(table.lines())
        .containsExactly(
            "node       pods", //
            "---------------",
            "node-a       25",
            "b       1234567");
  }

  @Test
  void aRowHasACellForEachColumn() {
    var table = new Columns("node", "pods");

    assertThatThrownBy(() -> table.row("node-a"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("1 cells for the columns [node, pods]");
  }
}
