package dev.pawl.workflowlist;

import dev.pawl.target.SourceRevision;
import dev.pawl.workflow.EndedReason;
import dev.pawl.workflow.WorkflowStatus;
import jakarta.persistence.Column;
import jakarta.persistence.Embedded;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.hibernate.annotations.Immutable;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;

/** A workflow in lists: a read-only row without phases, plan and decision, so that a list does not load these. */
@Entity
@Immutable
@Table(name = "workflow")
class WorkflowListEntry {

  @Id
  @Column(name = "id")
  private UUID id;

  @Column(name = "name")
  private String name;

  @Column(name = "type")
  private String type;

  @Column(name = "target_name")
  private String targetName;

  @Enumerated(EnumType.STRING)
  @Column(name = "status")
  private WorkflowStatus status;

  @Enumerated(EnumType.STRING)
  @Column(name = "ended_reason")
  private @Nullable EndedReason endedReason;

  @Column(name = "ended_message")
  private @Nullable String endedMessage;

  @Embedded private @Nullable SourceRevision revision;

  @Column(name = "dry_run")
  private boolean dryRun;

  @Column(name = "priority")
  private short priority;

  @JdbcTypeCode(SqlTypes.JSON)
  @Column(name = "labels")
  private Map<String, String> labels;

  @Column(name = "project")
  private @Nullable String project;

  @Column(name = "session_id")
  private @Nullable UUID sessionId;

  @Column(name = "snapshot")
  private @Nullable String snapshot;

  @Column(name = "tree")
  private @Nullable String tree;

  @Column(name = "created_at")
  private Instant createdAt;

  @Column(name = "started_at")
  private @Nullable Instant startedAt;

  @Column(name = "ended_at")
  private @Nullable Instant endedAt;

  @Column(name = "states_pruned_at")
  private @Nullable Instant statesPrunedAt;

  @NullUnmarked
  protected WorkflowListEntry() {}

  UUID id() {
    return id;
  }

  String name() {
    return name;
  }

  String type() {
    return type;
  }

  String targetName() {
    return targetName;
  }

  WorkflowStatus status() {
    return status;
  }

  @Nullable EndedReason endedReason() {
    return endedReason;
  }

  /** Returns the message of the failure with which the workflow ended; absent if it has not ended or did not fail. */
  @Nullable String endedMessage() {
    return status.isEnded() ? endedMessage : null;
  }

  /** Returns the commit that the workflow examines; absent if the target is not known to be one. */
  @Nullable SourceRevision revision() {
    return revision;
  }

  boolean dryRun() {
    return dryRun;
  }

  int priority() {
    return priority;
  }

  Map<String, String> labels() {
    return labels;
  }

  @Nullable String project() {
    return project;
  }

  @Nullable String snapshot() {
    return snapshot;
  }

  @Nullable String tree() {
    return tree;
  }

  Instant createdAt() {
    return createdAt;
  }

  @Nullable Instant startedAt() {
    return startedAt;
  }

  @Nullable Instant endedAt() {
    return endedAt;
  }

  /** Returns the time when the snapshot and the tree were deleted; absent while they exist. */
  @Nullable Instant statesPrunedAt() {
    return statesPrunedAt;
  }
}
