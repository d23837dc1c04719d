package dev.pawl.workflow;

import dev.pawl.workflow.WorkflowEvent.EventView;
import dev.pawl.workflow.WorkflowEvent.WorkflowChanged;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Stores and reads workflow events. An event is written in the transaction of its change and never updated. */
@Component
class WorkflowEventRepository {

  private final JdbcTemplate jdbc;
  private final JdbcClient client;
  private final ApplicationEventPublisher publisher;

  WorkflowEventRepository(
      JdbcTemplate jdbc, JdbcClient client, ApplicationEventPublisher publisher) {
    this.jdbc = jdbc;
    this.client = client;
    this.publisher = publisher;
  }

  /** Stores the pending events of a workflow in the current transaction and publishes them. */
  void append(Workflow workflow, Instant now) {
    List<WorkflowEvent> pending = workflow.drainEvents();
    long first = workflow.eventSequence() - pending.size() + 1;
    var rows = new ArrayList<Object[]>();
    for (int i = 0; i < pending.size(); i++) {
      String data = JsonColumnConfiguration.MAPPER.writeValueAsString(pending.get(i));
      rows.add(
          new Object[] {
            workflow.id(), first + i, pending.get(i).eventType(), Timestamp.from(now), data
          });
    }
    jdbc.batchUpdate(
        "insert into event (workflow_id, sequence, type, at, data) values (?, ?, ?, ?, ?::jsonb)",
        rows);
    for (int i = 0; i < pending.size(); i++) {
      publisher.publishEvent(
          new WorkflowChanged(
              workflow.id(),
              workflow.name(),
              workflow.spec().type(),
              workflow.spec().priority(),
              first + i,
              pending.get(i)));
    }
  }

  /** Returns the events of a workflow after a sequence number, oldest first. */
  List<EventView> findAfter(UUID workflow, long sequence, int limit) {
    return client
        .sql(
            "select sequence, type, at, data from event where workflow_id = ? and sequence > ?"
                + " order by sequence limit ?")
        .params(workflow, sequence, limit)
        .query((row, number) ->
            new EventView(
                row.getLong(1),
                row.getString(2),
                row.getTimestamp(3).toInstant(),
                row.getString(4)))
        .list();
  }
}
