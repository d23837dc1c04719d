package dev.pawl.externaltool;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Parses a configuration file of ShellCheck by the rules of its own parser. A line has directives such as {@code
 * disable=SC2086,SC3043}, whose values may be quoted, and possibly a comment; the directives of all lines add up. After
 * an error, ShellCheck follows no line of the file.
 */
final class ShellCheckDirectives {

  private static final String DISABLE = "disable";
  private static final String SHELL = "shell";

  /** The value that disables all codes. */
  private static final String ALL = "all";

  private static final Pattern KEY = Pattern.compile("[\\p{L}-]+");
  private static final Pattern QUOTED = Pattern.compile("\"[^\"]+\"|'[^']+'");
  private static final Pattern WORD = Pattern.compile("[^ ]++");
  private static final Pattern WORDS = Pattern.compile(".+");
  private static final Pattern UNKNOWN = Pattern.compile("\\S*+");

  private static final Map<String, Pattern> VALUES =
      Map.of(
          DISABLE,
          list("(?:(?:SC)?\\d++(?:-(?:SC)?\\d++)?+|" + ALL + ")"),
          "enable",
          list("[\\p{L}-]++"),
          "external-sources",
          Pattern.compile("\\p{L}++"),
          SHELL,
          WORD,
          "source",
          WORD,
          "source-path",
          WORD);

  private static final int MAX_NAME_LENGTH = 60;

  private ShellCheckDirectives() {}

  private static Pattern list(String element) {
    return Pattern.compile("(?:%1$s(?:,%1$s)*+)?+".formatted(element));
  }

  /**
   * Returns the values of each directive. What ShellCheck ignores of a line has a name of its own.
   *
   * @throws IllegalArgumentException if ShellCheck would reject the file
   */
  static Map<String, Object> parse(String text) {
    Map<String, List<String>> values = new LinkedHashMap<>();
    text.lines()
        .map(String::strip)
        .filter(line -> !line.isEmpty() && line.charAt(0) != '#')
        .forEach(line -> parseLine(line, values));
    var result = new HashMap<String, Object>();
    values.forEach((key, all) -> {
      List<String> distinct = all.stream().distinct().toList();
      if (key.equals(SHELL)) {
        // ShellCheck follows the first one.
        result.put(key, distinct.getFirst());
      } else if (key.equals(DISABLE) && distinct.contains(ALL)) {
        result.put(key, ALL);
      } else {
        result.put(key, distinct);
      }
    });
    return result;
  }

  private static void parseLine(String line, Map<String, List<String>> values) {
    Matcher key = KEY.matcher(line);
    int at = 0;
    while (key.region(at, line.length()).lookingAt()) {
      require(line.startsWith("=", key.end()), line);
      at = parseValue(key.group(), line, key.end() + 1, values);
      while (at < line.length() && Character.isWhitespace(line.charAt(at))) {
        at++;
      }
    }
    require(at > 0, line);
    if (at < line.length() && line.charAt(at) != '#') {
      add(values, shorten(line.substring(at)), "");
    }
  }

  /** Parses the value of a directive, and returns where it ends. */
  private static int parseValue(
      String key, String line, int start, Map<String, List<String>> values) {
    Pattern pattern = VALUES.getOrDefault(key, UNKNOWN);
    boolean isQuoted =
        pattern != UNKNOWN && (line.startsWith("\"", start) || line.startsWith("'", start));
    Matcher quoted = QUOTED.matcher(line).region(start, line.length());
    require(!isQuoted || quoted.lookingAt(), line);
    String text = isQuoted ? line.substring(start + 1, quoted.end() - 1) : line.substring(start);
    Matcher value = (isQuoted && pattern == WORD ? WORDS : pattern).matcher(text);
    require(value.lookingAt() && !text.startsWith(",", value.end()), line);
    addAll(values, key, value.group());
    if (!isQuoted) {
      return start + value.end();
    }
    if (value.end() < text.length()) {
      add(values, shorten(key + "=" + quoted.group()), "");
    }
    return quoted.end();
  }

  private static void addAll(Map<String, List<String>> values, String key, String list) {
    Pattern pattern = VALUES.get(key);
    if (pattern == null) {
      add(values, key, "");
    } else if (pattern == WORD) {
      add(values, key, list);
    } else if (!list.isEmpty()) {
      for (String value : list.split(",")) {
        add(values, key, value);
      }
    }
  }

  private static void add(Map<String, List<String>> values, String key, String value) {
    values.computeIfAbsent(key, name -> new ArrayList<>()).add(value);
  }

  private static void require(boolean valid, String line) {
    if (!valid) {
      throw new IllegalArgumentException("invalid directive: " + line);
    }
  }

  private static String shorten(String text) {
    return text.length() <= MAX_NAME_LENGTH ? text : text.substring(0, MAX_NAME_LENGTH);
  }
}
