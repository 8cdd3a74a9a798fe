package io.warmwell.cli.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import io.warmwell.cli.Warmwell;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class SimulateCommandTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void workersShareTheSeeds() {
    var code = run("--seeds=4", "--nodes-min=1", "--workers=2");

    assertThat(code).isZero();
    assertThat(out.toString()).startsWith("4 seeds, 0 violations").contains("virtual node-hours");
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void whatCannotBeIsRefused() {
    assertThat(run("--seeds=0")).isEqualTo(2);
    assertThat(run("--workers=0")).isEqualTo(2);
    assertThat(run("--nodes-min=9")).isEqualTo(2);

    assertThat(err.toString()).contains("--nodes-min must be 1 to 8: 9");
  }

  @Test
  void aViolationSaysHowToSeeItAgain() {
    assertThat(new Worlds(Worlds.NODES_MIN).arguments()).isEmpty();
    assertThat(new Worlds(2).arguments()).isEqualTo(" ARGS=--nodes-min=2");
  }

  private int run(String... arguments) {
    var line = new String[arguments.length + 1];
    line[0] = "simulate";
    System.arraycopy(arguments, 0, line, 1, arguments.length);
    return Warmwell.commandLine()
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(line);
  }
}
