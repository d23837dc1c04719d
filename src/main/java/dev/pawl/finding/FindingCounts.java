package dev.pawl.finding;

import java.util.stream.Stream;

/**
 * The number of findings by severity.
 *
 * @param suppressed the number of findings that the code suppresses, which are not among the others
 */
public record FindingCounts(long errors, long warnings, long infos, long suppressed) {

  public static final FindingCounts NONE = new FindingCounts(0, 0, 0, 0);

  /** Returns the total number of findings that are not suppressed. */
  public long total() {
    return errors + warnings + infos;
  }

  /** Returns a phrase such as {@code 1 error and 3 notes}; severities without findings are omitted. */
  public String describe() {
    var parts =
        Stream.of(
                pluralize(errors, "error"),
                pluralize(warnings, "warning"),
                pluralize(infos, "note"))
            .filter(part -> !part.isEmpty())
            .toList();
    if (parts.isEmpty()) {
      return "nothing";
    }
    String last = parts.getLast();
    String leading = String.join(", ", parts.subList(0, parts.size() - 1));
    return leading.isEmpty() ? last : leading + " and " + last;
  }

  private static String pluralize(long count, String noun) {
    return count == 0 ? "" : count == 1 ? "1 " + noun : count + " " + noun + "s";
  }
}
