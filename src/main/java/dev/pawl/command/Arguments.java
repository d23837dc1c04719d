package dev.pawl.command;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The arguments of a command.
 *
 * @param raw the arguments as one string, exactly as in the request
 */
public record Arguments(String raw) {

  /** The empty arguments. */
  public static final Arguments NONE = new Arguments("");

  private static final Pattern PLACEHOLDER = Pattern.compile("\\$([1-9])(?![0-9])");
  private static final String ALL_ARGUMENTS = "$ARGUMENTS";

  /** Returns the words as a shell splits them: at whitespace that is neither quoted nor escaped by a backslash. */
  public List<String> words() {
    var words = new ArrayList<String>();
    var word = new StringBuilder();
    boolean inWord = false;
    char quote = 0;
    for (int i = 0; i < raw.length(); i++) {
      char c = raw.charAt(i);
      boolean escape = c == '\\' && quote != '\'' && i + 1 < raw.length();
      if (escape) {
        word.append(raw.charAt(++i));
        inWord = true;
      } else if (quote == 0 && (c == '"' || c == '\'')) {
        quote = c;
        inWord = true;
      } else if (quote != 0 && c == quote) {
        quote = 0;
      } else if (quote == 0 && Character.isWhitespace(c)) {
        if (inWord) {
          words.add(word.toString());
          word.setLength(0);
        }
        inWord = false;
      } else {
        word.append(c);
        inWord = true;
      }
    }
    if (inWord) {
      words.add(word.toString());
    }
    return words;
  }

  /**
   * Replaces the placeholders in a text. A placeholder without an argument remains, and so does {@code $1} in fenced
   * code.
   */
  public String replacePlaceholders(String body) {
    return ScriptBlocks.parseLines(body).stream()
        .map(line -> line.code() ? line.text() : replacePositional(line.text()))
        .map(line -> line.replace(ALL_ARGUMENTS, raw))
        .collect(Collectors.joining("\n"));
  }

  /** Replaces the placeholders in an argument list; an element {@code $ARGUMENTS} is replaced by all words. */
  public List<String> replacePlaceholders(List<String> program) {
    var arguments = new ArrayList<String>();
    for (String argument : program) {
      if (argument.equals(ALL_ARGUMENTS)) {
        arguments.addAll(words());
      } else {
        arguments.add(replacePositional(argument).replace(ALL_ARGUMENTS, raw));
      }
    }
    return arguments;
  }

  private String replacePositional(String text) {
    List<String> words = words();
    return PLACEHOLDER
        .matcher(text)
        .replaceAll(match -> {
          int number = Integer.parseInt(match.group(1));
          String value = number <= words.size() ? words.get(number - 1) : match.group();
          return Matcher.quoteReplacement(value);
        });
  }
}
