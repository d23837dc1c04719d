package dev.pawl.tool;

import dev.pawl.command.Invocation;
import java.util.HashSet;
import java.util.Set;

/**
 * What of the arguments of a command says how it works, such as {@code --safe}, and not on which files.
 *
 * @param names without the dashes
 */
public record Options(Set<String> names) {

  private static final String MARK = "--";

  /**
   * The options of an invocation.
   *
   * @throws IllegalArgumentException when there is one that the command does not know
   */
  public static Options of(Invocation invocation, String... known) {
    var names = new HashSet<String>();
    for (String word : invocation.arguments().words()) {
      if (isOption(word)) {
        names.add(word.substring(MARK.length()));
      }
    }
    for (String name : names) {
      if (!Set.of(known).contains(name)) {
        throw new IllegalArgumentException(
            "--%s is not an option; there are: %s".formatted(name, String.join(", ", known)));
      }
    }
    return new Options(names);
  }

  static boolean isOption(String word) {
    return word.startsWith(MARK);
  }

  /** Whether an option is given. */
  public boolean has(String name) {
    return names.contains(name);
  }
}
