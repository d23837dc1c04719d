package dev.pawl.workflow;

import java.util.stream.Stream;

/** The number of findings by severity. */
public record FindingCounts(long errors, long warnings, long infos) {

  public static final FindingCounts NONE = new FindingCounts(0, 0, 0);

  /** Returns the total number of findings. */
  public long all() {
    return errors + warnings + infos;
  }

  /** Returns a phrase such as {@code 1 error and 3 notes}; severities without findings are omitted. */
  public String text() {
    var parts =
        Stream.of(number(errors, "error"), number(warnings, "warning"), number(infos, "note"))
            .filter(part -> !part.isEmpty())
            .toList();
    if (parts.isEmpty()) {
      return "nothing";
    }
    String last = parts.getLast();
    String others = String.join(", ", parts.subList(0, parts.size() - 1));
    return others.isEmpty() ? last : others + " and " + last;
  }

  private static String number(long count, String noun) {
    return count == 0 ? "" : count == 1 ? "1 " + noun : count + " " + noun + "s";
  }
}
