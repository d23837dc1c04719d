package dev.pawl.tool;

import dev.pawl.command.Invocation;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What of the arguments of a command says how it works, such as {@code --safe} or {@code --since=main}, and not on which
 * files.
 *
 * @param values by name, without the dashes; empty for options without one
 */
public record Options(SortedMap<String, String> values) {

  private static final String MARK = "--";

  /**
   * The options of an invocation.
   *
   * @param known their names; with {@code =} at the end when they have a value
   * @throws IllegalArgumentException when there is one that the command does not know
   */
  public static Options of(Invocation invocation, String... known) {
    return of(invocation, List.of(known));
  }

  /** The same. */
  public static Options of(Invocation invocation, List<String> known) {
    var values = new TreeMap<String, String>();
    for (String word : invocation.arguments().words()) {
      if (isOption(word)) {
        int value = word.indexOf('=') + 1;
        String option = value == 0 ? word : word.substring(0, value);
        if (!known.contains(option.substring(MARK.length()))) {
          throw new IllegalArgumentException(
              "%s is not an option; there are: %s".formatted(word, String.join(", ", known)));
        }
        String name = option.substring(MARK.length(), value == 0 ? word.length() : value - 1);
        values.put(name, value == 0 ? "" : word.substring(value));
      }
    }
    return new Options(values);
  }

  static boolean isOption(String word) {
    return word.startsWith(MARK);
  }

  /** Whether an option is given. */
  public boolean has(String name) {
    return values.containsKey(name);
  }

  /** The value of an option; empty when it is not given. */
  public Optional<String> value(String name) {
    return Optional.ofNullable(values.get(name));
  }
}
