package dev.pawl.schedule;

import dev.pawl.project.Projects;
import dev.pawl.submission.Submissions;
import dev.pawl.workflow.Workflows;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.springframework.context.ApplicationContext;
import org.springframework.transaction.support.TransactionOperations;

/** Creates schedule triggers with fixed clocks. */
public final class Timekeepers {

  private static final Instant LATE = Instant.parse("2100-01-01T00:00:30Z");

  private Timekeepers() {}

  /** Returns a trigger of a node, with a fixed clock and the given transactions. */
  static Timekeeper at(Instant time, ApplicationContext node, TransactionOperations transaction) {
    return new Timekeeper(
        node.getBean(Schedules.class),
        node.getBean(Turns.class),
        node.getBean(Projects.class),
        node.getBean(Submissions.class),
        node.getBean(Workflows.class),
        transaction,
        Duration.ofMinutes(1),
        Clock.fixed(time, ZoneOffset.UTC));
  }

  /** Submits the workflows of all schedules, at a time at which all of them are due. */
  public static void runWhenDue(ApplicationContext node) {
    at(LATE, node, node.getBean(TransactionOperations.class)).runOnce();
  }
}
