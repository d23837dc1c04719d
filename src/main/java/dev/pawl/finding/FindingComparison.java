package dev.pawl.finding;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The comparison that decides which findings are new, and which gates do not count.
 *
 * @param known the fingerprints of the findings that the compared state has too
 * @param inBase the fingerprints of the findings that the base versions of the files have too; null without a base
 * @param baseline the fingerprints of the findings that the baseline of the target contains
 * @param resolved the fingerprints of the findings with a resolution that has not expired
 * @param description the compared state, such as {@code the base main at 1a2b3c4d5e}
 */
public record FindingComparison(
    Set<String> known,
    @Nullable Set<String> inBase,
    Set<String> baseline,
    Set<String> resolved,
    String description) {

  /** Returns whether a baseline or a resolution accepts a finding, so that gates do not count it. */
  public boolean isAccepted(String fingerprint) {
    return baseline.contains(fingerprint) || resolved.contains(fingerprint);
  }

  /** Returns whether a finding is new. */
  public boolean isNew(String fingerprint) {
    return !known.contains(fingerprint);
  }

  /** Returns whether the base version of the file has a finding too. */
  boolean isInBase(String fingerprint) {
    return inBase != null && inBase.contains(fingerprint);
  }
}
