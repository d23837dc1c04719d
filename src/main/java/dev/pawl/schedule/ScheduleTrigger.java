package dev.pawl.schedule;

import dev.pawl.command.PublicationOptions.ScheduleRef;
import dev.pawl.lock.Concurrency;
import dev.pawl.node.NodeAdmission;
import dev.pawl.node.NodeService;
import dev.pawl.project.ProjectService;
import dev.pawl.schedule.Schedule.CatchUp;
import dev.pawl.schedule.Schedule.Overlap;
import dev.pawl.schedule.Schedule.SkipReason;
import dev.pawl.submission.SubmissionService;
import dev.pawl.web.InvalidRequestException;
import dev.pawl.workflow.NewWorkflow;
import dev.pawl.workflow.WorkflowService;
import dev.pawl.workflow.WorkflowStatus;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.data.domain.Limit;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;
import org.springframework.web.ErrorResponseException;

/** Submits the workflows of due schedules. Workflow and schedule are updated in one transaction, on any node. */
@Component
@EnableConfigurationProperties(ScheduleProperties.class)
class ScheduleTrigger {

  private static final Logger log = LoggerFactory.getLogger(ScheduleTrigger.class);
  private static final int BATCH_SIZE = 100;
  private static final int MAX_TRIES = 3;
  private static final int MAX_ERROR_LENGTH = 2000;

  private final ScheduleRepository schedules;
  private final ProjectService projects;
  private final SubmissionService submissions;
  private final WorkflowService workflows;
  private final TransactionOperations transactions;
  private final Duration grace;
  private final NodeService nodes;
  private final Clock clock;

  ScheduleTrigger(
      ScheduleRepository schedules,
      ProjectService projects,
      SubmissionService submissions,
      WorkflowService workflows,
      TransactionOperations transactions,
      ScheduleProperties properties,
      NodeService nodes,
      Clock clock) {
    this.schedules = schedules;
    this.projects = projects;
    this.submissions = submissions;
    this.workflows = workflows;
    this.transactions = transactions;
    this.grace = properties.grace();
    this.nodes = nodes;
    this.clock = clock;
  }

  /**
   * A due run of a schedule.
   *
   * @param schedule the schedule as it was when the run was found due
   * @param dueAt the due time
   * @param nextAt the due time after it; absent if there is none
   */
  private record DueRun(Schedule schedule, Instant dueAt, @Nullable Instant nextAt) {

    /** Returns the idempotency key, which is unique to this due time of this schedule. */
    String idempotencyKey() {
      return "schedule:%s:%s".formatted(schedule.id(), dueAt);
    }
  }

  /** Submits the workflows of the schedules that are due now. */
  @Scheduled(fixedDelayString = "${pawl.schedule.check:1s}")
  void submitDueSchedules() {
    if (nodes.admission() == NodeAdmission.PAUSED) {
      return;
    }
    Instant now = clock.instant();
    for (Schedule schedule :
        schedules.findByNextAtLessThanEqualOrderByNextAtAscIdAsc(now, Limit.of(BATCH_SIZE))) {
      if (schedule.nextAt() != null) {
        process(schedule, schedule.nextAt(), now);
      }
    }
  }

  private void process(Schedule due, Instant dueAt, Instant now) {
    var definition = due.definition();
    try {
      CronSchedule cron = definition.parseCron();
      Instant last = cron.latest(dueAt, now, definition.timeZone());
      Instant next = cron.next(now, definition.timeZone()).orElse(null);
      var run = new DueRun(due, last, next);
      if (definition.catchUp() == CatchUp.NONE && last.plus(grace).isBefore(now)) {
        update(run, schedule -> schedule.skipped(last, next, SkipReason.MISSED));
      } else {
        submitWithRetry(run);
      }
    } catch (RuntimeException e) {
      // The run is still due on all nodes, and other schedules must not wait for it.
      log.warn("Schedule could not be processed: {}", definition.name(), e);
    }
  }

  private void submitWithRetry(DueRun run) {
    for (int tries = 1; ; tries++) {
      try {
        // Validated and planned before the row is locked, because this reads files.
        NewWorkflow newWorkflow = prepare(run);
        update(run, schedule -> startOrSkip(schedule, run, newWorkflow));
        return;
      } catch (ErrorResponseException rejection) {
        String reason = truncate(InvalidRequestException.describe(rejection));
        log.info(
            "Scheduled submission rejected: {}: {}", run.schedule().definition().name(), reason);
        update(run, schedule -> schedule.failed(run.dueAt(), run.nextAt(), reason));
        return;
      } catch (RuntimeException e) {
        // Retried, because a single failed database statement must not cost a run.
        if (tries == MAX_TRIES) {
          recordFailure(run, e);
          return;
        }
      }
    }
  }

  /** Records the failure. If the database is unavailable, this fails too, and the run is still due later. */
  private void recordFailure(DueRun run, RuntimeException cause) {
    log.error("Scheduled submission failed: {}", run.schedule().definition().name(), cause);
    String reason = truncate("internal error in Pawl or its database: " + cause);
    update(run, schedule -> schedule.failed(run.dueAt(), run.nextAt(), reason));
  }

  private NewWorkflow prepare(DueRun run) {
    Schedule schedule = run.schedule();
    var definition = schedule.definition();
    return projects.callFor(
        schedule.project(),
        () ->
            submissions
                .read(
                    definition.workflowJson(),
                    run.idempotencyKey(),
                    Map.of(ScheduleReader.LABEL, definition.name()),
                    definition.overlap() == Overlap.QUEUE
                        ? new Concurrency("schedule:" + schedule.id(), Concurrency.Policy.QUEUE)
                        : null)
                .withSchedule(new ScheduleRef(schedule.id(), definition.name())));
  }

  /** Changes the schedule of a run, unless another transaction has locked or changed it since. */
  private void update(DueRun run, Consumer<Schedule> change) {
    transactions.executeWithoutResult(status ->
        schedules
            .findAndSkipLockedByIdAndVersion(run.schedule().id(), run.schedule().version())
            .ifPresent(schedule -> {
              change.accept(schedule);
              schedules.saveAndFlush(schedule);
            }));
  }

  private void startOrSkip(Schedule schedule, DueRun run, NewWorkflow newWorkflow) {
    if (overlaps(schedule)) {
      schedule.skipped(run.dueAt(), run.nextAt(), SkipReason.OVERLAP);
      return;
    }
    String workflowId = submissions.start(newWorkflow).workflow().workflowId();
    schedule.submitted(run.dueAt(), run.nextAt(), workflowId);
  }

  private boolean overlaps(Schedule schedule) {
    String lastWorkflowId = schedule.lastRun().workflowId();
    if (lastWorkflowId == null
        || workflows.findRevision(lastWorkflowId).filter(revision -> !revision.ended()).isEmpty()) {
      return false;
    }
    return schedule.definition().overlap() == Overlap.SKIP
        || workflows
            .find(lastWorkflowId)
            .filter(view -> view.status() == WorkflowStatus.QUEUED)
            .isPresent();
  }

  private static String truncate(String text) {
    return text.substring(0, Math.min(MAX_ERROR_LENGTH, text.length())).replace('\0', ' ');
  }
}
