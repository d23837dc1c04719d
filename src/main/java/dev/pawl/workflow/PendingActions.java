package dev.pawl.workflow;

import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import java.util.List;
import java.util.Optional;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.annotations.Mutability;
import org.hibernate.type.SqlTypes;
import org.hibernate.type.descriptor.java.Immutability;
import org.jspecify.annotations.Nullable;

/** The requested user actions that are not yet executed, and the end of a workflow whose compensations are in progress. */
@Embeddable
class PendingActions {

  @Column(name = "cancel_requested")
  private boolean cancelRequested;

  @Column(name = "rollback_requested")
  private boolean rollbackRequested;

  @Column(name = "pause_requested")
  private boolean pauseRequested;

  @Column(name = "superseded_by")
  private @Nullable String supersededBy;

  @JdbcTypeCode(SqlTypes.JSON)
  @Mutability(Immutability.class)
  @Column(name = "rollback_paths")
  private @Nullable List<String> rollbackPaths;

  @Column(name = "publication_requested")
  private boolean publicationRequested;

  @JdbcTypeCode(SqlTypes.JSON)
  @Mutability(Immutability.class)
  @Column(name = "publication_paths")
  private @Nullable List<String> publicationPaths;

  @Enumerated(EnumType.STRING)
  @Column(name = "ending_status")
  private @Nullable WorkflowStatus endingStatus;

  @Enumerated(EnumType.STRING)
  @Column(name = "ending_reason")
  private @Nullable EndedReason endingReason;

  WorkflowRows.ActionColumns toColumns() {
    return new WorkflowRows.ActionColumns(
        cancelRequested,
        rollbackRequested,
        pauseRequested,
        supersededBy,
        rollbackPaths,
        publicationRequested,
        publicationPaths,
        endingStatus == null ? null : endingStatus.name(),
        endingReason == null ? null : endingReason.name());
  }

  boolean isCancelRequested() {
    return cancelRequested;
  }

  boolean isRollbackRequested() {
    return rollbackRequested;
  }

  boolean isPauseRequested() {
    return pauseRequested;
  }

  /** Requests cancellation, by a user or in favor of a newer workflow. */
  void cancel(@Nullable String newerWorkflow) {
    cancelRequested = true;
    supersededBy = newerWorkflow;
  }

  /** Returns the reason for the end of a cancelled workflow. */
  EndedReason cancelReason() {
    return supersededBy == null ? EndedReason.CANCELLED_BY_USER : EndedReason.SUPERSEDED;
  }

  /** Requests a rollback of the published files that match the globs; of all files when there are none. */
  void requestRollback(List<String> paths) {
    rollbackRequested = true;
    rollbackPaths = paths.isEmpty() ? null : List.copyOf(paths);
  }

  /** Clears the rollback request after the rollback has succeeded or failed. */
  void clearRollback() {
    rollbackRequested = false;
    rollbackPaths = null;
  }

  /** Returns the globs of the files to roll back; all files when empty. */
  List<String> rollbackPaths() {
    return rollbackPaths == null ? List.of() : rollbackPaths;
  }

  boolean isPublicationRequested() {
    return publicationRequested;
  }

  /** Requests the publication of the changed files that match the globs; of all files when there are none. */
  void requestPublication(List<String> paths) {
    publicationRequested = true;
    publicationPaths = paths.isEmpty() ? null : List.copyOf(paths);
  }

  /** Clears the publication request after the publication has succeeded or failed. */
  void clearPublication() {
    publicationRequested = false;
    publicationPaths = null;
  }

  /** Returns the globs of the files to publish; all files when empty. */
  List<String> publicationPaths() {
    return publicationPaths == null ? List.of() : publicationPaths;
  }

  void setPauseRequested(boolean requested) {
    pauseRequested = requested;
  }

  /** Clears the cancellation and pause requests on resumption. */
  void clearCancelAndPause() {
    cancelRequested = false;
    pauseRequested = false;
    supersededBy = null;
  }

  @Nullable String supersededBy() {
    return supersededBy;
  }

  /** Sets the status and reason with which the workflow ends after its compensations. */
  void endAfterCompensation(StepTransition.End end) {
    endingStatus = end.status();
    endingReason = end.reason();
  }

  void clearEnd() {
    endingStatus = null;
    endingReason = null;
  }

  /** Returns the pending end; empty while no compensation is in progress. */
  Optional<StepTransition.End> end() {
    return endingStatus == null || endingReason == null
        ? Optional.empty()
        : Optional.of(new StepTransition.End(endingStatus, endingReason));
  }
}
