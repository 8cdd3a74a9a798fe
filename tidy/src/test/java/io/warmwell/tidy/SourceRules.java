package io.warmwell.tidy;

import com.sun.source.tree.BlockTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.PackageTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import com.sun.source.util.Trees;
import io.warmwell.tidy.Finding.Rule;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.lang.model.element.Modifier;
import org.jspecify.annotations.Nullable;

/// The rules that a parsed source is enough for.
///
/// Immutable; looks at one source.
final class SourceRules extends TreePathScanner<@Nullable Void, List<Finding>> {

  static final int METHOD_LINES_MAX = 60;
  static final int PARAMETERS_MAX = 5;

  private static final Pattern VAGUE = Pattern.compile(".+(Manager|Helper|Utils?|Impl|Info|Data)");

  private static final Pattern SENTENCE = Pattern.compile("(?s).*?[.:!?](\\s.*|$)");

  private final Trees trees;
  private final CompilationUnitTree unit;
  private final Path file;

  private SourceRules(Trees trees, CompilationUnitTree unit, Path file) {
    this.trees = trees;
    this.unit = unit;
    this.file = file;
  }

  static List<Finding> check(Trees trees, CompilationUnitTree unit, Path file) {
    var rules = new SourceRules(trees, unit, file);
    var findings = new ArrayList<Finding>();
    rules.scan(unit, findings);
    return findings;
  }

  @Override
  public @Nullable Void visitClass(ClassTree type, List<Finding> findings) {
    var name = type.getSimpleName().toString();
    if (VAGUE.matcher(name).matches()) {
      found(findings, type, Rule.VAGUE_NAME, "type " + name);
    }
    if (isMain() && isTopLevel() && type.getModifiers().getFlags().contains(Modifier.PUBLIC)) {
      requireFirstSentence(findings, type, "public type " + name);
    }
    return super.visitClass(type, findings);
  }

  @Override
  public @Nullable Void visitPackage(PackageTree declaration, List<Finding> findings) {
    if (isMain() && file.endsWith("package-info.java")) {
      requireFirstSentence(findings, declaration, "package " + declaration.getPackageName());
    }
    return super.visitPackage(declaration, findings);
  }

  @Override
  public @Nullable Void visitMethod(MethodTree method, List<Finding> findings) {
    var lines = Optional.ofNullable(method.getBody()).map(this::lines).orElse(0L);
    if (lines > METHOD_LINES_MAX) {
      found(findings, method, Rule.METHOD_LENGTH, method.getName() + " has " + lines + " lines");
    }
    var parameters = method.getParameters().size();
    if (parameters > PARAMETERS_MAX && !isRecordConstructor(method)) {
      found(
          findings,
          method,
          Rule.PARAMETERS,
          method.getName() + " takes " + parameters + " parameters");
    }
    return super.visitMethod(method, findings);
  }

  private void requireFirstSentence(List<Finding> findings, Tree tree, String what) {
    var text = Optional.ofNullable(trees.getDocComment(getCurrentPath())).orElse("");
    if (!SENTENCE.matcher(text.strip().split("\n\\s*\n", 2)[0]).matches()) {
      found(findings, tree, Rule.FIRST_SENTENCE, what + " has no first sentence");
    }
  }

  private boolean isMain() {
    return !file.toString().contains("/src/test/");
  }

  private boolean isTopLevel() {
    return enclosing() instanceof CompilationUnitTree;
  }

  private boolean isRecordConstructor(MethodTree method) {
    return method.getName().contentEquals("<init>") && enclosing().getKind() == Tree.Kind.RECORD;
  }

  private Tree enclosing() {
    TreePath parent = getCurrentPath().getParentPath();
    return parent.getLeaf();
  }

  private void found(List<Finding> findings, Tree tree, Rule rule, String what) {
    findings.add(new Finding(file, line(start(tree)), rule, what));
  }

  /// A table of cases in an annotation is long and harmless: only the body counts.
  private long lines(BlockTree body) {
    return line(end(body)) - line(start(body)) + 1;
  }

  private long line(long position) {
    return unit.getLineMap().getLineNumber(position);
  }

  private long start(Tree tree) {
    return trees.getSourcePositions().getStartPosition(unit, tree);
  }

  private long end(Tree tree) {
    return trees.getSourcePositions().getEndPosition(unit, tree);
  }
}
