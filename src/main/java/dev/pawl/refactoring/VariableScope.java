package dev.pawl.refactoring;

import com.sun.source.tree.BindingPatternTree;
import com.sun.source.tree.BlockTree;
import com.sun.source.tree.CaseTree;
import com.sun.source.tree.CatchTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.EnhancedForLoopTree;
import com.sun.source.tree.ForLoopTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.SwitchExpressionTree;
import com.sun.source.tree.SwitchTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.TryTree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.lang.model.element.Modifier;
import org.jspecify.annotations.Nullable;

/** Finds the declaration of a variable that a simple name refers to, from the syntax alone. */
final class VariableScope {

  private VariableScope() {}

  /**
   * Returns the declaration of a name at a path; empty if the name is not declared in the file, may be inherited, or
   * may be the variable of a pattern, whose scope depends on the control flow.
   */
  static Optional<VariableTree> findDeclaration(TreePath path, String name) {
    if (isPatternVariable(path, name)) {
      return Optional.empty();
    }
    Tree inner = path.getLeaf();
    boolean leftClass = false;
    for (TreePath scope = path.getParentPath(); scope != null; scope = scope.getParentPath()) {
      Optional<VariableTree> found =
          variablesOf(scope.getLeaf(), inner)
              .filter(variable -> variable.getName().contentEquals(name))
              .findFirst();
      if (found.isPresent()) {
        // Reading a static field of an outer class may initialize that class.
        boolean initializes =
            leftClass && found.get().getModifiers().getFlags().contains(Modifier.STATIC);
        return initializes ? Optional.empty() : found;
      }
      inner = scope.getLeaf();
      if (inner instanceof ClassTree type) {
        if (mayInherit(type, scope)) {
          return Optional.empty();
        }
        leftClass = true;
      }
    }
    return Optional.empty();
  }

  /** Returns the variables that a scope declares for one of its parts; in a block, only those declared before it. */
  private static Stream<VariableTree> variablesOf(Tree scope, Tree inner) {
    return switch (scope) {
      case BlockTree block -> variables(block.getStatements(), inner);
      case CaseTree branch -> variables(statementsOf(branch), inner);
      case SwitchTree choice ->
          choice.getCases().stream().flatMap(branch -> variables(statementsOf(branch)));
      case SwitchExpressionTree choice ->
          choice.getCases().stream().flatMap(branch -> variables(statementsOf(branch)));
      case ForLoopTree loop -> variables(loop.getInitializer());
      case EnhancedForLoopTree loop -> Stream.of(loop.getVariable());
      case TryTree attempt -> variables(attempt.getResources());
      case CatchTree handler -> Stream.of(handler.getParameter());
      case LambdaExpressionTree lambda -> variables(lambda.getParameters());
      case MethodTree method -> variables(method.getParameters());
      case ClassTree type -> variables(type.getMembers());
      default -> Stream.empty();
    };
  }

  private static List<? extends Tree> statementsOf(CaseTree branch) {
    return branch.getStatements() == null ? List.of() : branch.getStatements();
  }

  private static Stream<VariableTree> variables(List<? extends Tree> trees, Tree inner) {
    return variables(trees.stream().takeWhile(tree -> tree != inner).toList());
  }

  private static Stream<VariableTree> variables(List<? extends Tree> trees) {
    return trees.stream().filter(VariableTree.class::isInstance).map(VariableTree.class::cast);
  }

  private static boolean mayInherit(ClassTree type, TreePath path) {
    return type.getExtendsClause() != null
        || !type.getImplementsClause().isEmpty()
        || path.getParentPath().getLeaf() instanceof NewClassTree;
  }

  private static boolean isPatternVariable(TreePath path, String name) {
    var scanner =
        new TreePathScanner<Boolean, Void>() {
          @Override
          public Boolean visitBindingPattern(BindingPatternTree tree, @Nullable Void unused) {
            return tree.getVariable().getName().contentEquals(name);
          }

          @Override
          public Boolean reduce(@Nullable Boolean first, @Nullable Boolean second) {
            return Boolean.TRUE.equals(first) || Boolean.TRUE.equals(second);
          }
        };
    return Boolean.TRUE.equals(scanner.scan(new TreePath(path.getCompilationUnit()), null));
  }
}
