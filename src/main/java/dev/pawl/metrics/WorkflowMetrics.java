package dev.pawl.metrics;

import dev.pawl.recovery.RecoveryStrategy;
import dev.pawl.workflow.WorkflowEvent.AttemptLost;
import dev.pawl.workflow.WorkflowEvent.StepCompleted;
import dev.pawl.workflow.WorkflowEvent.StepFailed;
import dev.pawl.workflow.WorkflowEvent.StepRetried;
import dev.pawl.workflow.WorkflowEvent.WorkflowChanged;
import dev.pawl.workflow.WorkflowEvent.WorkflowEnded;
import dev.pawl.workflow.WorkflowEvent.WorkflowRestarted;
import dev.pawl.workflow.WorkflowEvent.WorkflowSubmitted;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import org.springframework.stereotype.Component;
import org.springframework.transaction.event.TransactionalEventListener;

/** Counts workflows and measures the duration of steps on this node. */
@Component
class WorkflowMetrics {

  private final MeterRegistry registry;
  private final Counter lostAttempts;
  private final Counter restartedWorkflows;

  /** Registers rare counters with 0 at startup: Prometheus sees no increase in the first sample of a counter. */
  WorkflowMetrics(MeterRegistry registry) {
    this.registry = registry;
    lostAttempts = registry.counter("pawl.attempts.lost");
    restartedWorkflows = registry.counter("pawl.workflows.restarted");
    for (RecoveryStrategy strategy : RecoveryStrategy.values()) {
      retryCounter(strategy);
    }
  }

  private Counter retryCounter(RecoveryStrategy strategy) {
    return registry.counter("pawl.steps.retried", "strategy", strategy.value());
  }

  @TransactionalEventListener
  void onWorkflowChanged(WorkflowChanged change) {
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
                  ended.status().value(),
                  "reason",
                  ended.reason().value())
              .increment();
      case StepCompleted step -> recordDuration(step.step(), "completed", step.durationMs());
      case StepRetried step -> retryCounter(step.strategy()).increment();
      case AttemptLost _ -> lostAttempts.increment();
      case WorkflowRestarted _ -> restartedWorkflows.increment();
      case StepFailed step -> recordDuration(step.step(), "failed", step.durationMs());
      default -> {}
    }
  }

  private void recordDuration(String step, String status, long millis) {
    registry.timer("pawl.steps", "step", step, "status", status).record(Duration.ofMillis(millis));
  }
}
