package dev.pawl.workflow;

import java.util.stream.Stream;

/** How many findings there are of each severity. */
public record FindingCounts(long errors, long warnings, long infos) {

  public static final FindingCounts NONE = new FindingCounts(0, 0, 0);

  /** All of them. */
  public long all() {
    return errors + warnings + infos;
  }

  /** In words, such as {@code 1 error and 3 notes}; those of which there are none are left out. */
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
