package dev.pawl.refactoring;

import com.sun.source.tree.ClassTree;
import dev.pawl.language.RenamedVariables;
import java.util.List;

/**
 * A private method that may be merged with an equal one.
 *
 * @param owner the class that declares it
 * @param start the offset of its first character, including modifiers
 * @param end the offset after its last character
 * @param parameterCount the number of parameters
 * @param tokens the tokens of the declaration, with an empty string in place of its own name
 */
record MergeCandidate(
    String name, ClassTree owner, int start, int end, int parameterCount, List<String> tokens) {

  /** Returns whether the other method of the same class does the same; parameters and local variables may differ in name. */
  boolean isEqualTo(MergeCandidate other) {
    return owner == other.owner && RenamedVariables.areEqual(tokens, other.tokens);
  }
}
