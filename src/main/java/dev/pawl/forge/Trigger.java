package dev.pawl.forge;

import dev.pawl.forge.ForgeEvent.Type;
import dev.pawl.glob.Glob;
import dev.pawl.submission.WorkflowTemplate;
import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import jakarta.persistence.Embedded;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.List;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.annotations.Mutability;
import org.hibernate.type.SqlTypes;
import org.hibernate.type.descriptor.java.Immutability;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;

/** A trigger: the events of a repository, the workflow that they start, and the result of the last event. */
@Entity
@Table(name = "forge_trigger")
class Trigger extends WorkflowTemplate<Trigger.TriggerDefinition> {

  @Embedded private TriggerDefinition definition;

  @Column(name = "last_event_at")
  private @Nullable Instant lastEventAt;

  @Column(name = "last_workflow")
  private @Nullable String lastWorkflowId;

  @Column(name = "last_error")
  private @Nullable String lastError;

  /**
   * The definition of a trigger, as set by a caller.
   *
   * @param forge the name of the connection
   * @param repository the full name of the repository, in lower case
   * @param branches the globs of branches; all if empty
   * @param paths the globs of changed files; all if empty
   * @param forks whether pull requests from other repositories start workflows
   * @param report whether the workflows are reported on the forge
   * @param createPullRequest whether the result of a push gets a pull request
   * @param workflowJson the request body of the submission without the target (JSON)
   */
  @Embeddable
  record TriggerDefinition(
      @Column(name = "name") String name,
      @Column(name = "forge") String forge,
      @Column(name = "repository") String repository,
      @JdbcTypeCode(SqlTypes.JSON) @Mutability(Immutability.class) @Column(name = "events")
          List<Type> events,
      @JdbcTypeCode(SqlTypes.JSON) @Mutability(Immutability.class) @Column(name = "branches")
          List<String> branches,
      @JdbcTypeCode(SqlTypes.JSON) @Mutability(Immutability.class) @Column(name = "paths")
          List<String> paths,
      @Column(name = "forks") boolean forks,
      @Column(name = "report") boolean report,
      @Column(name = "create_pull_request") boolean createPullRequest,
      @Column(name = "workflow") String workflowJson,
      @Column(name = "enabled") boolean enabled) {

    /** Returns whether the type, the origin and the branch of an event match; its files are compared later. */
    boolean matches(ForgeEvent event) {
      return events.contains(event.type())
          && (forks || !event.fork())
          && matchesAny(branches, event.branch());
    }

    /** Returns whether one of the changed files matches; true if they are not completely known. */
    boolean matchesFiles(@Nullable List<String> files) {
      return files == null || files.stream().anyMatch(file -> matchesAny(paths, file));
    }

    private static boolean matchesAny(List<String> globs, String text) {
      return globs.isEmpty() || globs.stream().anyMatch(glob -> Glob.path(glob).matches(text));
    }
  }

  @NullUnmarked
  protected Trigger() {}

  Trigger(
      TriggerDefinition definition,
      @Nullable String project,
      @Nullable String createdBy,
      Instant now) {
    super(project, createdBy, now);
    this.definition = definition;
  }

  @Override
  protected void replaceDefinition(TriggerDefinition newDefinition, Instant now) {
    definition = newDefinition;
  }

  /** Records that an event has started a workflow. */
  void started(String workflowId, Instant now) {
    lastEventAt = now;
    lastWorkflowId = workflowId;
    lastError = null;
  }

  /** Records that an event could not start a workflow. */
  void failed(String error, Instant now) {
    lastEventAt = now;
    lastError = error;
  }

  @Override
  public String name() {
    return definition.name();
  }

  TriggerDefinition definition() {
    return definition;
  }

  @Nullable Instant lastEventAt() {
    return lastEventAt;
  }

  @Nullable String lastWorkflowId() {
    return lastWorkflowId;
  }

  @Nullable String lastError() {
    return lastError;
  }
}
