package dev.pawl.tool;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The arguments with which a target runs a formatter, as a style of that formatter.
 *
 * @param passed the arguments that Pawl passes on; none of them contains a space
 * @param leftOut the arguments that Pawl does not pass on
 */
public record ToolArguments(List<String> passed, List<String> leftOut) {

  /** No arguments. */
  public static final ToolArguments NONE = new ToolArguments(List.of(), List.of());

  private static final String PREFIX = "arguments: ";
  private static final String LEFT_OUT = "; left out: ";

  /** Returns the arguments that a style describes; none if it describes something else. */
  public static ToolArguments of(@Nullable String style) {
    if (style == null || !style.startsWith(PREFIX)) {
      return NONE;
    }
    int end = style.indexOf(LEFT_OUT);
    return end < 0
        ? new ToolArguments(split(style.substring(PREFIX.length())), List.of())
        : new ToolArguments(
            split(style.substring(PREFIX.length(), end)),
            split(style.substring(end + LEFT_OUT.length())));
  }

  private static List<String> split(String text) {
    return Arrays.stream(text.split(" ")).filter(argument -> !argument.isEmpty()).toList();
  }

  /** Returns the style that describes these arguments; null if there are none. */
  public @Nullable String toStyle() {
    if (passed.isEmpty() && leftOut.isEmpty()) {
      return null;
    }
    String style = PREFIX + String.join(" ", passed);
    return leftOut.isEmpty() ? style : style + LEFT_OUT + String.join(" ", leftOut);
  }

  /** Returns a detection with a note on the arguments that are left out, if any. */
  public ToolDetection note(ToolDetection detection) {
    if (leftOut.isEmpty() || !detection.isPresent()) {
      return detection;
    }
    String note = "arguments that are not passed on: " + String.join(" ", leftOut);
    String other = detection.ignoredConfiguration();
    return detection.withIgnoredConfiguration(other == null ? note : other + "; " + note);
  }
}
