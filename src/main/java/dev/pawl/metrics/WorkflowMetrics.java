package dev.pawl.metrics;

import dev.pawl.recovery.Strategy;
import dev.pawl.workflow.WorkflowChanged;
import dev.pawl.workflow.WorkflowEvent.AttemptLost;
import dev.pawl.workflow.WorkflowEvent.StepCompleted;
import dev.pawl.workflow.WorkflowEvent.StepFailed;
import dev.pawl.workflow.WorkflowEvent.StepRetried;
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
  private final Counter lost;
  private final Counter restarted;

  /** Registers rare counters with 0 at startup: Prometheus sees no increase in the first sample of a counter. */
  WorkflowMetrics(MeterRegistry registry) {
    this.registry = registry;
    lost = registry.counter("pawl.attempts.lost");
    restarted = registry.counter("pawl.workflows.restarted");
    for (Strategy strategy : Strategy.values()) {
      retried(strategy);
    }
  }

  private Counter retried(Strategy strategy) {
    return registry.counter("pawl.steps.retried", "strategy", strategy.word());
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
      case StepRetried step -> retried(step.strategy()).increment();
      case AttemptLost _ -> lost.increment();
      case WorkflowRestarted _ -> restarted.increment();
      case StepFailed step -> time(step.step(), "failed", step.durationMs());
      default -> {}
    }
  }

  private void time(String step, String status, long millis) {
    registry.timer("pawl.steps", "step", step, "status", status).record(Duration.ofMillis(millis));
  }
}
