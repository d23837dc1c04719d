package dev.pawl.tool.equal;

import com.sun.source.tree.ClassTree;
import java.util.List;
import java.util.Set;

/**
 * A method call or method reference.
 *
 * @param classes the enclosing classes, innermost first
 * @param receiver the text before the method name: empty, {@code this}, or the name of a class
 * @param arguments the number of arguments, or {@link #REFERENCE} for a method reference
 */
record Call(List<ClassTree> classes, String receiver, int arguments) {

  static final int REFERENCE = -1;
  static final String THIS = "this";

  /**
   * Returns whether the call can only resolve to the given method, under either name, provided that no other method of
   * the file has that name. Inherited members are unknown, so in a class that inherits only a call without arguments of
   * a method without parameters is certain to resolve to it.
   *
   * @param clear the names that denote exactly one class, and nothing else, in the whole file
   */
  boolean reaches(Method method, Set<String> clear) {
    ClassTree owner = method.owner();
    int depth = classes.indexOf(owner);
    boolean chosen = isClosed(owner) || method.parameters() == 0 && arguments == 0;
    if (depth < 0 || !chosen) {
      return false;
    }
    if (receiver.isEmpty()) {
      return classes.subList(0, depth).stream().allMatch(Call::isClosed);
    }
    if (receiver.equals(THIS)) {
      return depth == 0;
    }
    return receiver.contentEquals(owner.getSimpleName())
        && clear.contains(receiver)
        && classes.stream().allMatch(Call::isClosed);
  }

  /** Returns whether a class inherits nothing but the members that every class has. */
  private static boolean isClosed(ClassTree type) {
    return !type.getSimpleName().isEmpty()
        && type.getExtendsClause() == null
        && type.getImplementsClause().isEmpty();
  }
}
