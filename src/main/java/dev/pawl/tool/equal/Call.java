package dev.pawl.tool.equal;

import com.sun.source.tree.ClassTree;
import java.util.List;
import java.util.Set;

/**
 * A call of a method, or a reference to one.
 *
 * @param classes those that it stands in, the innermost first
 * @param receiver what stands before the name: nothing, {@code this}, or the name of a class
 * @param arguments how many there are; of a reference {@link #REFERENCE}
 */
record Call(List<ClassTree> classes, String receiver, int arguments) {

  static final int REFERENCE = -1;
  static final String THIS = "this";

  /**
   * Whether it can reach no other method than this one, under whichever name, as long as no other method of the file has the
   * name. What a class inherits is not known, so that only a method without parameters is sure to be chosen there.
   *
   * @param clear names that mean one class and nothing else in the whole file
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

  /** Whether a class has no members but those in its body, and what every class has. */
  private static boolean isClosed(ClassTree type) {
    return !type.getSimpleName().isEmpty()
        && type.getExtendsClause() == null
        && type.getImplementsClause().isEmpty();
  }
}
