package dev.pawl.finding;

import dev.pawl.command.Finding;
import org.jspecify.annotations.Nullable;

/**
 * A finding with its state.
 *
 * @param finding the finding
 * @param state whether the finding is new, known or fixed
 * @param baseline whether the baseline of the target contains the finding
 * @param resolution the decision about the finding; null if there is none, or if it has expired
 */
public record ReportedFinding(
    Finding finding, FindingState state, boolean baseline, @Nullable Resolution resolution) {

  /** Returns a phrase for reports, such as {@code new}, {@code suppressed} or {@code false positive}. */
  public String describeState() {
    if (finding.isSuppressed()) {
      return "suppressed";
    }
    if (resolution != null) {
      return resolution.resolution().value().replace('_', ' ');
    }
    return baseline ? "baseline" : state.value();
  }

  /** Returns whether the baseline or a resolution accepts the finding. */
  public boolean isAccepted() {
    return baseline || resolution != null;
  }

  /** Returns whether gates count the finding: neither the code nor the baseline nor a resolution accepts it. */
  public boolean countsInGates() {
    return finding.countsInGates() && !isAccepted();
  }
}
