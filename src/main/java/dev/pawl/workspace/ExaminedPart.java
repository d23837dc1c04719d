package dev.pawl.workspace;

import dev.pawl.target.TargetScope;
import org.jspecify.annotations.Nullable;

/**
 * The part of a target that a workflow examines, and what its commands read.
 *
 * @param scope the scope of the workflow; null for that of the target's configuration
 * @param wholeTarget whether a command reads files outside of the scope, so that the workspace contains the whole target
 * @param changesFiles whether a command may change files
 */
public record ExaminedPart(@Nullable TargetScope scope, boolean wholeTarget, boolean changesFiles) {

  /** Creates the part of a workflow that has all files of the target in its workspace. */
  static ExaminedPart inWholeTarget(@Nullable TargetScope scope) {
    return new ExaminedPart(scope, true, true);
  }
}
