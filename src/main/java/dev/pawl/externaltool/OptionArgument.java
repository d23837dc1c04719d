package dev.pawl.externaltool;

import com.fasterxml.jackson.annotation.JsonCreator;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * The argument for an option that a target may set.
 *
 * @param templates the arguments by value, or by the kind of values: {@code number}, {@code word}, {@code words} (one
 *     argument for each), {@code list} (one argument, with commas), {@code codes} (the same, for codes and ranges of them;
 *     a range such as {@code SC1000-SC2000} ends before its second code), {@code quoted} (one argument, a list of
 *     strings), {@code toml} (one argument, any value as TOML) or {@code any} (any value, for options that change no
 *     result or that Pawl itself follows); the value takes the place of {@code {}}, and the name that of {@code {name}}.
 *     With {@code data}, the option is passed in the file with {@link ExternalTool#OPTIONS}, if its value is of the stated
 *     kind: {@code boolean}, {@code number} or {@code word}. Without templates, the option is not permitted
 */
record OptionArgument(Map<String, String> templates) {

  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,4}");

  /** Words that are neither paths nor patterns, and that no program can take for anything else. */
  private static final Pattern WORD = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.+-]{0,60}");

  private static final Pattern CODES =
      Pattern.compile("(?:SC)?([0-9]{1,6})(?:-(?:SC)?([0-9]{1,6}))?");

  /** The end of all ranges of codes: no code has more than four digits. */
  private static final int END_OF_CODES = 10_000;

  private static final String DATA = "data";

  private static final int MAX_VALUES = 200;
  private static final int MAX_TOML_LENGTH = 10_000;
  private static final String VALUE = "{}";
  private static final String NAME = "{name}";

  /** A name of TOML that contains nothing but names, and names in quotes without escapes. */
  private static final Pattern TOML_NAME =
      Pattern.compile("([\\w-]+|\"[^\"\\\\\\p{Cntrl}]+\")(\\.([\\w-]+|\"[^\"\\\\\\p{Cntrl}]+\"))*");

  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  OptionArgument {}

  /** Returns the arguments for an option; empty if its value is not permitted. */
  Optional<List<String>> arguments(String name, Object value) {
    if (isData()) {
      return isPermittedData(value) ? Optional.of(List.of()) : Optional.empty();
    }
    String any = templates.get("any");
    if (any != null) {
      return Optional.of(any.isEmpty() ? List.of() : List.of(any));
    }
    String toml = templates.get("toml");
    if (toml != null) {
      return TOML_NAME.matcher(name).matches()
          ? toml(value)
              .filter(text -> text.length() <= MAX_TOML_LENGTH)
              .map(text -> List.of(toml.replace(NAME, name).replace(VALUE, text)))
          : Optional.empty();
    }
    return arguments(value);
  }

  /** Returns whether the option is passed as data instead of as an argument. */
  boolean isData() {
    return templates.containsKey(DATA);
  }

  private boolean isPermittedData(Object value) {
    return switch (String.valueOf(templates.get(DATA))) {
      case "boolean" -> value instanceof Boolean;
      case "number" -> value instanceof Integer && NUMBER.matcher(value.toString()).matches();
      case "word" -> value instanceof String text && WORD.matcher(text).matches();
      default -> false;
    };
  }

  /** Returns a value as TOML in one line; empty if it contains a date or a value that is not TOML. */
  private static Optional<String> toml(Object value) {
    return switch (value) {
      case Boolean truth -> Optional.of(truth.toString());
      case Integer number -> Optional.of(number.toString());
      case Long number -> Optional.of(number.toString());
      case Double number -> Optional.of(number.toString());
      case String text -> Optional.of(JsonMapper.shared().writeValueAsString(text));
      case List<?> list -> tomlList(list);
      case Map<?, ?> table -> tomlTable(table);
      default -> Optional.empty();
    };
  }

  private static Optional<String> tomlList(List<?> list) {
    var texts = new ArrayList<String>();
    for (Object element : list) {
      Optional<String> text = element == null ? Optional.empty() : toml(element);
      if (text.isEmpty()) {
        return Optional.empty();
      }
      texts.add(text.get());
    }
    return Optional.of("[" + String.join(", ", texts) + "]");
  }

  private static Optional<String> tomlTable(Map<?, ?> table) {
    var texts = new ArrayList<String>();
    for (Map.Entry<?, ?> entry : table.entrySet()) {
      Optional<String> key = toml(String.valueOf(entry.getKey()));
      Optional<String> text = entry.getValue() == null ? Optional.empty() : toml(entry.getValue());
      if (key.isEmpty() || text.isEmpty()) {
        return Optional.empty();
      }
      texts.add(key.get() + " = " + text.get());
    }
    return Optional.of("{" + String.join(", ", texts) + "}");
  }

  private Optional<List<String>> arguments(Object value) {
    List<String> values = values(value);
    String exact = values.size() == 1 ? templates.get(values.getFirst()) : null;
    if (exact != null) {
      return Optional.of(exact.isEmpty() ? List.of() : List.of(exact));
    }
    String number = templates.get("number");
    if (number != null && values.size() == 1 && NUMBER.matcher(values.getFirst()).matches()) {
      return Optional.of(List.of(number.replace(VALUE, values.getFirst())));
    }
    if (values.isEmpty()
        || values.size() > MAX_VALUES
        || !values.stream().allMatch(word -> WORD.matcher(word).matches())) {
      return Optional.empty();
    }
    return ofWords(values);
  }

  private Optional<List<String>> ofWords(List<String> words) {
    String word = templates.get("word");
    if (word != null && words.size() == 1) {
      return Optional.of(List.of(word.replace(VALUE, words.getFirst())));
    }
    String each = templates.get("words");
    if (each != null) {
      var arguments = new ArrayList<String>();
      words.forEach(value -> arguments.add(each.replace(VALUE, value)));
      return Optional.of(arguments);
    }
    String codes = templates.get("codes");
    if (codes != null) {
      return codes(words)
          .map(list -> list.isEmpty() ? List.of() : List.of(codes.replace(VALUE, list)));
    }
    return one("list", String.join(",", words))
        .or(() ->
            one(
                "quoted",
                words.stream().map(value -> '"' + value + '"').collect(Collectors.joining(","))));
  }

  /** Returns codes with commas, without ranges; empty if a word is no code. */
  private static Optional<String> codes(List<String> words) {
    var codes = new TreeSet<Integer>();
    for (String word : words) {
      var range = CODES.matcher(word);
      if (!range.matches()) {
        return Optional.empty();
      }
      int first = Integer.parseInt(range.group(1));
      if (range.group(2) == null) {
        codes.add(first);
      } else {
        int end = Math.min(Integer.parseInt(range.group(2)), END_OF_CODES);
        IntStream.range(first, end).forEach(codes::add);
      }
    }
    return Optional.of(codes.stream().map(code -> "SC" + code).collect(Collectors.joining(",")));
  }

  private Optional<List<String>> one(String kind, String value) {
    @Nullable String template = templates.get(kind);
    return template == null
        ? Optional.empty()
        : Optional.of(List.of(template.replace(VALUE, value)));
  }

  private static List<String> values(Object value) {
    if (value instanceof List<?> list) {
      return list.stream().map(String::valueOf).toList();
    }
    String text = String.valueOf(value).strip();
    return text.contains(",")
        ? Arrays.stream(text.split(",")).map(String::strip).toList()
        : List.of(text);
  }
}
