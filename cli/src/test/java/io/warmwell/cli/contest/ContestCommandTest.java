package io.warmwell.cli.contest;

import static org.assertj.core.api.Assertions.assertThat;

import io.warmwell.cli.Warmwell;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContestCommandTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  @TempDir Path directory = Path.of("");

  @Test
  void growthIsShownAndWritten() throws IOException {
    var page = directory.resolve("page.md");
    Files.writeString(
        page,
        """
        <!-- written by make contest, down to the end marker -->
        <!-- end of what make contest writes -->
        """);

    var code = run("--no-day", "--runs=1", "--write=" + page);

    assertThat(err.toString()).isEmpty();
    assertThat(code).isZero();
    assertThat(out.toString())
        .startsWith("seed 1, 1 runs")
        .contains("110 pods at once", "Warmwell", "incumbent's loop", "EC2 alone")
        .doesNotContain("never ran", "a day of churn");
    assertThat(page).content().contains("110 pods at once");
  }

  @Test
  void whatCannotBeIsRefused() {
    assertThat(run("--runs=0")).isEqualTo(2);
    assertThat(run("--call-millis=0")).isEqualTo(2);
  }

  private int run(String... arguments) {
    var line = new String[arguments.length + 1];
    line[0] = "contest";
    System.arraycopy(arguments, 0, line, 1, arguments.length);
    return Warmwell.commandLine()
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(line);
  }
}
