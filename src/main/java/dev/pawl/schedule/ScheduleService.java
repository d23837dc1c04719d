package dev.pawl.schedule;

import dev.pawl.project.ProjectService;
import dev.pawl.schedule.Schedule.ScheduleDefinition;
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

/** Manages the schedules that the caller may see. */
@Service
class ScheduleService {

  static final int MAX_SCHEDULES = 1000;

  /** The constraint that allows each name only once in a project. */
  private static final String UNIQUE_NAME = "schedule_name_uq";

  private final ScheduleRepository schedules;
  private final ProjectService projects;
  private final Clock clock;

  ScheduleService(ScheduleRepository schedules, ProjectService projects, Clock clock) {
    this.schedules = schedules;
    this.projects = projects;
    this.clock = clock;
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MICROS);
  }

  private @Nullable String currentProject() {
    return projects.currentName().orElse(null);
  }

  /** Returns all visible schedules, by name. */
  List<Schedule> findAll() {
    return schedules.findVisible(currentProject());
  }

  Optional<Schedule> find(UUID id) {
    return schedules.findVisibleById(id, currentProject());
  }

  /**
   * Creates a schedule.
   *
   * @param createdBy the name of the caller
   * @throws ScheduleConflictException if the name is taken, or the project has the maximum number of schedules
   */
  @Transactional
  Schedule create(ScheduleDefinition definition, @Nullable String createdBy) {
    String project = currentProject();
    // Concurrent creations cannot exceed the limit.
    schedules.lockTable();
    if (schedules.countOfProject(project) >= MAX_SCHEDULES) {
      throw ScheduleConflictException.tooMany(MAX_SCHEDULES);
    }
    return save(new Schedule(definition, project, createdBy, now()));
  }

  /**
   * Replaces the definition of a schedule; the results of its runs are kept.
   *
   * @param precondition the precondition on the current version
   * @return the changed schedule; empty if the id is unknown
   * @throws ScheduleConflictException if the precondition does not hold, or the name is taken
   */
  @Transactional
  Optional<Schedule> replace(
      UUID id, ScheduleDefinition definition, VersionPrecondition precondition) {
    Optional<Schedule> schedule = schedules.findForUpdate(id, currentProject());
    schedule.ifPresent(current -> {
      if (!precondition.matches(current.version())) {
        throw ScheduleConflictException.versionMismatch(
            VersionPrecondition.etag(current.version()));
      }
      current.redefine(definition, now());
      save(current);
    });
    return schedule;
  }

  /** Resumes or pauses a schedule. */
  @Transactional
  Optional<Schedule> setEnabled(UUID id, boolean enabled) {
    Optional<Schedule> schedule = schedules.findForUpdate(id, currentProject());
    schedule
        .filter(current -> current.definition().enabled() != enabled)
        .ifPresent(current -> {
          current.redefine(current.definition().withEnabled(enabled), now());
          save(current);
        });
    return schedule;
  }

  /** Writes a schedule at once, so that its version is the new one and a taken name is reported here. */
  private Schedule save(Schedule schedule) {
    try {
      return schedules.saveAndFlush(schedule);
    } catch (DataIntegrityViolationException violation) {
      if (String.valueOf(violation.getMostSpecificCause().getMessage()).contains(UNIQUE_NAME)) {
        throw ScheduleConflictException.nameTaken(schedule.definition().name());
      }
      throw violation;
    }
  }

  /** Deletes a schedule and keeps its workflows; returns false if the id is unknown. */
  boolean delete(UUID id) {
    return schedules.deleteVisibleById(id, currentProject()) > 0;
  }
}
