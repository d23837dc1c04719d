package dev.pawl.builtin.analysis;

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
final class ComplexityVisitor extends TreeScanner<@Nullable Void, @Nullable Void> {

  private int count = 1;

  private ComplexityVisitor() {}

  static int of(MethodTree method) {
    var complexity = new ComplexityVisitor();
    complexity.scan(method.getBody(), null);
    return complexity.count;
  }

  @Override
  public @Nullable Void visitClass(ClassTree tree, @Nullable Void unused) {
    return null;
  }

  @Override
  public @Nullable Void visitIf(IfTree tree, @Nullable Void unused) {
    count++;
    return super.visitIf(tree, unused);
  }

  @Override
  public @Nullable Void visitForLoop(ForLoopTree tree, @Nullable Void unused) {
    count++;
    return super.visitForLoop(tree, unused);
  }

  @Override
  public @Nullable Void visitEnhancedForLoop(EnhancedForLoopTree tree, @Nullable Void unused) {
    count++;
    return super.visitEnhancedForLoop(tree, unused);
  }

  @Override
  public @Nullable Void visitWhileLoop(WhileLoopTree tree, @Nullable Void unused) {
    count++;
    return super.visitWhileLoop(tree, unused);
  }

  @Override
  public @Nullable Void visitDoWhileLoop(DoWhileLoopTree tree, @Nullable Void unused) {
    count++;
    return super.visitDoWhileLoop(tree, unused);
  }

  @Override
  public @Nullable Void visitCase(CaseTree tree, @Nullable Void unused) {
    count +=
        (int)
            tree.getLabels().stream()
                .filter(label -> !(label instanceof DefaultCaseLabelTree))
                .count();
    return super.visitCase(tree, unused);
  }

  @Override
  public @Nullable Void visitCatch(CatchTree tree, @Nullable Void unused) {
    count++;
    return super.visitCatch(tree, unused);
  }

  @Override
  public @Nullable Void visitConditionalExpression(
      ConditionalExpressionTree tree, @Nullable Void unused) {
    count++;
    return super.visitConditionalExpression(tree, unused);
  }

  @Override
  public @Nullable Void visitBinary(BinaryTree tree, @Nullable Void unused) {
    if (tree.getKind() == Tree.Kind.CONDITIONAL_AND || tree.getKind() == Tree.Kind.CONDITIONAL_OR) {
      count++;
    }
    return super.visitBinary(tree, unused);
  }
}
