package dev.pawl.finding;

import dev.pawl.command.Finding;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A finding with its state and its number in the list.
 *
 * @param number the number of the finding in the list of all severities, from 1
 * @param finding the finding
 * @param state whether the finding is new or known by the comparison of the gates of the workflow
 * @param baseline whether the baseline of the target contains the finding, so that gates do not count it
 * @param resolution the decision about the finding; absent if there is none, or if it has expired
 */
@Schema(name = "NumberedFinding")
public record NumberedFinding(
    int number,
    Finding finding,
    FindingState state,
    boolean baseline,
    @Nullable Resolution resolution) {

  /** Returns the finding without its number. */
  ReportedFinding reported() {
    return new ReportedFinding(finding, state, baseline, resolution);
  }
}
