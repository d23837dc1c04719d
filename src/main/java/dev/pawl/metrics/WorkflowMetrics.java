package dev.pawl.metrics;

import dev.pawl.workflow.WorkflowChanged;
import dev.pawl.workflow.WorkflowEvent.AttemptLost;
import dev.pawl.workflow.WorkflowEvent.StepCompleted;
import dev.pawl.workflow.WorkflowEvent.StepFailed;
import dev.pawl.workflow.WorkflowEvent.StepRetried;
import dev.pawl.workflow.WorkflowEvent.WorkflowEnded;
import dev.pawl.workflow.WorkflowEvent.WorkflowRestarted;
import dev.pawl.workflow.WorkflowEvent.WorkflowSubmitted;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import org.springframework.stereotype.Component;
import org.springframework.transaction.event.TransactionalEventListener;

/** Counts workflows and times steps as they happen on this node. */
@Component
class WorkflowMetrics {

  private final MeterRegistry registry;

  WorkflowMetrics(MeterRegistry registry) {
    this.registry = registry;
  }

  @TransactionalEventListener
  void on(WorkflowChanged change) {
    switch (change.event()) {
      case WorkflowSubmitted submitted ->
          registry
              .counter("pawl.workflows.submitted", "type", submitted.workflowType())
              .increment();
      case WorkflowEnded ended ->
          registry
              .counter(
                  "pawl.workflows.ended",
                  "type",
                  change.type(),
                  "status",
                  ended.status().word(),
                  "reason",
                  ended.reason().word())
              .increment();
      case StepCompleted step -> time(step.step(), "completed", step.durationMs());
      case StepRetried step ->
          registry.counter("pawl.steps.retried", "strategy", step.strategy().word()).increment();
      case AttemptLost _ -> registry.counter("pawl.attempts.lost").increment();
      case WorkflowRestarted _ -> registry.counter("pawl.workflows.restarted").increment();
      case StepFailed step -> time(step.step(), "failed", step.durationMs());
      default -> {}
    }
  }

  private void time(String step, String status, long millis) {
    registry.timer("pawl.steps", "step", step, "status", status).record(Duration.ofMillis(millis));
  }
}
