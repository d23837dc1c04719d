package dev.pawl.schedule;

import dev.pawl.project.ProjectService;
import dev.pawl.schedule.Schedule.ScheduleDefinition;
import dev.pawl.submission.WorkflowTemplateService;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Manages the schedules that the caller may see. */
@Service
class ScheduleService extends WorkflowTemplateService<Schedule, ScheduleDefinition> {

  ScheduleService(ScheduleRepository schedules, ProjectService projects, Clock clock) {
    super(
        "schedule", "/problems/too-many-schedules", "schedule_name_uq", schedules, projects, clock);
  }

  @Override
  protected Schedule create(
      ScheduleDefinition definition,
      @Nullable String project,
      @Nullable String createdBy,
      Instant now) {
    return new Schedule(definition, project, createdBy, now);
  }

  /** Resumes or pauses a schedule. */
  @Transactional
  public Optional<Schedule> setEnabled(UUID id, boolean enabled) {
    return change(
        id,
        schedule ->
            Optional.of(schedule.definition())
                .filter(current -> current.enabled() != enabled)
                .map(current -> current.withEnabled(enabled)));
  }
}
