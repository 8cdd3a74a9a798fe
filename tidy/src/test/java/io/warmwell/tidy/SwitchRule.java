package io.warmwell.tidy;

import com.sun.source.tree.CaseTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.DefaultCaseLabelTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.SwitchExpressionTree;
import com.sun.source.tree.SwitchTree;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import com.sun.source.util.Trees;
import io.warmwell.tidy.Finding.Rule;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.TypeElement;
import javax.lang.model.type.DeclaredType;
import org.jspecify.annotations.Nullable;

/// No `default` in a switch over one of our enums or sealed types; needs an analysed source, since
/// only the type of the selector tells.
///
/// Immutable; looks at one source.
final class SwitchRule extends TreePathScanner<@Nullable Void, List<Finding>> {

  private final Trees trees;
  private final CompilationUnitTree unit;
  private final Path file;

  private SwitchRule(Trees trees, CompilationUnitTree unit, Path file) {
    this.trees = trees;
    this.unit = unit;
    this.file = file;
  }

  static List<Finding> check(Trees trees, CompilationUnitTree unit, Path file) {
    var rule = new SwitchRule(trees, unit, file);
    var findings = new ArrayList<Finding>();
    rule.scan(unit, findings);
    return findings;
  }

  @Override
  public @Nullable Void visitSwitch(SwitchTree choice, List<Finding> findings) {
    check(choice.getExpression(), choice.getCases(), findings);
    return super.visitSwitch(choice, findings);
  }

  @Override
  public @Nullable Void visitSwitchExpression(SwitchExpressionTree choice, List<Finding> findings) {
    check(choice.getExpression(), choice.getCases(), findings);
    return super.visitSwitchExpression(choice, findings);
  }

  private void check(
      ExpressionTree selector, List<? extends CaseTree> cases, List<Finding> findings) {
    for (var one : cases) {
      var isDefault = one.getLabels().stream().anyMatch(DefaultCaseLabelTree.class::isInstance);
      if (isDefault && isOurs(selector)) {
        var position = trees.getSourcePositions().getStartPosition(unit, one);
        var line = unit.getLineMap().getLineNumber(position);
        findings.add(
            new Finding(file, line, Rule.DEFAULT_LABEL, "default in a switch over our type"));
      }
    }
  }

  private boolean isOurs(ExpressionTree selector) {
    return trees.getTypeMirror(new TreePath(getCurrentPath(), selector))
            instanceof DeclaredType type
        && type.asElement() instanceof TypeElement element
        && element.getQualifiedName().toString().startsWith("io.warmwell.")
        && (element.getKind() == ElementKind.ENUM
            || element.getModifiers().contains(Modifier.SEALED));
  }
}
