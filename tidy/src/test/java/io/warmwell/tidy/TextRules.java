package io.warmwell.tidy;

import io.warmwell.tidy.Finding.Rule;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/// The rules that the lines of a file are enough for.
final class TextRules {

  static final int FILE_LINES_MAX = 400;

  // Written so that this file does not find itself.
  private static final Map<Rule, Pattern> IN_JAVA =
      Map.of(
          Rule.NOTE_TO_SELF, Pattern.compile("\\b(TO" + "DO|FIX" + "ME|XX" + "X)\\b"),
          Rule.DISABLED_TEST, Pattern.compile("@Dis" + "abled"),
          Rule.MOCK, Pattern.compile("org\\.mock" + "ito"));

  private static final Pattern REGISTRY_HOST =
      Pattern.compile(
          "\\b(?:[a-z0-9-]+\\.)*(?:maven|mvnrepository|sonatype|pypi|pythonhosted|npmjs|golang"
              + "|docker|ghcr|quay|gcr|registry\\.k8s|debian|ubuntu)\\.(?:org|com|io|net)\\b");

  /// Names in poms that look like hosts and are never called.
  private static final Pattern XML_NAMESPACE = Pattern.compile("maven\\.apache\\.org/(POM|xsd)/");

  private TextRules() {}

  static List<Finding> check(Path file, List<String> lines) {
    var findings = new ArrayList<Finding>();
    var isJava = file.toString().endsWith(".java");
    if (isJava && lines.size() > FILE_LINES_MAX) {
      findings.add(new Finding(file, 1, Rule.FILE_LENGTH, "has " + lines.size() + " lines"));
    }
    for (var i = 0; i < lines.size(); i++) {
      var line = lines.get(i);
      if (isJava) {
        checkLine(file, i + 1, line, findings);
      }
      if (REGISTRY_HOST.matcher(XML_NAMESPACE.matcher(line).replaceAll("")).find()) {
        findings.add(new Finding(file, i + 1, Rule.REGISTRY_HOST, "names a package registry"));
      }
    }
    return findings;
  }

  private static void checkLine(Path file, int number, String line, List<Finding> findings) {
    IN_JAVA.forEach(
        (rule, pattern) -> {
          var match = pattern.matcher(line);
          if (match.find()) {
            findings.add(new Finding(file, number, rule, match.group()));
          }
        });
  }
}
