package io.warmwell.tidy;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaFileObject;
import javax.tools.ToolProvider;

/// The JDK's own parser, asked for findings.
final class Javac {

  private Javac() {}

  /// Parses sources and applies the rules that need no more.
  static List<Finding> parsed(Path root, List<? extends JavaFileObject> sources) {
    var task = task(sources, new DiagnosticCollector<>());
    var trees = Trees.instance(task);
    var findings = new ArrayList<Finding>();
    for (var unit : parse(task)) {
      findings.addAll(SourceRules.check(trees, unit, file(root, unit)));
    }
    return findings;
  }

  /// Attributes sources against this test's class path and applies the rules that need types.
  static List<Finding> analysed(Path root, List<? extends JavaFileObject> sources) {
    var diagnostics = new DiagnosticCollector<JavaFileObject>();
    var task = task(sources, diagnostics);
    var trees = Trees.instance(task);
    var units = parse(task);
    try {
      task.analyze();
    } catch (IOException e) {
      throw new UncheckedIOException("analyse the sources", e);
    }
    diagnostics.getDiagnostics().stream()
        .filter(diagnostic -> diagnostic.getKind() == Diagnostic.Kind.ERROR)
        .findFirst()
        .ifPresent(
            error -> {
              throw new IllegalStateException("the sources do not compile here: " + error);
            });
    var findings = new ArrayList<Finding>();
    for (var unit : units) {
      findings.addAll(SwitchRule.check(trees, unit, file(root, unit)));
    }
    return findings;
  }

  private static JavacTask task(
      List<? extends JavaFileObject> sources, DiagnosticCollector<JavaFileObject> diagnostics) {
    var compiler = ToolProvider.getSystemJavaCompiler();
    var files = compiler.getStandardFileManager(diagnostics, null, null);
    var options =
        List.of("-proc:none", "-Xlint:none", "-cp", System.getProperty("java.class.path"));
    return (JavacTask)
        compiler.getTask(new StringWriter(), files, diagnostics, options, List.of(), sources);
  }

  private static List<CompilationUnitTree> parse(JavacTask task) {
    try {
      var units = new ArrayList<CompilationUnitTree>();
      task.parse().forEach(units::add);
      return units;
    } catch (IOException e) {
      throw new UncheckedIOException("parse the sources", e);
    }
  }

  private static Path file(Path root, CompilationUnitTree unit) {
    return root.relativize(Path.of(unit.getSourceFile().toUri().getPath()));
  }
}
