package dev.pawl.workflow;

import dev.pawl.workflow.Workflow.TimedEvent;
import dev.pawl.workflow.WorkflowEvent.EventView;
import dev.pawl.workflow.WorkflowEvent.WorkflowChanged;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
    List<WorkflowChanged> changes = drain(workflow, now);
    var rows = new ArrayList<Object[]>();
    for (WorkflowChanged change : changes) {
      String data = JsonColumnConfiguration.MAPPER.writeValueAsString(change.event());
      rows.add(
          new Object[] {
            change.id(),
            change.sequence(),
            change.event().eventType(),
            Timestamp.from(change.at()),
            data
          });
    }
    jdbc.batchUpdate(
        "insert into event (workflow_id, sequence, type, at, data) values (?, ?, ?, ?, ?::jsonb)",
        rows);
    publish(changes);
  }

  /** Returns the pending events of a workflow and clears them there; they are not stored. */
  List<WorkflowChanged> drain(Workflow workflow, Instant now) {
    List<TimedEvent> pending = workflow.drainEvents(now);
    long first = workflow.eventSequence() - pending.size() + 1;
    var changes = new ArrayList<WorkflowChanged>();
    for (TimedEvent event : pending) {
      changes.add(
          new WorkflowChanged(
              workflow.id(),
              workflow.name(),
              workflow.spec().type(),
              workflow.spec().target().name(),
              workflow.spec().priority(),
              workflow.startedAt(),
              first + changes.size(),
              event.at(),
              event.event(),
              new EntityState(workflow)));
    }
    return changes;
  }

  /** Publishes stored events to the listeners of this node. */
  void publish(List<WorkflowChanged> changes) {
    changes.forEach(publisher::publishEvent);
  }

  /** Reads the entity when it is asked, because most changes have no listener that needs it. */
  private record EntityState(Workflow workflow) implements WorkflowEvent.State {

    @Override
    public Optional<CallbackRequest> callback() {
      return workflow.spec().callback();
    }

    @Override
    public WorkflowVerdict verdict() {
      return WorkflowVerdict.of(workflow);
    }
  }

  /** Returns the events of a workflow after a sequence number, oldest first. */
  List<EventView> findAfter(UUID workflow, long sequence, int limit) {
    return client
        .sql(
            """
            select sequence, type, at, data from event
            where workflow_id = ? and sequence > ? order by sequence limit ?
            """)
        .params(workflow, sequence, limit)
        // Not mapped by its class: the driver knows no Instant, and would fail once for each row.
        .query((row, number) ->
            new EventView(
                row.getLong("sequence"),
                row.getString("type"),
                row.getTimestamp("at").toInstant(),
                row.getString("data")))
        .list();
  }

  /**
   * The stored events of a workflow.
   *
   * @param first the number of the first one; 0 when there are none
   */
  record StoredEvents(long count, long first) {

    /** Returns the number of events up to {@code last}, if there are no gaps. */
    long expectedCount(long last) {
      return count == 0 ? 0 : last - first + 1;
    }
  }

  /** Counts the stored events of a workflow. */
  StoredEvents findStored(UUID workflow) {
    return client
        .sql(
            """
            select count(*) as count, coalesce(min(sequence), 0) as first from event
            where workflow_id = ?
            """)
        .param(workflow)
        .query(StoredEvents.class)
        .single();
  }
}
