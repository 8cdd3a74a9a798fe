package io.warmwell.cli.terminal;

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
    var page = new Page(directory.resolve("page.md"), "make it");
    Files.writeString(
        page.file(), "before\n" + page.begin() + "\nold\n" + page.end() + "\nafter\n");

    page.write(List.of("new $1 \\n"));
    page.write(List.of("newer $1 \\n"));

    assertThat(page.file())
        .hasContent(
            "before\n%s\n\n```\nnewer $1 \\n\n```\n\n%s\nafter\n"
                .formatted(page.begin(), page.end()));
  }

  @Test
  void picturesFollowWhatIsWritten() throws IOException {
    var page = new Page(directory.resolve("page.md"), "make it");
    Files.writeString(page.file(), page.begin() + "\n" + page.end() + "\n");

    page.write(List.of("text"), List.of("![one](one.svg)", "![two](two.svg)"));

    assertThat(page.file())
        .hasContent(
            "%s\n\n```\ntext\n```\n\n![one](one.svg)\n![two](two.svg)\n\n%s\n"
                .formatted(page.begin(), page.end()));
  }

  @Test
  void eachProgramWritesItsOwnPart() throws IOException {
    var file = directory.resolve("page.md");
    var one = new Page(file, "make one");
    var other = new Page(file, "make other");
    Files.writeString(
        file, String.join("\n", one.begin(), one.end(), other.begin(), other.end(), ""));

    one.write(List.of("first"));
    other.write(List.of("second"));
    one.write(List.of("third"));

    assertThat(file).content().contains("third", "second").doesNotContain("first");
  }

  @Test
  void aPageWithoutMarkersIsLeftAlone() throws IOException {
    var page = new Page(directory.resolve("page.md"), "make it");
    Files.writeString(page.file(), "before\n");

    assertThatThrownBy(() -> page.write(List.of("new")))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("page.md lacks the markers");
    assertThat(page.file()).hasContent("before\n");
  }
}
