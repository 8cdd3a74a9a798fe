package io.warmwell.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// What readers are told of LocalStack is what the contract asserts of it.
final class DivergencePageTest {
  private static final Pattern TABLE = Pattern.compile("(?m)^\\| name \\|.*\n(\\|.*\n)+");

  @Test
  void thePageListsEveryDivergence() throws IOException {
    var page = page();
    var text = Files.readString(page);
    if (Boolean.getBoolean("rewrite")) {
      text = TABLE.matcher(text).replaceFirst(_ -> Divergence.table());
      Files.writeString(page, text);
    }

    var table = TABLE.matcher(text);

    assertThat(table.find()).isTrue();
    assertThat(table.group())
        .as("docs/ec2.md differs from Divergence.java; `make docs` writes it anew")
        .isEqualTo(Divergence.table());
  }

  private static Path page() {
    return Stream.iterate(
            Path.of("").toAbsolutePath(), path -> path.getParent() != null, Path::getParent)
        .map(path -> path.resolve("docs").resolve("ec2.md"))
        .filter(Files::exists)
        .findFirst()
        .orElseThrow();
  }
}
