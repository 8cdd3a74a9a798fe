package io.warmwell.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

final class IamPolicyCommandTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void itPrintsAPolicyAndNothingElse() {
    var policy = policy();

    assertThat(policy.path("Version").asText()).isEqualTo("2012-10-17");
    assertThat(policy.path("Statement"))
        .isNotEmpty()
        .allMatch(statement -> statement.path("Effect").asText().equals("Allow"));
  }

  @Test
  void optionsLimitIt() {
    var policy = policy("--cluster", "production", "--vpc", "vpc-0a1b2c3d", "--ip-family", "dual");

    assertThat(policy.toString())
        .contains("ec2:AssignIpv6Addresses", "\"production\"", "vpc/vpc-0a1b2c3d")
        .doesNotContain("SourceInstanceARN");
  }

  @Test
  void whatCannotBeLimitedToIsRefused() {
    assertThat(run("iam-policy", "--vpc", "mine")).isEqualTo(2);
    assertThat(run("iam-policy", "--ip-family", "ipv5")).isEqualTo(2);

    assertThat(out.toString()).isEmpty();
    assertThat(err.toString())
        .startsWith("warmwell iam-policy: 'mine' is not a VPC")
        .endsWith("Try 'warmwell iam-policy --help'.\n");
  }

  @Test
  void helpNamesOptionsAndExamples() {
    assertThat(run("iam-policy", "--help")).isZero();

    assertThat(out.toString())
        .contains("Usage: warmwell iam-policy", "--instance-profile", "Examples:");
  }

  private JsonNode policy(String... options) {
    var line = new String[options.length + 1];
    line[0] = "iam-policy";
    System.arraycopy(options, 0, line, 1, options.length);
    assertThat(run(line)).as(err::toString).isZero();
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
