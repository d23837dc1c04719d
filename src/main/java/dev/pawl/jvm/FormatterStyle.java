package dev.pawl.jvm;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The style of a formatter, as the plugin of a project configures it.
 *
 * @param name the name of the style in the words of the formatter
 * @param options the options that differ from those of the style, by name
 */
record FormatterStyle(String name, Map<String, String> options) {

  /** Returns the style that a text describes, such as {@code AOSP formatJavadoc=false}. */
  static FormatterStyle parse(String text) {
    String[] words = text.split(" ");
    Map<String, String> options =
        Arrays.stream(words)
            .skip(1)
            .map(word -> word.split("=", 2))
            .collect(
                Collectors.toMap(
                    option -> option[0], option -> option.length == 1 ? "" : option[1]));
    return new FormatterStyle(words[0], options);
  }

  /** Returns whether an option is on. */
  boolean isOn(String option, boolean byDefault) {
    return Optional.ofNullable(options.get(option)).map(Boolean::valueOf).orElse(byDefault);
  }
}
