package dev.pawl.command;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The arguments of a command.
 *
 * @param typed the arguments as one string, exactly as in the request
 */
public record Arguments(String typed) {

  /** The empty arguments. */
  public static final Arguments NONE = new Arguments("");

  private static final Pattern PLACE = Pattern.compile("\\$([1-9])(?![0-9])");
  private static final String ALL = "$ARGUMENTS";

  /** Returns the words as a shell splits them: at whitespace that is neither quoted nor escaped by a backslash. */
  public List<String> words() {
    var words = new ArrayList<String>();
    var word = new StringBuilder();
    boolean open = false;
    char quote = 0;
    for (int i = 0; i < typed.length(); i++) {
      char c = typed.charAt(i);
      boolean escape = c == '\\' && quote != '\'' && i + 1 < typed.length();
      if (escape) {
        word.append(typed.charAt(++i));
        open = true;
      } else if (quote == 0 && (c == '"' || c == '\'')) {
        quote = c;
        open = true;
      } else if (quote != 0 && c == quote) {
        quote = 0;
      } else if (quote == 0 && Character.isWhitespace(c)) {
        if (open) {
          words.add(word.toString());
          word.setLength(0);
        }
        open = false;
      } else {
        word.append(c);
        open = true;
      }
    }
    if (open) {
      words.add(word.toString());
    }
    return words;
  }

  /**
   * Replaces the placeholders in a text. A placeholder without an argument remains, and so does {@code $1} in fenced
   * code.
   */
  public String fill(String body) {
    return Scripts.lines(body).stream()
        .map(line -> line.code() ? line.text() : places(line.text()))
        .map(line -> line.replace(ALL, typed))
        .collect(Collectors.joining("\n"));
  }

  /** Replaces the placeholders in an argument list; an element {@code $ARGUMENTS} is replaced by all words. */
  public List<String> fill(List<String> program) {
    var filled = new ArrayList<String>();
    for (String argument : program) {
      if (argument.equals(ALL)) {
        filled.addAll(words());
      } else {
        filled.add(places(argument).replace(ALL, typed));
      }
    }
    return filled;
  }

  private String places(String text) {
    List<String> words = words();
    return PLACE
        .matcher(text)
        .replaceAll(found -> {
          int number = Integer.parseInt(found.group(1));
          String value = number <= words.size() ? words.get(number - 1) : found.group();
          return Matcher.quoteReplacement(value);
        });
  }
}
