package dev.pawl.submission;

import dev.pawl.project.ProjectService;
import dev.pawl.web.ResourceConflictException;
import dev.pawl.web.VersionPrecondition;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.transaction.annotation.Transactional;

/**
 * Manages the templates of one kind that the caller may see.
 *
 * @param <T> the template
 * @param <D> its definition
 */
public abstract class WorkflowTemplateService<T extends WorkflowTemplate<D>, D> {

  /** The largest number of templates of a project, or of those without one. */
  public static final int MAX_TEMPLATES = 1000;

  private final String kind;
  private final String tooManyType;
  private final String uniqueName;
  private final WorkflowTemplateRepository<T> templates;
  private final ProjectService projects;
  private final Clock clock;

  /**
   * Creates a service.
   *
   * @param kind the kind of the templates, such as schedule, for messages
   * @param tooManyType the type of the problem that a project has the largest number of templates
   * @param uniqueName the constraint or index that allows each name only once in a project
   */
  protected WorkflowTemplateService(
      String kind,
      String tooManyType,
      String uniqueName,
      WorkflowTemplateRepository<T> templates,
      ProjectService projects,
      Clock clock) {
    this.kind = kind;
    this.tooManyType = tooManyType;
    this.uniqueName = uniqueName;
    this.templates = templates;
    this.projects = projects;
    this.clock = clock;
  }

  /** Returns a new template with a definition. */
  protected abstract T create(
      D definition, @Nullable String project, @Nullable String createdBy, Instant now);

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MICROS);
  }

  private @Nullable String currentProject() {
    return projects.currentName().orElse(null);
  }

  /** Returns all visible templates, by name. */
  public List<T> findAll() {
    return templates.findVisible(currentProject());
  }

  public Optional<T> find(UUID id) {
    return templates.findVisibleById(id, currentProject());
  }

  /**
   * Creates a template.
   *
   * @param createdBy the name of the caller
   * @throws ResourceConflictException if the name is taken, or the project has the maximum number of templates
   */
  @Transactional
  public T create(D definition, @Nullable String createdBy) {
    String project = currentProject();
    // Concurrent creations cannot exceed the limit.
    templates.lockTable();
    if (templates.countOfProject(project) >= MAX_TEMPLATES) {
      throw ResourceConflictException.tooMany(tooManyType, kind, MAX_TEMPLATES);
    }
    return save(create(definition, project, createdBy, now()));
  }

  /**
   * Replaces the definition of a template; what was recorded about its starts is kept.
   *
   * @param precondition the precondition on the current version
   * @return the changed template; empty if the id is unknown
   * @throws ResourceConflictException if the precondition does not hold, or the name is taken
   */
  @Transactional
  public Optional<T> replace(UUID id, D definition, VersionPrecondition precondition) {
    return change(
        id,
        current -> {
          if (!precondition.matches(current.version())) {
            throw ResourceConflictException.versionMismatch(
                kind, VersionPrecondition.etag(current.version()));
          }
          return Optional.of(definition);
        });
  }

  /**
   * Changes the definition of a template in the current transaction.
   *
   * @param change returns the new definition; empty for no change
   * @return the template; empty if the id is unknown
   */
  protected final Optional<T> change(UUID id, Function<T, Optional<D>> change) {
    Optional<T> template = templates.findForUpdate(id, currentProject());
    template.ifPresent(current ->
        change
            .apply(current)
            .ifPresent(definition -> {
              current.redefine(definition, now());
              save(current);
            }));
    return template;
  }

  /** Writes a template at once, so that its version is the new one and a taken name is reported here. */
  private T save(T template) {
    try {
      return templates.saveAndFlush(template);
    } catch (DataIntegrityViolationException violation) {
      if (String.valueOf(violation.getMostSpecificCause().getMessage()).contains(uniqueName)) {
        throw ResourceConflictException.nameTaken(kind, template.name());
      }
      throw violation;
    }
  }

  /** Deletes a template and keeps its workflows; returns false if the id is unknown. */
  public boolean delete(UUID id) {
    return templates.deleteVisibleById(id, currentProject()) > 0;
  }
}
