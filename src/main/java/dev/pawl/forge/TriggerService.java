package dev.pawl.forge;

import dev.pawl.forge.Trigger.TriggerDefinition;
import dev.pawl.project.ProjectService;
import dev.pawl.submission.WorkflowTemplateService;
import java.time.Clock;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/** Manages the triggers that the caller may see. */
@Service
class TriggerService extends WorkflowTemplateService<Trigger, TriggerDefinition> {

  TriggerService(TriggerRepository triggers, ProjectService projects, Clock clock) {
    super(
        "trigger",
        "/problems/too-many-triggers",
        "forge_trigger_name_uq",
        triggers,
        projects,
        clock);
  }

  @Override
  protected Trigger create(
      TriggerDefinition definition,
      @Nullable String project,
      @Nullable String createdBy,
      Instant now) {
    return new Trigger(definition, project, createdBy, now);
  }
}
