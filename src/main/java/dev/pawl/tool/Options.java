package dev.pawl.tool;

import dev.pawl.command.Invocation;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The options among the arguments of a command, such as {@code --safe} or {@code --since=main}. The other arguments
 * select files.
 *
 * @param values the values by option name without dashes; empty for options without a value
 */
public record Options(SortedMap<String, String> values) {

  private static final String MARK = "--";

  /**
   * Parses the options of an invocation.
   *
   * @param known the accepted option names, followed by {@code =} if the option has a value
   * @throws IllegalArgumentException if the arguments contain an option that is not accepted
   */
  public static Options of(Invocation invocation, String... known) {
    return of(invocation, List.of(known));
  }

  /** Parses the options of an invocation, with the accepted option names as a list. */
  public static Options of(Invocation invocation, List<String> known) {
    var values = new TreeMap<String, String>();
    for (String word : invocation.arguments().words()) {
      if (isOption(word)) {
        int value = word.indexOf('=') + 1;
        String option = value == 0 ? word : word.substring(0, value);
        if (!known.contains(option.substring(MARK.length()))) {
          throw new IllegalArgumentException(
              "unknown option %s; accepted options: %s".formatted(word, String.join(", ", known)));
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

  /** Returns whether an option is given. */
  public boolean has(String name) {
    return values.containsKey(name);
  }

  /** Returns the value of an option; empty if it is not given. */
  public Optional<String> value(String name) {
    return Optional.ofNullable(values.get(name));
  }
}
