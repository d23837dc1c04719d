package dev.pawl.finding;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.hibernate.annotations.UuidGenerator;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;

/** The accepted findings of a target, which do not count in gates. */
@Entity
@Table(name = "baseline")
class Baseline {

  @Id
  @UuidGenerator(style = UuidGenerator.Style.VERSION_7)
  @Column(name = "id")
  private UUID id;

  @Column(name = "target_name", updatable = false)
  private String targetName;

  @Column(name = "project", updatable = false)
  private String project;

  /** The branch or tag whose workflows remove fixed findings. */
  @Column(name = "ref")
  private @Nullable String ref;

  /** The workflow whose findings were accepted last. */
  @Column(name = "workflow")
  private @Nullable String workflow;

  @Column(name = "created_at", updatable = false)
  private Instant createdAt;

  @Column(name = "created_by", updatable = false)
  private @Nullable String createdBy;

  @Column(name = "updated_at")
  private Instant updatedAt;

  /** The number of findings that have left the baseline because they no longer occur. */
  @Column(name = "fixed", updatable = false)
  private long fixed;

  @NullUnmarked
  protected Baseline() {}

  Baseline(TargetKey target, @Nullable String createdBy, Instant now) {
    this();
    this.targetName = target.name();
    this.project = target.project();
    this.createdAt = now;
    this.createdBy = createdBy;
    this.updatedAt = now;
  }

  /** Records that the findings of a workflow were accepted. */
  void accept(ExaminedWorkflow source, Instant now) {
    workflow = source.name();
    ref = source.ref();
    updatedAt = now;
  }

  /** Records that single findings were added or removed. */
  void changeFindings(Instant now) {
    updatedAt = now;
  }

  UUID id() {
    return id;
  }

  String targetName() {
    return targetName;
  }

  String project() {
    return project;
  }

  @Nullable String ref() {
    return ref;
  }

  @Nullable String workflow() {
    return workflow;
  }

  Instant createdAt() {
    return createdAt;
  }

  @Nullable String createdBy() {
    return createdBy;
  }

  Instant updatedAt() {
    return updatedAt;
  }

  long fixed() {
    return fixed;
  }

  /** Returns the baseline in words, such as {@code the baseline of 2026-01-31}. */
  String describe() {
    return "the baseline of " + updatedAt.toString().substring(0, 10);
  }
}
