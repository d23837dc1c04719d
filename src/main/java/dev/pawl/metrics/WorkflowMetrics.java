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
import io.micrometer.core.instrument.Timer;
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
    lostAttempts =
        Counter.builder("pawl.attempts.lost")
            .description("Attempts that were lost with their node")
            .register(registry);
    restartedWorkflows =
        Counter.builder("pawl.workflows.restarted")
            .description("Workflows that were restarted from their first step after a failure")
            .register(registry);
    for (RecoveryStrategy strategy : RecoveryStrategy.values()) {
      retryCounter(strategy);
    }
  }

  private Counter retryCounter(RecoveryStrategy strategy) {
    return Counter.builder("pawl.steps.retried")
        .description("Retried steps, by recovery strategy")
        .tag("strategy", strategy.value())
        .register(registry);
  }

  @TransactionalEventListener
  void onWorkflowChanged(WorkflowChanged change) {
    switch (change.event()) {
      case WorkflowSubmitted submitted ->
          Counter.builder("pawl.workflows.submitted")
              .description("Submitted workflows, by type")
              .tag("type", submitted.workflowType())
              .register(registry)
              .increment();
      case WorkflowEnded ended ->
          Counter.builder("pawl.workflows.ended")
              .description("Ended workflows, by type, status and reason")
              .tags(
                  "type",
                  change.type(),
                  "status",
                  ended.status().value(),
                  "reason",
                  ended.reason().value())
              .register(registry)
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
    Timer.builder("pawl.steps")
        .description("Duration of ended steps, by step and status")
        .tags("step", step, "status", status)
        .register(registry)
        .record(Duration.ofMillis(millis));
  }
}
