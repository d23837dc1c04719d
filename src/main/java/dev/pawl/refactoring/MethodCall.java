package dev.pawl.refactoring;

import com.sun.source.tree.ClassTree;
import java.util.List;
import java.util.Set;

/**
 * A method call or method reference.
 *
 * @param enclosingClasses the enclosing classes, innermost first
 * @param receiver the text before the method name: empty, {@code this}, or the name of a class
 * @param argumentCount the number of arguments, or {@link #REFERENCE} for a method reference
 */
record MethodCall(List<ClassTree> enclosingClasses, String receiver, int argumentCount) {

  static final int REFERENCE = -1;
  static final String THIS = "this";

  /**
   * Returns whether the call can only resolve to the given method, under either name, provided that no other method of
   * the file has that name. Inherited members are unknown, so in a class that inherits only a call without arguments of
   * a method without parameters is certain to resolve to it.
   *
   * @param unambiguousTypes the names that denote exactly one class, and nothing else, in the whole file
   */
  boolean resolvesTo(MergeCandidate candidate, Set<String> unambiguousTypes) {
    ClassTree owner = candidate.owner();
    int depth = enclosingClasses.indexOf(owner);
    boolean unambiguous =
        inheritsNothing(owner) || candidate.parameterCount() == 0 && argumentCount == 0;
    if (depth < 0 || !unambiguous) {
      return false;
    }
    if (receiver.isEmpty()) {
      return enclosingClasses.subList(0, depth).stream().allMatch(MethodCall::inheritsNothing);
    }
    if (receiver.equals(THIS)) {
      return depth == 0;
    }
    return receiver.contentEquals(owner.getSimpleName())
        && unambiguousTypes.contains(receiver)
        && enclosingClasses.stream().allMatch(MethodCall::inheritsNothing);
  }

  /** Returns whether a class inherits nothing but the members that every class has. */
  private static boolean inheritsNothing(ClassTree type) {
    return !type.getSimpleName().isEmpty()
        && type.getExtendsClause() == null
        && type.getImplementsClause().isEmpty();
  }
}
