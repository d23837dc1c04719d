package dev.pawl.tool.external;

import com.fasterxml.jackson.annotation.JsonCreator;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The argument for an option that a target may set.
 *
 * @param templates the arguments by value, or by the kind of values: {@code number}, {@code word}, {@code words} (one
 *     argument for each), {@code list} (one argument, with commas) or {@code quoted} (one argument, a list of strings);
 *     the value takes the place of {@code {}}
 */
record OptionArgument(Map<String, String> templates) {

  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,4}");

  /** Words that are neither paths nor patterns, and that no program can take for anything else. */
  private static final Pattern WORD = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.+-]{0,60}");

  private static final int MAX_VALUES = 200;
  private static final String VALUE = "{}";

  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  OptionArgument {}

  /** Returns the arguments for a value; empty if the value is not permitted. */
  Optional<List<String>> arguments(Object value) {
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
    return one("list", String.join(",", words))
        .or(() ->
            one(
                "quoted",
                words.stream().map(value -> '"' + value + '"').collect(Collectors.joining(","))));
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
