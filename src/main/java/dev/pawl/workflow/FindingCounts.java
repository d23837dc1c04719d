package dev.pawl.workflow;

/** How many findings there are of each severity. */
public record FindingCounts(long errors, long warnings, long infos) {

  public static final FindingCounts NONE = new FindingCounts(0, 0, 0);

  /** All of them. */
  public long all() {
    return errors + warnings + infos;
  }

  /** In words, such as {@code 1 error, 20 warnings and 3 notes}. */
  public String text() {
    return "%s, %s and %s"
        .formatted(number(errors, "error"), number(warnings, "warning"), number(infos, "note"));
  }

  private static String number(long count, String noun) {
    return count == 1 ? "1 " + noun : count + " " + noun + "s";
  }
}
