package dev.pawl.workflowlist;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A snapshot of a target.
 *
 * @param snapshot the git tree of the files
 * @param tree the git tree of the latest result
 * @param target the path or URL of the target, or the name of an archive
 * @param workflowId the id of the workflow that created the snapshot
 * @param createdAt the time of creation
 * @param prunedAt the time when both were deleted; absent while they exist
 */
@Schema(name = "SnapshotView")
record SnapshotView(
    String snapshot,
    @Nullable String tree,
    String target,
    String workflowId,
    Instant createdAt,
    @Nullable Instant prunedAt) {

  /** Returns the snapshot of a workflow that has one. */
  static SnapshotView of(WorkflowListEntry entry) {
    return new SnapshotView(
        Objects.requireNonNull(entry.snapshot()),
        entry.tree(),
        entry.targetName(),
        entry.name(),
        entry.createdAt(),
        entry.statesPrunedAt());
  }
}
