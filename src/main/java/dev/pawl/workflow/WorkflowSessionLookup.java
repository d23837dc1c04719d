package dev.pawl.workflow;

import dev.pawl.session.SessionView.ActiveWork;
import dev.pawl.session.SessionWorkflowLookup;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Looks up, repairs and checks the workflows of a session. */
@Component
class WorkflowSessionLookup implements SessionWorkflowLookup {

  private final JdbcClient client;
  private final StepLogService logs;
  private final WorkflowRepository workflows;
  private final WorkflowEventRepository events;
  private final Clock clock;
  private final Duration eventRetention;

  WorkflowSessionLookup(
      JdbcClient client,
      StepLogService logs,
      WorkflowRepository workflows,
      WorkflowEventRepository events,
      Clock clock,
      @Value("${pawl.retention.events:${pawl.retention.workflows:90d}}") Duration eventRetention) {
    this.client = client;
    this.logs = logs;
    this.workflows = workflows;
    this.events = events;
    this.clock = clock;
    this.eventRetention = eventRetention;
  }

  @Override
  public List<ActiveWork> findActive(UUID session) {
    return List.copyOf(
        client
            .sql(
                """
                select w.name as workflow, lower(w.status) as status, s.name as step, s.command, w.node
                from workflow w
                  left join phase p on p.workflow_id = w.id
                  left join step s on s.phase_id = p.id and s.status = 'RUNNING'
                where w.session_id = ? and w.status in ('QUEUED', 'RUNNING', 'AWAITING_DECISION')
                group by w.id, w.name, w.status, s.name, s.command, w.node
                having s.name is not null or not exists (select from phase q join step r
                  on r.phase_id = q.id where q.workflow_id = w.id and r.status = 'RUNNING')
                order by w.id
                """)
            .param(session)
            .query(ActiveWork.class)
            .list());
  }

  /** Releases expired claims, so that the orphaned workflows are resumed at once. */
  @Override
  public List<String> repair(UUID session) {
    return client
        .sql(
            """
            with orphaned as (
              select id from workflow
              where session_id = ? and lease_until < now() and status in ('QUEUED', 'RUNNING')
              order by id for no key update skip locked)
            update workflow w set lease_until = null, node = null
            from orphaned o where w.id = o.id returning w.name
            """)
        .param(session)
        .query(String.class)
        .list()
        .stream()
        .map(name -> name + " was orphaned by its node and is released for another node")
        .toList();
  }

  @Override
  @Transactional(readOnly = true)
  public List<String> findInconsistencies(UUID session) {
    return workflows.findBySpecSessionIdOrderById(session).stream()
        .flatMap(workflow -> findInconsistencies(workflow).stream())
        .toList();
  }

  private List<String> findInconsistencies(Workflow workflow) {
    var problems = new ArrayList<String>();
    // The first events of an old workflow may have been deleted by retention while it continued.
    boolean pastRetention = workflow.createdAt().isBefore(clock.instant().minus(eventRetention));
    var stored = events.findStored(workflow.id());
    long last = workflow.eventSequence();
    if (stored.count() != (pastRetention ? stored.expectedCount(last) : last)) {
      problems.add(
          "%s has %d events, but %d are stored".formatted(workflow.name(), last, stored.count()));
    }
    if (workflows.findLogDeletionTime(workflow.name()).isPresent()) {
      return problems;
    }
    for (Step step : workflow.steps().all()) {
      step.lastAttempt()
          .filter(attempt -> !attempt.isReused())
          // The first lines of an attempt are only in the memory of its node.
          .filter(attempt -> attempt.outcome() != null)
          .filter(attempt -> logs.find(workflow.name(), step.name(), attempt.number()).isEmpty())
          .ifPresent(attempt ->
              problems.add(
                  "%s has no log of attempt %d of step %s"
                      .formatted(workflow.name(), attempt.number(), step.name())));
    }
    return problems;
  }
}
