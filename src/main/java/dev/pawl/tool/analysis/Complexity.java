package dev.pawl.tool.analysis;

import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.CaseTree;
import com.sun.source.tree.CatchTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.ConditionalExpressionTree;
import com.sun.source.tree.DefaultCaseLabelTree;
import com.sun.source.tree.DoWhileLoopTree;
import com.sun.source.tree.EnhancedForLoopTree;
import com.sun.source.tree.ForLoopTree;
import com.sun.source.tree.IfTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.WhileLoopTree;
import com.sun.source.util.TreeScanner;
import org.jspecify.annotations.Nullable;

/** Computes the cyclomatic complexity of a method, including its lambdas but not the types declared inside it. */
final class Complexity extends TreeScanner<@Nullable Void, @Nullable Void> {

  private int count = 1;

  private Complexity() {}

  static int of(MethodTree method) {
    var complexity = new Complexity();
    complexity.scan(method.getBody(), null);
    return complexity.count;
  }

  @Override
  public @Nullable Void visitClass(ClassTree tree, @Nullable Void none) {
    return null;
  }

  @Override
  public @Nullable Void visitIf(IfTree tree, @Nullable Void none) {
    count++;
    return super.visitIf(tree, none);
  }

  @Override
  public @Nullable Void visitForLoop(ForLoopTree tree, @Nullable Void none) {
    count++;
    return super.visitForLoop(tree, none);
  }

  @Override
  public @Nullable Void visitEnhancedForLoop(EnhancedForLoopTree tree, @Nullable Void none) {
    count++;
    return super.visitEnhancedForLoop(tree, none);
  }

  @Override
  public @Nullable Void visitWhileLoop(WhileLoopTree tree, @Nullable Void none) {
    count++;
    return super.visitWhileLoop(tree, none);
  }

  @Override
  public @Nullable Void visitDoWhileLoop(DoWhileLoopTree tree, @Nullable Void none) {
    count++;
    return super.visitDoWhileLoop(tree, none);
  }

  @Override
  public @Nullable Void visitCase(CaseTree tree, @Nullable Void none) {
    count +=
        (int)
            tree.getLabels().stream()
                .filter(label -> !(label instanceof DefaultCaseLabelTree))
                .count();
    return super.visitCase(tree, none);
  }

  @Override
  public @Nullable Void visitCatch(CatchTree tree, @Nullable Void none) {
    count++;
    return super.visitCatch(tree, none);
  }

  @Override
  public @Nullable Void visitConditionalExpression(
      ConditionalExpressionTree tree, @Nullable Void none) {
    count++;
    return super.visitConditionalExpression(tree, none);
  }

  @Override
  public @Nullable Void visitBinary(BinaryTree tree, @Nullable Void none) {
    if (tree.getKind() == Tree.Kind.CONDITIONAL_AND || tree.getKind() == Tree.Kind.CONDITIONAL_OR) {
      count++;
    }
    return super.visitBinary(tree, none);
  }
}
