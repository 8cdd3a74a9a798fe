package io.warmwell.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PageTest {
  @TempDir Path directory = Path.of("");

  @Test
  void onlyThePartBetweenTheMarkersIsWritten() throws IOException {
    var file = directory.resolve("page.md");
    Files.writeString(file, "before\n" + Page.BEGIN + "\nold\n" + Page.END + "\nafter\n");

    new Page(file).write(List.of("new $1 \\n"));
    new Page(file).write(List.of("newer $1 \\n"));

    assertThat(file)
        .hasContent(
            "before\n%s\n\n```\nnewer $1 \\n\n```\n\n%s\nafter\n".formatted(Page.BEGIN, Page.END));
  }

  @Test
  void aPageWithoutMarkersIsLeftAlone() throws IOException {
    var file = directory.resolve("page.md");
    Files.writeString(file, "before\n");

    assertThatThrownBy(() -> new Page(file).write(List.of("new")))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("page.md lacks the markers");
    assertThat(file).hasContent("before\n");
  }
}
