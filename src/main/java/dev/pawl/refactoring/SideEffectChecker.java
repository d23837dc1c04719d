package dev.pawl.refactoring;

import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.ConditionalExpressionTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.ParenthesizedTree;
import com.sun.source.tree.PrimitiveTypeTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.Tree.Kind;
import com.sun.source.tree.UnaryTree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreePath;
import java.util.Set;

/**
 * Checks whether the initializer of a variable can be removed without effect: it calls, creates and changes nothing and
 * cannot fail. Unboxing fails for null (JLS 5.1.8), so a conversion or an operator needs operands whose types are known
 * to be primitive; a name that is not declared in the file may initialize a class.
 */
final class SideEffectChecker {

  private static final Set<Kind> PURE_UNARY =
      Set.of(Kind.UNARY_PLUS, Kind.UNARY_MINUS, Kind.BITWISE_COMPLEMENT, Kind.LOGICAL_COMPLEMENT);
  private static final Set<Kind> MAY_FAIL = Set.of(Kind.DIVIDE, Kind.REMAINDER);

  private final TreePath path;
  private final VariableScope scope;

  private SideEffectChecker(TreePath path, VariableScope scope) {
    this.path = path;
    this.scope = scope;
  }

  /** What is known about the value of an expression without effects. */
  private enum Value {
    /** A primitive value. */
    PRIMITIVE,
    /** A constant string, null, or the value of a variable that is not primitive. */
    REFERENCE,
    /** The expression may have an effect or fail. */
    IMPURE
  }

  /**
   * Returns whether the initializer of a variable has no effect; a missing initializer has none.
   *
   * @param path the path of the variable
   * @param scope the variables of the file
   */
  static boolean isPure(VariableTree variable, TreePath path, VariableScope scope) {
    ExpressionTree initializer = variable.getInitializer();
    if (initializer == null) {
      return true;
    }
    Value value = new SideEffectChecker(path, scope).evaluate(initializer);
    boolean unboxes = variable.getType() instanceof PrimitiveTypeTree && value == Value.REFERENCE;
    return value != Value.IMPURE && !unboxes;
  }

  private Value evaluate(ExpressionTree tree) {
    return switch (tree) {
      case LiteralTree literal ->
          literal.getKind() == Kind.STRING_LITERAL || literal.getKind() == Kind.NULL_LITERAL
              ? Value.REFERENCE
              : Value.PRIMITIVE;
      case LambdaExpressionTree lambda -> Value.REFERENCE;
      case IdentifierTree name -> evaluateName(name.getName().toString());
      case ParenthesizedTree inner -> evaluate(inner.getExpression());
      case UnaryTree unary ->
          PURE_UNARY.contains(unary.getKind()) && isPrimitive(unary.getExpression())
              ? Value.PRIMITIVE
              : Value.IMPURE;
      case BinaryTree binary -> evaluateBinary(binary);
      case ConditionalExpressionTree choice -> evaluateChoice(choice);
      default -> Value.IMPURE;
    };
  }

  private boolean isPrimitive(ExpressionTree tree) {
    return evaluate(tree) == Value.PRIMITIVE;
  }

  private Value evaluateName(String name) {
    return scope
        .findDeclaration(path, name)
        .map(declaration -> {
          Tree type = declaration.getType();
          return type instanceof PrimitiveTypeTree ? Value.PRIMITIVE : Value.REFERENCE;
        })
        .orElse(Value.IMPURE);
  }

  private Value evaluateBinary(BinaryTree binary) {
    ExpressionTree left = binary.getLeftOperand();
    ExpressionTree right = binary.getRightOperand();
    if (MAY_FAIL.contains(binary.getKind())) {
      return Value.IMPURE;
    }
    // Each operand is evaluated once: long chains of operators are nested as deeply.
    Value leftValue = evaluate(left);
    Value rightValue = evaluate(right);
    if (leftValue == Value.PRIMITIVE && rightValue == Value.PRIMITIVE) {
      return Value.PRIMITIVE;
    }
    // The concatenation of other values than constants may call toString().
    boolean concatenation =
        binary.getKind() == Kind.PLUS
            && isConcatenable(left, leftValue)
            && isConcatenable(right, rightValue);
    boolean comparison =
        (binary.getKind() == Kind.EQUAL_TO || binary.getKind() == Kind.NOT_EQUAL_TO)
            && leftValue == Value.REFERENCE
            && rightValue == Value.REFERENCE
            && (left.getKind() == Kind.NULL_LITERAL || right.getKind() == Kind.NULL_LITERAL);
    return concatenation ? Value.REFERENCE : comparison ? Value.PRIMITIVE : Value.IMPURE;
  }

  private static boolean isConcatenable(ExpressionTree tree, Value value) {
    return switch (tree) {
      case LiteralTree literal -> true;
      case ParenthesizedTree inner -> isConcatenable(inner.getExpression(), value);
      case BinaryTree binary -> value != Value.IMPURE;
      default -> value == Value.PRIMITIVE;
    };
  }

  /** Evaluates a conditional expression; one whose branches are of different kinds may unbox. */
  private Value evaluateChoice(ConditionalExpressionTree choice) {
    if (!isPrimitive(choice.getCondition())) {
      return Value.IMPURE;
    }
    if (isPrimitive(choice.getTrueExpression()) && isPrimitive(choice.getFalseExpression())) {
      return Value.PRIMITIVE;
    }
    return isReferenceLiteral(choice.getTrueExpression())
            && isReferenceLiteral(choice.getFalseExpression())
        ? Value.REFERENCE
        : Value.IMPURE;
  }

  private static boolean isReferenceLiteral(ExpressionTree tree) {
    return tree.getKind() == Kind.STRING_LITERAL || tree.getKind() == Kind.NULL_LITERAL;
  }
}
