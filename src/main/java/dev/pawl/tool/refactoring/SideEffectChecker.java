package dev.pawl.tool.refactoring;

import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.ConditionalExpressionTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.ParenthesizedTree;
import com.sun.source.tree.Tree.Kind;
import com.sun.source.tree.UnaryTree;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Checks whether an expression can be removed without effect: it calls, creates and changes nothing and cannot fail.
 */
final class SideEffectChecker {

  private static final Set<Kind> SIDE_EFFECTS =
      Set.of(
          Kind.PREFIX_INCREMENT,
          Kind.PREFIX_DECREMENT,
          Kind.POSTFIX_INCREMENT,
          Kind.POSTFIX_DECREMENT);
  private static final Set<Kind> MAY_FAIL = Set.of(Kind.DIVIDE, Kind.REMAINDER);

  private SideEffectChecker() {}

  /** Returns whether an initializer has no side effects; a missing initializer has none. */
  static boolean isPure(@Nullable ExpressionTree tree) {
    return switch (tree) {
      case null -> true;
      case LiteralTree literal -> true;
      case IdentifierTree name -> true;
      case LambdaExpressionTree lambda -> true;
      case ParenthesizedTree inner -> isPure(inner.getExpression());
      case UnaryTree unary ->
          !SIDE_EFFECTS.contains(unary.getKind()) && isPure(unary.getExpression());
      case BinaryTree binary ->
          !MAY_FAIL.contains(binary.getKind())
              && isPure(binary.getLeftOperand())
              && isPure(binary.getRightOperand());
      case ConditionalExpressionTree choice ->
          isPure(choice.getCondition())
              && isPure(choice.getTrueExpression())
              && isPure(choice.getFalseExpression());
      default -> false;
    };
  }
}
