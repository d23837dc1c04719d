package dev.pawl.schedule;

import dev.pawl.project.Projects;
import dev.pawl.schedule.Schedule.CatchUp;
import dev.pawl.schedule.Schedule.Overlap;
import dev.pawl.schedule.Schedule.Skipped;
import dev.pawl.schedule.Turns.Turn;
import dev.pawl.submission.Submissions;
import dev.pawl.workflow.Accepted;
import dev.pawl.workflow.Concurrency;
import dev.pawl.workflow.InvalidRequest;
import dev.pawl.workflow.WorkflowStatus;
import dev.pawl.workflow.Workflows;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;
import org.springframework.web.ErrorResponseException;

/** Submits the workflows of due schedules. Workflow and schedule are updated in one transaction, on any node. */
@Component
class Timekeeper {

  private static final Logger log = LoggerFactory.getLogger(Timekeeper.class);
  private static final int AT_ONCE = 100;
  private static final int TRIES = 3;
  private static final int LONGEST_ERROR = 2000;

  private final Schedules schedules;
  private final Turns turns;
  private final Projects projects;
  private final Submissions submissions;
  private final Workflows workflows;
  private final TransactionOperations transaction;
  private final Duration grace;
  private final Clock clock;

  Timekeeper(
      Schedules schedules,
      Turns turns,
      Projects projects,
      Submissions submissions,
      Workflows workflows,
      TransactionOperations transaction,
      @Value("${pawl.schedule.grace:1m}") Duration grace,
      Clock clock) {
    this.schedules = schedules;
    this.turns = turns;
    this.projects = projects;
    this.submissions = submissions;
    this.workflows = workflows;
    this.transaction = transaction;
    this.grace = grace;
    this.clock = clock;
  }

  /** Submits the workflows of the schedules that are due now. */
  @Scheduled(fixedDelayString = "${pawl.schedule.check:1s}")
  void runOnce() {
    Instant now = clock.instant();
    for (Schedule due : schedules.due(now, AT_ONCE)) {
      if (due.nextAt() != null) {
        take(due, due.nextAt(), now);
      }
    }
  }

  private void take(Schedule schedule, Instant first, Instant now) {
    var terms = schedule.terms();
    try {
      Cron times = terms.times();
      Instant last = times.latest(first, now, terms.timeZone());
      Instant next = times.next(now, terms.timeZone()).orElse(null);
      var turn = new Turn(schedule, last, next);
      if (terms.catchUp() == CatchUp.NONE && last.plus(grace).isBefore(now)) {
        held(turn, () -> turns.skipped(turn, Skipped.MISSED));
      } else {
        submit(turn);
      }
    } catch (RuntimeException e) {
      // The run is still due on all nodes, and other schedules must not wait for it.
      log.warn("Schedule could not be processed: {}", terms.name(), e);
    }
  }

  private void submit(Turn turn) {
    for (int tries = 1; ; tries++) {
      try {
        // Validated and planned before the row is locked, because this reads files.
        Accepted accepted = accepted(turn);
        held(turn, () -> keep(turn, accepted));
        return;
      } catch (ErrorResponseException refused) {
        String why = words(refused);
        log.info("Scheduled submission rejected: {}: {}", turn.schedule().terms().name(), why);
        held(turn, () -> turns.failed(turn, why));
        return;
      } catch (RuntimeException e) {
        // Retried, because a single failed database statement must not cost a run.
        if (tries == TRIES) {
          failed(turn, e);
          return;
        }
      }
    }
  }

  /** Records the failure. If the database is unavailable, this fails too, and the run is still due later. */
  private void failed(Turn turn, RuntimeException cause) {
    log.error("Scheduled submission failed: {}", turn.schedule().terms().name(), cause);
    String why = bounded("internal error of Pawl or of its database: " + cause);
    held(turn, () -> turns.failed(turn, why));
  }

  private Accepted accepted(Turn turn) {
    Schedule schedule = turn.schedule();
    var terms = schedule.terms();
    return projects.within(
        schedule.project(),
        () ->
            submissions.read(
                terms.workflow(),
                turn.key(),
                Map.of(ScheduleReader.LABEL, terms.name()),
                terms.overlap() == Overlap.QUEUE
                    ? new Concurrency("schedule:" + schedule.id(), Concurrency.Policy.QUEUE)
                    : null));
  }

  private void held(Turn turn, Runnable work) {
    transaction.executeWithoutResult(status -> {
      if (turns.hold(turn.schedule())) {
        work.run();
      }
    });
  }

  private void keep(Turn turn, Accepted accepted) {
    if (isBusy(turn.schedule())) {
      turns.skipped(turn, Skipped.OVERLAP);
    } else {
      turns.submitted(turn, submissions.start(accepted).workflow().workflowId());
    }
  }

  private boolean isBusy(Schedule schedule) {
    String last = schedule.past().workflow();
    if (last == null || workflows.position(last).filter(now -> !now.ended()).isEmpty()) {
      return false;
    }
    return schedule.terms().overlap() == Overlap.SKIP
        || workflows.find(last).filter(one -> one.status() == WorkflowStatus.QUEUED).isPresent();
  }

  private static String words(ErrorResponseException refused) {
    String words =
        refused instanceof InvalidRequest invalid && !invalid.faults().isEmpty()
            ? invalid.faults().stream()
                .map(fault -> "%s %s".formatted(fault.pointer(), fault.detail()))
                .collect(Collectors.joining("; "))
            : String.valueOf(refused.getBody().getDetail());
    return bounded(words);
  }

  private static String bounded(String words) {
    return words.substring(0, Math.min(LONGEST_ERROR, words.length())).replace('\0', ' ');
  }
}
