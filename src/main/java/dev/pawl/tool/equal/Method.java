package dev.pawl.tool.equal;

import com.sun.source.tree.ClassTree;
import java.util.List;

/**
 * A private method that may be merged with an identical one.
 *
 * @param owner the class that declares it
 * @param start the offset of its first character, including modifiers
 * @param end the offset after its last character
 * @param parameters the number of parameters
 * @param words the tokens of the declaration, with an empty string in place of its own name
 */
record Method(
    String name, ClassTree owner, int start, int end, int parameters, List<String> words) {

  boolean saysTheSameAs(Method other) {
    return owner == other.owner && words.equals(other.words);
  }
}
