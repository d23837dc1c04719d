package dev.pawl.finding;

import io.swagger.v3.oas.annotations.media.Schema;
import java.util.ArrayList;
import java.util.List;

/**
 * The number of findings by state.
 *
 * @param newFindings the number of new findings, except those that the baseline or a resolution accepts
 * @param known the number of known findings, except those that the baseline or a resolution accepts
 * @param baseline the number of findings that the baseline contains
 * @param resolved the number of findings with a resolution that are not in the baseline
 * @param fixed the number of findings that the workflow has fixed
 */
@Schema(name = "FindingStates")
public record FindingStates(
    long newFindings, long known, long baseline, long resolved, long fixed) {

  public static final FindingStates NONE = new FindingStates(0, 0, 0, 0, 0);

  /** Returns whether all findings are known and count in gates, so that there is nothing to distinguish. */
  public boolean isPlain() {
    return newFindings == 0 && baseline == 0 && resolved == 0 && fixed == 0;
  }

  /** Returns a phrase such as {@code 2 new, 5 known, 3 in the baseline, 1 fixed}; numbers of 0 are omitted. */
  public String describe() {
    var parts = new ArrayList<String>();
    add(parts, newFindings, "new");
    add(parts, known, "known");
    add(parts, baseline, "in the baseline");
    add(parts, resolved, "resolved");
    add(parts, fixed, "fixed by this workflow");
    return String.join(", ", parts);
  }

  private static void add(List<String> parts, long count, String words) {
    if (count > 0) {
      parts.add(count + " " + words);
    }
  }
}
