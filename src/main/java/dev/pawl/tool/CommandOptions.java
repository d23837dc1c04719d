package dev.pawl.tool;

import dev.pawl.command.CommandContext;
import dev.pawl.command.InvalidArgumentsException;
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
public record CommandOptions(SortedMap<String, String> values) {

  /** The option of all commands with which a selection of files may be empty. */
  static final String ALLOW_EMPTY = "--allow-empty";

  private static final String PREFIX = "--";

  /**
   * Parses the options of an invocation.
   *
   * @param accepted the accepted option names, followed by {@code =} if the option has a value
   * @throws InvalidArgumentsException if the arguments contain an option that is not accepted
   */
  public static CommandOptions of(CommandContext context, String... accepted) {
    return of(context, List.of(accepted));
  }

  /** Parses the options of an invocation, with the accepted option names as a list. */
  public static CommandOptions of(CommandContext context, List<String> accepted) {
    var values = new TreeMap<String, String>();
    for (String argument : context.arguments().words()) {
      if (isOption(argument) && !argument.equals(ALLOW_EMPTY)) {
        int valueStart = argument.indexOf('=') + 1;
        String option = valueStart == 0 ? argument : argument.substring(0, valueStart);
        if (!accepted.contains(option.substring(PREFIX.length()))) {
          throw new InvalidArgumentsException(
              "unknown option %s; accepted options: %s"
                  .formatted(argument, String.join(", ", accepted)));
        }
        String name =
            option.substring(PREFIX.length(), valueStart == 0 ? argument.length() : valueStart - 1);
        values.put(name, valueStart == 0 ? "" : argument.substring(valueStart));
      }
    }
    return new CommandOptions(values);
  }

  static boolean isOption(String argument) {
    return argument.startsWith(PREFIX);
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
