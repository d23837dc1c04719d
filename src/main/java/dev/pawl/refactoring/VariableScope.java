package dev.pawl.refactoring;

import com.sun.source.tree.BindingPatternTree;
import com.sun.source.tree.BlockTree;
import com.sun.source.tree.CaseTree;
import com.sun.source.tree.CatchTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
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
import com.sun.source.util.TreeScanner;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import javax.lang.model.element.Modifier;
import org.jspecify.annotations.Nullable;

/**
 * Finds the declaration of a variable that a simple name refers to in one file, from the syntax alone. Each scope is read
 * once, so that the time for all names of a file is linear.
 */
final class VariableScope {

  private final Set<String> patternVariables = new HashSet<>();
  private final Map<Tree, Declarations> scopes = new IdentityHashMap<>();

  VariableScope(CompilationUnitTree unit) {
    new TreeScanner<Void, Void>() {
      @Override
      public @Nullable Void visitBindingPattern(BindingPatternTree tree, @Nullable Void unused) {
        patternVariables.add(tree.getVariable().getName().toString());
        return super.visitBindingPattern(tree, unused);
      }
    }.scan(unit, null);
  }

  /**
   * The variables that a scope declares.
   *
   * @param variables the first variable of each name
   * @param positions the position of each statement in the scope
   */
  private record Declarations(Map<String, VariableTree> variables, Map<Tree, Integer> positions) {

    static Declarations of(Stream<? extends Tree> trees) {
      Map<String, VariableTree> variables = new HashMap<>();
      Map<Tree, Integer> positions = new IdentityHashMap<>();
      trees.forEach(tree -> {
        positions.put(tree, positions.size());
        if (tree instanceof VariableTree variable) {
          variables.putIfAbsent(variable.getName().toString(), variable);
        }
      });
      return new Declarations(variables, positions);
    }

    Optional<VariableTree> find(String name) {
      return Optional.ofNullable(variables.get(name));
    }

    /** Returns the variable that is declared before a statement of the scope. */
    Optional<VariableTree> findBefore(String name, Tree statement) {
      int end = positions.getOrDefault(statement, positions.size());
      return find(name).filter(variable -> positions.getOrDefault(variable, end) < end);
    }
  }

  /**
   * Returns the declaration of a name at a path; empty if the name is not declared in the file, may be inherited, or
   * may be the variable of a pattern, whose scope depends on the control flow.
   */
  Optional<VariableTree> findDeclaration(TreePath path, String name) {
    if (patternVariables.contains(name)) {
      return Optional.empty();
    }
    Tree inner = path.getLeaf();
    boolean leftClass = false;
    for (TreePath scope = path.getParentPath(); scope != null; scope = scope.getParentPath()) {
      Optional<VariableTree> found = find(scope.getLeaf(), inner, name);
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

  /** Returns the variable of a name that a scope declares for one of its parts; in a block, only if declared before it. */
  private Optional<VariableTree> find(Tree scope, Tree inner, String name) {
    Declarations declarations =
        scopes.computeIfAbsent(scope, tree -> Declarations.of(declaringTrees(tree)));
    return scope instanceof BlockTree || scope instanceof CaseTree
        ? declarations.findBefore(name, inner)
        : declarations.find(name);
  }

  private static Stream<? extends Tree> declaringTrees(Tree scope) {
    return switch (scope) {
      case BlockTree block -> block.getStatements().stream();
      case CaseTree branch -> statementsOf(branch).stream();
      case SwitchTree choice ->
          choice.getCases().stream().flatMap(branch -> statementsOf(branch).stream());
      case SwitchExpressionTree choice ->
          choice.getCases().stream().flatMap(branch -> statementsOf(branch).stream());
      case ForLoopTree loop -> loop.getInitializer().stream();
      case EnhancedForLoopTree loop -> Stream.of(loop.getVariable());
      case TryTree attempt -> attempt.getResources().stream();
      case CatchTree handler -> Stream.of(handler.getParameter());
      case LambdaExpressionTree lambda -> lambda.getParameters().stream();
      case MethodTree method -> method.getParameters().stream();
      case ClassTree type -> type.getMembers().stream();
      default -> Stream.empty();
    };
  }

  private static List<? extends Tree> statementsOf(CaseTree branch) {
    return branch.getStatements() == null ? List.of() : branch.getStatements();
  }

  private static boolean mayInherit(ClassTree type, TreePath path) {
    return type.getExtendsClause() != null
        || !type.getImplementsClause().isEmpty()
        || path.getParentPath().getLeaf() instanceof NewClassTree;
  }
}
