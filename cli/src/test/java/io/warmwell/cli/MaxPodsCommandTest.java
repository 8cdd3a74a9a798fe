package io.warmwell.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

final class MaxPodsCommandTest {

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void theTableSaysHowTheNumberCameAbout() {
    assertThat(run("max-pods", "--instance-type", "m5.large")).isZero();

    assertThat(out.toString())
        .isEqualTo(
            """
            INSTANCE TYPE          MODE          ENIS  IPS/ENI  VCPUS  MAX PODS  HOW
            m5.large               secondary-ip     3       10      2        29  3 ENIs × (10 − 1) + 2 = 29
            """);
  }

  @Test
  void prefixesRaiseTheNumberToTheCeiling() {
    assertThat(maxPods("--instance-type", "m5.large", "--prefix-delegation")).isEqualTo(110);
    assertThat(maxPods("--instance-type", "m5.large", "--prefix-delegation", "--ceiling"))
        .isEqualTo(110);
    assertThat(maxPods("--instance-type", "m5.large", "--prefix-delegation", "--no-ceiling"))
        .isEqualTo(434);
  }

  @Test
  void fewerInterfacesCarryFewerPods() {
    assertThat(maxPods("--instance-type", "m5.large", "--max-eni", "2")).isEqualTo(20);
    assertThat(maxPods("--instance-type", "m5.large", "--max-eni", "-1")).isEqualTo(29);
    assertThat(maxPods("--instance-type", "m5.large", "--custom-networking")).isEqualTo(20);
    assertThat(maxPods("--instance-type", "m5.large", "--reserved-enis", "1")).isEqualTo(20);
    assertThat(maxPods("--instance-type", "m5.large", "--pod-eni")).isEqualTo(20);
    assertThat(maxPods("--instance-type", "t3.large", "--pod-eni")).isEqualTo(35);
  }

  @Test
  void severalTypesKeepTheirOrder() {
    var numbers = json("-t", "m5.large", "c5.large,t3.nano", "-t", "m4.large");

    assertThat(StreamSupport.stream(numbers.spliterator(), false))
        .extracting(number -> number.path("instanceType").asText())
        .containsExactly("m5.large", "c5.large", "t3.nano", "m4.large");
  }

  @Test
  void everyTypeHasANumberInBothModes() {
    assertThat(json("--all")).hasSize(1391);
    assertThat(json("--all", "--prefix-delegation"))
        .hasSize(1391)
        .allMatch(number -> number.path("maxPods").asInt() >= 2);
  }

  @Test
  void unknownTypesAreNamedTogetherWithCloseMatches() {
    assertThat(run("max-pods", "--instance-type", "m5.lagre", "m5.large", "c5.laarge"))
        .isEqualTo(2);

    assertThat(out.toString()).isEmpty();
    assertThat(err.toString())
        .startsWith("warmwell max-pods: unknown instance type 'm5.lagre'; did you mean m5.large, ")
        .contains("unknown instance type 'c5.laarge'; did you mean c5.large, ")
        .endsWith("Try 'warmwell max-pods --help'.\n");
  }

  @Test
  void aCommandLineThatCannotBeUsedIsRefused() {
    assertThat(run("max-pods")).isEqualTo(2);
    assertThat(run("max-pods", "--all", "--instance-type", "m5.large")).isEqualTo(2);
    assertThat(run("max-pods", "--all", "--max-eni", "-2")).isEqualTo(2);
    assertThat(run("max-pods", "--all", "--reserved-enis", "-1")).isEqualTo(2);
    assertThat(run("max-pods", "--all", "-o", "xml")).isEqualTo(2);
    assertThat(run("max-pods", "--instance-type")).isEqualTo(2);
    assertThat(run("toast")).isEqualTo(2);
    assertThat(run()).isEqualTo(2);
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void helpNamesOptionsExamplesAndExitCodes() {
    assertThat(run("max-pods", "--help")).isZero();

    assertThat(out.toString())
        .contains("Usage: warmwell max-pods", "--[no-]ceiling", "Examples:", "Exit codes:");
  }

  @Test
  void theVersionIsOneLine() {
    assertThat(run("--version")).isZero();

    assertThat(out.toString()).startsWith("warmwell ").hasLineCount(1);
  }

  private int maxPods(String... arguments) {
    return json(arguments).path(0).path("maxPods").asInt();
  }

  private JsonNode json(String... arguments) {
    out.getBuffer().setLength(0);
    var line = new ArrayList<>(List.of("max-pods", "-o", "json"));
    line.addAll(List.of(arguments));
    assertThat(run(line.toArray(String[]::new))).as(err::toString).isZero();
    try {
      return JsonMapper.builder().build().readTree(out.toString());
    } catch (JsonProcessingException e) {
      throw new AssertionError(e);
    }
  }

  private int run(String... arguments) {
    return Warmwell.commandLine()
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(arguments);
  }
}
