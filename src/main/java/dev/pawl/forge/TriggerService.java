package dev.pawl.forge;

import dev.pawl.forge.Trigger.TriggerDefinition;
import dev.pawl.project.ProjectService;
import dev.pawl.web.VersionPrecondition;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Manages the triggers that the caller may see. */
@Service
class TriggerService {

  static final int MAX_TRIGGERS = 1000;

  /** The index that allows each name only once in a project. */
  private static final String UNIQUE_NAME = "forge_trigger_name_uq";

  private final TriggerRepository triggers;
  private final ProjectService projects;
  private final Clock clock;

  TriggerService(TriggerRepository triggers, ProjectService projects, Clock clock) {
    this.triggers = triggers;
    this.projects = projects;
    this.clock = clock;
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MICROS);
  }

  private @Nullable String currentProject() {
    return projects.currentName().orElse(null);
  }

  /** Returns all visible triggers, by name. */
  List<Trigger> findAll() {
    return triggers.findVisible(currentProject());
  }

  Optional<Trigger> find(UUID id) {
    return triggers.findVisibleById(id, currentProject());
  }

  /**
   * Creates a trigger.
   *
   * @param createdBy the name of the caller
   * @throws TriggerConflictException if the name is taken, or the project has the maximum number of triggers
   */
  @Transactional
  Trigger create(TriggerDefinition definition, @Nullable String createdBy) {
    String project = currentProject();
    // Concurrent creations cannot exceed the limit.
    triggers.lockTable();
    if (triggers.countOfProject(project) >= MAX_TRIGGERS) {
      throw TriggerConflictException.tooMany(MAX_TRIGGERS);
    }
    return save(new Trigger(definition, project, createdBy, now()));
  }

  /**
   * Replaces the definition of a trigger.
   *
   * @param precondition the precondition on the current version
   * @return the changed trigger; empty if the id is unknown
   * @throws TriggerConflictException if the precondition does not hold, or the name is taken
   */
  @Transactional
  Optional<Trigger> replace(
      UUID id, TriggerDefinition definition, VersionPrecondition precondition) {
    Optional<Trigger> trigger = triggers.findForUpdate(id, currentProject());
    trigger.ifPresent(current -> {
      if (!precondition.matches(current.version())) {
        throw TriggerConflictException.versionMismatch(VersionPrecondition.etag(current.version()));
      }
      current.redefine(definition, now());
      save(current);
    });
    return trigger;
  }

  /** Writes a trigger at once, so that its version is the new one and a taken name is reported here. */
  private Trigger save(Trigger trigger) {
    try {
      return triggers.saveAndFlush(trigger);
    } catch (DataIntegrityViolationException violation) {
      if (String.valueOf(violation.getMostSpecificCause().getMessage()).contains(UNIQUE_NAME)) {
        throw TriggerConflictException.nameTaken(trigger.definition().name());
      }
      throw violation;
    }
  }

  /** Deletes a trigger and keeps its workflows; returns false if the id is unknown. */
  boolean delete(UUID id) {
    return triggers.deleteVisibleById(id, currentProject()) > 0;
  }
}
