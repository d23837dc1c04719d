package dev.pawl.schedule;

import dev.pawl.node.NodeService;
import dev.pawl.project.ProjectService;
import dev.pawl.submission.SubmissionService;
import dev.pawl.workflow.WorkflowService;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.springframework.context.ApplicationContext;
import org.springframework.transaction.support.TransactionOperations;

/** Creates schedule triggers with fixed clocks. */
public final class ScheduleTriggers {

  private static final Instant LATE = Instant.parse("2100-01-01T00:00:30Z");

  private ScheduleTriggers() {}

  /** Returns a trigger of a node, with a fixed clock and the given transactions. */
  static ScheduleTrigger at(
      Instant time, ApplicationContext node, TransactionOperations transaction) {
    return new ScheduleTrigger(
        node.getBean(ScheduleRepository.class),
        node.getBean(ProjectService.class),
        node.getBean(SubmissionService.class),
        node.getBean(WorkflowService.class),
        transaction,
        new ScheduleProperties(Duration.ofSeconds(1), Duration.ofMinutes(1)),
        node.getBean(NodeService.class),
        Clock.fixed(time, ZoneOffset.UTC));
  }

  /** Submits the workflows of all schedules, at a time at which all of them are due. */
  public static void submitAllSchedules(ApplicationContext node) {
    at(LATE, node, node.getBean(TransactionOperations.class)).submitDueSchedules();
  }
}
