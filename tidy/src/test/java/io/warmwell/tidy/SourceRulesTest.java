package io.warmwell.tidy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import io.warmwell.tidy.Finding.Rule;
import java.net.URI;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import org.junit.jupiter.api.Test;

final class SourceRulesTest {

  private static final Path ROOT = Path.of("/repo");

  @Test
  void longMethodsManyParametersVagueNamesAndMissingSentencesAreFound() {
    var source =
        source(
            """
            package io.warmwell.x;
            public class ThingManager {
              void many(int a, int b, int c, int d, int e, int f) {}
              void longOne() {
            %s  }
              record Wide(int a, int b, int c, int d, int e, int f) {
                Wide(int a, int b, int c, int d, int e, int f) {}
              }
            }
            """
                .formatted("    ;\n".repeat(60)));

    assertThat(Javac.parsed(ROOT, List.of(source)))
        .extracting(Finding::rule, Finding::line)
        .containsExactlyInAnyOrder(
            tuple(Rule.VAGUE_NAME, 2L),
            tuple(Rule.FIRST_SENTENCE, 2L),
            tuple(Rule.PARAMETERS, 3L),
            tuple(Rule.METHOD_LENGTH, 4L));
  }

  @Test
  void whatFollowsTheRulesIsNotFound() {
    var source =
        source(
            """
            package io.warmwell.x;
            /// Counts things. And more.
            public class Counter {
              void five(int a, int b, int c, int d, int e) {}
            }
            """);

    assertThat(Javac.parsed(ROOT, List.of(source))).isEmpty();
  }

  @Test
  void aDefaultOverOurTypesIsFoundAndOverOthersIsNot() {
    var source =
        source(
            """
            package io.warmwell.x;
            class Switches {
              enum Colour { RED, BLUE }
              sealed interface Shape { record Dot() implements Shape {} record Line() implements Shape {} }
              int colour(Colour colour) {
                return switch (colour) { case RED -> 1;
                  default -> 2; };
              }
              void shape(Shape shape) {
                switch (shape) { case Shape.Dot _ -> {}
                  default -> {} }
              }
              int text(String text) { return switch (text) { case "a" -> 1; default -> 2; }; }
              int number(int number) { return switch (number) { case 1 -> 1; default -> 2; }; }
            }
            """);

    assertThat(Javac.analysed(ROOT, List.of(source)))
        .extracting(Finding::rule, Finding::line)
        .containsExactly(tuple(Rule.DEFAULT_LABEL, 7L), tuple(Rule.DEFAULT_LABEL, 11L));
  }

  @Test
  void textsAreRead() {
    var file = Path.of("a/src/main/java/A.java");

    assertThat(TextRules.check(file, List.of("ok", "// TO" + "DO later", "@Dis" + "abled")))
        .extracting(Finding::toString)
        .containsExactly(
            file + ":2: TO" + "DO; do it now or open an issue",
            file + ":3: @Dis" + "abled; make it pass or delete it");
    assertThat(TextRules.check(file, Collections.nCopies(401, "")))
        .extracting(Finding::rule)
        .containsExactly(Rule.FILE_LENGTH);
    assertThat(TextRules.check(Path.of("pom.xml"), List.of("https://repo1.maven" + ".org/maven2")))
        .extracting(Finding::rule)
        .containsExactly(Rule.REGISTRY_HOST);
    assertThat(
            TextRules.check(
                Path.of("pom.xml"), List.of("xmlns=\"http://maven.apache.org/POM/4.0.0\"")))
        .isEmpty();
  }

  private static JavaFileObject source(String text) {
    return new SimpleJavaFileObject(
        URI.create("file:///repo/x/src/main/java/io/warmwell/x/X.java"),
        JavaFileObject.Kind.SOURCE) {
      @Override
      public CharSequence getCharContent(boolean ignoreEncodingErrors) {
        return text;
      }

      @Override
      public boolean isNameCompatible(String simpleName, Kind kind) {
        return true;
      }
    };
  }
}
