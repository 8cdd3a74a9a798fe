package io.warmwell.tidy;

import static org.assertj.core.api.Assertions.assertThat;

import io.warmwell.tidy.Finding.Rule;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;
import javax.tools.JavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;

final class SourcesTest {

  private static final int SOURCES_MIN = 100;

  private final Repository repository = Repository.ofThisBuild();

  @Test
  void everyFileFollowsTheRulesOfText() {
    var files = repository.files();
    var findings = new ArrayList<Finding>();
    for (var file : files) {
      findings.addAll(TextRules.check(file, repository.lines(file)));
    }

    assertThat(files).hasSizeGreaterThan(SOURCES_MIN);
    assertThat(
            Exceptions.remaining(
                findings,
                List.of(
                    Rule.FILE_LENGTH,
                    Rule.NOTE_TO_SELF,
                    Rule.DISABLED_TEST,
                    Rule.MOCK,
                    Rule.REGISTRY_HOST)))
        .isEmpty();
  }

  @Test
  void everySourceFollowsTheRulesOfStyle() {
    var sources = javaFiles("/src/");

    var findings = Javac.parsed(repository.root(), sources);

    assertThat(sources).hasSizeGreaterThan(SOURCES_MIN);
    assertThat(
            Exceptions.remaining(
                findings,
                List.of(Rule.METHOD_LENGTH, Rule.PARAMETERS, Rule.FIRST_SENTENCE, Rule.VAGUE_NAME)))
        .isEmpty();
  }

  @Test
  void everySwitchOverOurTypesNamesItsCases() {
    var sources = javaFiles("/src/main/");

    var findings = Javac.analysed(repository.root(), sources);

    assertThat(sources).hasSizeGreaterThan(SOURCES_MIN);
    assertThat(Exceptions.remaining(findings, List.of(Rule.DEFAULT_LABEL))).isEmpty();
  }

  /// The sources in a kind of folder.
  private List<? extends JavaFileObject> javaFiles(String folder) {
    var paths =
        repository.files(".java").stream()
            .filter(file -> file.toString().contains(folder))
            .map(repository.root()::resolve)
            .toArray(Path[]::new);
    var files = ToolProvider.getSystemJavaCompiler().getStandardFileManager(null, null, null);
    return StreamSupport.stream(files.getJavaFileObjects(paths).spliterator(), false).toList();
  }
}
