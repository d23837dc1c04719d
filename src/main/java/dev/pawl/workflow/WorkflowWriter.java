package dev.pawl.workflow;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.pawl.lock.Claim;
import dev.pawl.lock.LeaseLostException;
import dev.pawl.workflow.WorkflowEvent.WorkflowChanged;
import dev.pawl.workflow.WorkflowRows.AttemptRow;
import dev.pawl.workflow.WorkflowRows.Changes;
import dev.pawl.workflow.WorkflowRows.PhaseRow;
import dev.pawl.workflow.WorkflowRows.StepRow;
import dev.pawl.workflow.WorkflowRows.WorkflowRow;
import java.lang.reflect.RecordComponent;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcUtils;
import org.springframework.stereotype.Component;

/**
 * Writes the changed rows of a claimed workflow and its new events in one statement, which changes nothing when the claim
 * is not the latest. The rows are sent as JSON, which PostgreSQL converts to the types of the columns.
 */
@Component
class WorkflowWriter {

  private static final String SQL =
      """
      with new_event as (
        insert into event (%1$s) select %1$s from jsonb_populate_recordset(null::event, ?::jsonb)),
      changed_phase as (
        update phase t set %2$s from jsonb_populate_recordset(null::phase, ?::jsonb) r where t.id = r.id),
      changed_step as (
        update step t set %3$s from jsonb_populate_recordset(null::step, ?::jsonb) r where t.id = r.id),
      new_attempt as (
        insert into attempt (%4$s) select %4$s from jsonb_populate_recordset(null::attempt, ?::jsonb)),
      changed_attempt as (
        update attempt t set %5$s from jsonb_populate_recordset(null::attempt, ?::jsonb) r where t.id = r.id)
      update workflow t set %6$s from jsonb_populate_recordset(null::workflow, ?::jsonb) r
      where t.id = r.id and t.epoch = ?
      """
          .formatted(
              String.join(", ", columns(EventRow.class)),
              assignments(PhaseRow.class),
              assignments(StepRow.class),
              String.join(", ", columns(AttemptRow.class)),
              assignments(AttemptRow.class),
              assignments(WorkflowRow.class));

  private final JdbcClient client;

  WorkflowWriter(JdbcClient client) {
    this.client = client;
  }

  /** The row of an event. */
  record EventRow(UUID workflowId, long sequence, String type, Instant at, WorkflowEvent data) {

    static EventRow of(WorkflowChanged change) {
      return new EventRow(
          change.id(), change.sequence(), change.event().eventType(), change.at(), change.event());
    }
  }

  /**
   * Writes changes of a workflow in the current transaction.
   *
   * @throws LeaseLostException when the claim is not the latest
   */
  void write(Claim claim, Changes changes, List<EventRow> events) {
    int written =
        client
            .sql(SQL)
            .params(
                json(events),
                json(changes.phases()),
                json(changes.steps()),
                json(changes.newAttempts()),
                json(changes.changedAttempts()),
                json(changes.workflow()),
                claim.epoch())
            .update();
    if (written != 1) {
      throw new LeaseLostException(claim);
    }
  }

  private static String json(List<?> rows) {
    return JsonColumnConfiguration.MAPPER.writeValueAsString(rows);
  }

  /** Returns the names of the columns of a row, in the order of its components. */
  static List<String> columns(Class<?> row) {
    return Arrays.stream(row.getRecordComponents()).flatMap(WorkflowWriter::columns).toList();
  }

  private static Stream<String> columns(RecordComponent component) {
    return component.getType().isRecord()
            && component.getAccessor().isAnnotationPresent(JsonUnwrapped.class)
        ? columns(component.getType()).stream()
        : Stream.of(JdbcUtils.convertPropertyNameToUnderscoreName(component.getName()));
  }

  private static String assignments(Class<?> row) {
    return columns(row).stream()
        .filter(column -> !column.equals("id"))
        // A log is written once, and not read with its attempt.
        .map(column ->
            (column.equals("log") ? "%1$s = coalesce(r.%1$s, t.%1$s)" : "%1$s = r.%1$s")
                .formatted(column))
        .collect(Collectors.joining(", "));
  }
}
