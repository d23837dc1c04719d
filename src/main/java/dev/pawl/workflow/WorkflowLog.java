package dev.pawl.workflow;

import dev.pawl.workflow.WorkflowEvent.WorkflowChanged;
import dev.pawl.workflow.WorkflowEvent.WorkflowEnded;
import dev.pawl.workflow.WorkflowEvent.WorkflowResumed;
import dev.pawl.workflow.WorkflowEvent.WorkflowStarted;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.slf4j.spi.LoggingEventBuilder;
import org.springframework.stereotype.Component;
import org.springframework.transaction.event.TransactionalEventListener;

/**
 * Logs the start and the end of each workflow, and each claim by another node in between, in one line after the commit.
 * The values are also key-value pairs, which structured logging writes as fields.
 */
@Component
class WorkflowLog {

  private static final Logger log = LoggerFactory.getLogger(WorkflowLog.class);

  /** The key of the workflow in the MDC, as in lines that its steps log. */
  private static final String MDC_KEY = "workflow";

  @TransactionalEventListener
  void onWorkflowChanged(WorkflowChanged change) {
    switch (change.event()) {
      case WorkflowStarted started -> logStart("started", started.node(), started.epoch(), change);
      case WorkflowResumed resumed -> logStart("resumed", resumed.node(), resumed.epoch(), change);
      case WorkflowEnded ended -> logEnd(ended, change);
      default -> {}
    }
  }

  private static void logStart(String what, String node, long epoch, WorkflowChanged change) {
    write(
        change,
        event(change)
            .addKeyValue("node", node)
            .addKeyValue("epoch", epoch)
            .setMessage(
                "Workflow %s: %s, target %s, type %s, node %s, epoch %d"
                    .formatted(
                        what, change.workflow(), change.target(), change.type(), node, epoch)));
  }

  private static void logEnd(WorkflowEnded ended, WorkflowChanged change) {
    Instant startedAt = change.startedAt();
    Duration duration =
        startedAt == null ? Duration.ZERO : Duration.between(startedAt, change.at());
    write(
        change,
        event(change)
            .addKeyValue("status", ended.status().value())
            .addKeyValue("reason", ended.reason().value())
            .addKeyValue("duration_ms", duration.toMillis())
            .setMessage(
                "Workflow ended: %s, target %s, type %s, status %s, reason %s, duration %d ms"
                    .formatted(
                        change.workflow(),
                        change.target(),
                        change.type(),
                        ended.status().value(),
                        ended.reason().value(),
                        duration.toMillis())));
  }

  private static LoggingEventBuilder event(WorkflowChanged change) {
    return log.atInfo().addKeyValue("target", change.target()).addKeyValue("type", change.type());
  }

  /** Writes a line with the workflow in the MDC, also if the thread is not one that executes the workflow. */
  private static void write(WorkflowChanged change, LoggingEventBuilder line) {
    @Nullable String previous = MDC.get(MDC_KEY);
    MDC.put(MDC_KEY, change.workflow());
    try {
      line.log();
    } finally {
      if (previous == null) {
        MDC.remove(MDC_KEY);
      } else {
        MDC.put(MDC_KEY, previous);
      }
    }
  }
}
