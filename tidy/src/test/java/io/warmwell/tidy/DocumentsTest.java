package io.warmwell.tidy;

import static org.assertj.core.api.Assertions.assertThat;

import io.warmwell.config.SettingsReference;
import io.warmwell.eni.iam.IamPage;
import io.warmwell.tidy.Finding.Rule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

final class DocumentsTest {

  private static final Pattern LINK = Pattern.compile("]\\(([^)\\s]+)\\)");
  private static final Pattern MODULE = Pattern.compile("<module>(.+)</module>");
  private static final Path DECISIONS = Path.of("docs", "adr");

  private final Repository repository = Repository.ofThisBuild();

  @Test
  void theConfigurationPageIsWhatTheCodeSays() throws IOException {
    requireWritten("configuration.md", "Settings.java", SettingsReference.markdown());
  }

  @Test
  void thePermissionsPageIsWhatTheCodeSays() throws IOException {
    requireWritten("iam.md", "Ec2Action.java", IamPage.markdown());
  }

  @Test
  void everyLinkResolves() {
    var findings = new ArrayList<Finding>();
    for (var file : repository.files(".md")) {
      var lines = repository.lines(file);
      for (var i = 0; i < lines.size(); i++) {
        var links = LINK.matcher(lines.get(i));
        while (links.find()) {
          if (!resolves(file, links.group(1))) {
            findings.add(new Finding(file, i + 1, Rule.BROKEN_LINK, "link to " + links.group(1)));
          }
        }
      }
    }

    assertThat(Exceptions.remaining(findings, List.of(Rule.BROKEN_LINK))).isEmpty();
  }

  @Test
  void everyDecisionIsListed() {
    var index = repository.text(DECISIONS.resolve("README.md"));
    var decisions =
        repository.files(".md").stream()
            .filter(file -> file.startsWith(DECISIONS) && !file.endsWith("README.md"))
            .toList();

    assertThat(decisions).isNotEmpty();
    assertThat(
            decisions.stream()
                .filter(file -> !index.contains("(" + file.getFileName() + ")"))
                .map(file -> new Finding(file, 1, Rule.UNLISTED_DECISION, "decision"))
                .toList())
        .isEmpty();
  }

  @Test
  void everyModuleIsInTheReadme() {
    var readme = repository.text(Path.of("README.md"));

    assertThat(MODULE.matcher(repository.text(Path.of("pom.xml"))).results())
        .extracting(match -> match.group(1))
        .isNotEmpty()
        .allMatch(module -> readme.contains("| `" + module + "`"));
  }

  private void requireWritten(String name, String source, String text) throws IOException {
    var page = Path.of("docs", name);
    if (Boolean.getBoolean("rewrite")) {
      Files.writeString(repository.root().resolve(page), text);
    }

    assertThat(repository.text(page))
        .as("%s differs from %s; `make docs` writes it anew", page, source)
        .isEqualTo(text);
  }

  private boolean resolves(Path file, String link) {
    if (link.matches("[a-z]+:.*")) {
      return true;
    }
    var parts = link.split("#", 2);
    var folder = repository.root().resolve(file).resolveSibling("");
    var target = parts[0].isEmpty() ? repository.root().resolve(file) : folder.resolve(parts[0]);
    return Files.exists(target) && (parts.length == 1 || hasHeading(target, parts[1]));
  }

  private boolean hasHeading(Path file, String anchor) {
    return repository.lines(repository.root().relativize(file.normalize())).stream()
        .filter(line -> line.startsWith("#"))
        .map(line -> line.replaceFirst("#+ ", "").toLowerCase(Locale.ROOT))
        .map(heading -> heading.replaceAll("[^\\p{L}0-9 _-]", "").replace(' ', '-'))
        .collect(Collectors.toSet())
        .contains(anchor);
  }
}
