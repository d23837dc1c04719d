package dev.pawl.submission;

import jakarta.persistence.Column;
import jakarta.persistence.Id;
import jakarta.persistence.MappedSuperclass;
import jakarta.persistence.Version;
import java.time.Instant;
import java.util.UUID;
import org.hibernate.annotations.UuidGenerator;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;

/**
 * A workflow that is stored to be started later, with the conditions under which it starts. Subclasses embed the
 * conditions as {@code definition}, which has a {@code name}.
 *
 * @param <D> the definition, as set by a caller
 */
@MappedSuperclass
public abstract class WorkflowTemplate<D> {

  @Id
  @UuidGenerator
  @Column(name = "id")
  private UUID id;

  /** The version, incremented by each change, including the changes that Pawl makes. */
  @Version
  @Column(name = "version")
  private long version;

  @Column(name = "project", updatable = false)
  private @Nullable String project;

  @Column(name = "created_by", updatable = false)
  private @Nullable String createdBy;

  @Column(name = "created_at", updatable = false)
  private Instant createdAt;

  @Column(name = "updated_at")
  private Instant updatedAt;

  @NullUnmarked
  protected WorkflowTemplate() {}

  protected WorkflowTemplate(@Nullable String project, @Nullable String createdBy, Instant now) {
    this();
    this.version = 1;
    this.project = project;
    this.createdBy = createdBy;
    this.createdAt = now;
    this.updatedAt = now;
  }

  /** Returns the name, which is unique in a project. */
  public abstract String name();

  /** Replaces the definition, and keeps what was recorded about starts. */
  protected abstract void replaceDefinition(D definition, Instant now);

  final void redefine(D definition, Instant now) {
    replaceDefinition(definition, now);
    updatedAt = now;
  }

  public UUID id() {
    return id;
  }

  public long version() {
    return version;
  }

  /** Returns the owning project; null if the template belongs to none. */
  public @Nullable String project() {
    return project;
  }

  public @Nullable String createdBy() {
    return createdBy;
  }

  public Instant createdAt() {
    return createdAt;
  }

  /** Returns the time of the last change of the definition. */
  public Instant updatedAt() {
    return updatedAt;
  }
}
