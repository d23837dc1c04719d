package dev.pawl.tool.analysis;

import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.CaseTree;
import com.sun.source.tree.CatchTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.ConditionalExpressionTree;
import com.sun.source.tree.DoWhileLoopTree;
import com.sun.source.tree.EnhancedForLoopTree;
import com.sun.source.tree.ForLoopTree;
import com.sun.source.tree.IfTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.WhileLoopTree;
import com.sun.source.util.TreeScanner;
import dev.pawl.tool.javasyntax.JavaParser;
import dev.pawl.tool.javasyntax.JavaParser.Parsed;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Finds the methods and constructors of Java, how long they are and how many ways lead through them. */
@Component
class JavaFunctions {

  /**
   * One of them.
   *
   * @param name with its class, such as {@code Outer.Inner.method}
   * @param complexity cyclomatic, after McCabe: one more than its decisions; lambdas count to the method around them
   */
  record Function(String name, int firstLine, int lastLine, int complexity) {

    int lines() {
      return lastLine - firstLine + 1;
    }
  }

  private final JavaParser parser;

  JavaFunctions(JavaParser parser) {
    this.parser = parser;
  }

  /** All functions of a text, in its order; none when it does not parse. */
  List<Function> in(String text) throws IOException {
    Parsed parsed = parser.parse(text);
    if (!parsed.clean()) {
      return List.of();
    }
    CompilationUnitTree unit = parsed.unit().orElseThrow();
    var scanner = new Scanner(unit, parsed);
    scanner.scan(unit, null);
    return scanner.found;
  }

  private static final class Scanner extends TreeScanner<@Nullable Void, @Nullable Void> {

    private final CompilationUnitTree unit;
    private final Parsed parsed;
    private final Deque<String> classes = new ArrayDeque<>();
    private final List<Function> found = new ArrayList<>();
    private int decisions;

    Scanner(CompilationUnitTree unit, Parsed parsed) {
      this.unit = unit;
      this.parsed = parsed;
    }

    @Override
    public @Nullable Void visitClass(ClassTree tree, @Nullable Void none) {
      int outside = decisions;
      classes.addLast(tree.getSimpleName().isEmpty() ? "new" : tree.getSimpleName().toString());
      super.visitClass(tree, none);
      classes.removeLast();
      decisions = outside;
      return null;
    }

    @Override
    public @Nullable Void visitMethod(MethodTree tree, @Nullable Void none) {
      int outside = decisions;
      decisions = 0;
      super.visitMethod(tree, none);
      if (tree.getBody() != null) {
        String name = tree.getName().contentEquals("<init>") ? "" : "." + tree.getName();
        long first = parsed.positions().getStartPosition(unit, tree);
        long last = parsed.positions().getEndPosition(unit, tree);
        found.add(
            new Function(
                String.join(".", classes) + name,
                (int) unit.getLineMap().getLineNumber(first),
                (int) unit.getLineMap().getLineNumber(last),
                decisions + 1));
      }
      decisions = outside;
      return null;
    }

    @Override
    public @Nullable Void visitIf(IfTree tree, @Nullable Void none) {
      decisions++;
      return super.visitIf(tree, none);
    }

    @Override
    public @Nullable Void visitForLoop(ForLoopTree tree, @Nullable Void none) {
      decisions++;
      return super.visitForLoop(tree, none);
    }

    @Override
    public @Nullable Void visitEnhancedForLoop(EnhancedForLoopTree tree, @Nullable Void none) {
      decisions++;
      return super.visitEnhancedForLoop(tree, none);
    }

    @Override
    public @Nullable Void visitWhileLoop(WhileLoopTree tree, @Nullable Void none) {
      decisions++;
      return super.visitWhileLoop(tree, none);
    }

    @Override
    public @Nullable Void visitDoWhileLoop(DoWhileLoopTree tree, @Nullable Void none) {
      decisions++;
      return super.visitDoWhileLoop(tree, none);
    }

    @Override
    public @Nullable Void visitCase(CaseTree tree, @Nullable Void none) {
      decisions +=
          (int)
              tree.getLabels().stream()
                  .filter(label -> label.getKind() != Tree.Kind.DEFAULT_CASE_LABEL)
                  .count();
      return super.visitCase(tree, none);
    }

    @Override
    public @Nullable Void visitCatch(CatchTree tree, @Nullable Void none) {
      decisions++;
      return super.visitCatch(tree, none);
    }

    @Override
    public @Nullable Void visitConditionalExpression(
        ConditionalExpressionTree tree, @Nullable Void none) {
      decisions++;
      return super.visitConditionalExpression(tree, none);
    }

    @Override
    public @Nullable Void visitBinary(BinaryTree tree, @Nullable Void none) {
      boolean joins =
          tree.getKind() == Tree.Kind.CONDITIONAL_AND || tree.getKind() == Tree.Kind.CONDITIONAL_OR;
      decisions += joins ? 1 : 0;
      return super.visitBinary(tree, none);
    }
  }
}
