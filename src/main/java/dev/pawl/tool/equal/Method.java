package dev.pawl.tool.equal;

import com.sun.source.tree.ClassTree;
import java.util.List;

/**
 * A private method that another one may stand in for.
 *
 * @param owner the class that has it in its body
 * @param start where it begins in the text, with its modifiers
 * @param end where what follows it begins
 * @param parameters how many it has
 * @param words all that it says, with nothing in place of its own name
 */
record Method(
    String name, ClassTree owner, int start, int end, int parameters, List<String> words) {

  boolean saysTheSameAs(Method other) {
    return owner == other.owner && words.equals(other.words);
  }
}
