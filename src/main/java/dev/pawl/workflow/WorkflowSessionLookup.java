package dev.pawl.workflow;

import dev.pawl.session.SessionView.ActiveWork;
import dev.pawl.session.SessionWorkflowLookup;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Looks up, repairs and checks the workflows of a session. */
@Component
class WorkflowSessionLookup implements SessionWorkflowLookup {

  private final JdbcClient client;
  private final StepLogStorage logs;
  private final WorkflowTransactions transactions;
  private final WorkflowQueries queries;
  private final Duration eventRetention;

  WorkflowSessionLookup(
      JdbcClient client,
      StepLogStorage logs,
      WorkflowTransactions transactions,
      WorkflowQueries queries,
      @Value("${pawl.retention.events:${pawl.retention.workflows:90d}}") Duration eventRetention) {
    this.client = client;
    this.logs = logs;
    this.transactions = transactions;
    this.queries = queries;
    this.eventRetention = eventRetention;
  }

  @Override
  public List<ActiveWork> findActive(UUID session) {
    return client
        .sql(
            """
            select w.name, w.status, s.name, s.command, w.node from workflow w
              left join phase p on p.workflow_id = w.id
              left join step s on s.phase_id = p.id and s.status = 'RUNNING'
            where w.session_id = ? and w.status in ('QUEUED', 'RUNNING', 'AWAITING_DECISION')
            group by w.id, w.name, w.status, s.name, s.command, w.node
            having s.name is not null or not exists (select from phase q join step r
              on r.phase_id = q.id where q.workflow_id = w.id and r.status = 'RUNNING')
            order by w.id
            """)
        .param(session)
        .query((row, number) ->
            new ActiveWork(
                row.getString(1),
                WorkflowStatus.valueOf(row.getString(2)).value(),
                row.getString(3),
                row.getString(4),
                row.getString(5)))
        .list();
  }

  /** Releases expired claims, so that the orphaned workflows are resumed at once. */
  @Override
  public List<String> repair(UUID session) {
    return client
        .sql(
            "update workflow set lease_until = null, node = null where session_id = ? and"
                + " lease_until < now() and status in ('QUEUED', 'RUNNING') returning name")
        .param(session)
        .query((row, number) -> row.getString(1))
        .list()
        .stream()
        .map(name -> name + " was orphaned by its node and is released for another one")
        .toList();
  }

  @Override
  public List<String> findInconsistencies(UUID session) {
    var problems = new ArrayList<String>();
    List<String> names =
        client
            .sql("select name from workflow where session_id = ? order by id")
            .param(session)
            .query((row, number) -> row.getString(1))
            .list();
    for (String name : names) {
      transactions
          .findByName(name)
          .ifPresent(workflow -> problems.addAll(findInconsistencies(workflow)));
    }
    return problems;
  }

  private record StoredEvents(long count, long first) {

    /** Returns the number of events up to {@code last}, if there are no gaps. */
    long expectedCount(long last) {
      return count == 0 ? 0 : last - first + 1;
    }
  }

  private List<String> findInconsistencies(Workflow workflow) {
    var problems = new ArrayList<String>();
    // The first events of an old workflow may have been deleted by retention while it continued.
    boolean pastRetention = workflow.createdAt().isBefore(transactions.now().minus(eventRetention));
    var events =
        client
            .sql("select count(*), coalesce(min(sequence), 0) from event where workflow_id = ?")
            .param(workflow.id())
            .query((row, number) -> new StoredEvents(row.getLong(1), row.getLong(2)))
            .single();
    long last = workflow.eventSequence();
    if (events.count() != (pastRetention ? events.expectedCount(last) : last)) {
      problems.add(
          "%s has %d events, but %d are stored".formatted(workflow.name(), last, events.count()));
    }
    if (queries.findLogDeletionTime(workflow.name()).isPresent()) {
      return problems;
    }
    for (Step step : workflow.steps().all()) {
      step.lastAttempt()
          .filter(attempt -> !attempt.isReused())
          .filter(
              attempt -> !Files.exists(logs.file(workflow.name(), step.name(), attempt.number())))
          .ifPresent(attempt ->
              problems.add(
                  "%s has no log of attempt %d of step %s"
                      .formatted(workflow.name(), attempt.number(), step.name())));
    }
    return problems;
  }
}
