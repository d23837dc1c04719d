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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcUtils;
import org.springframework.stereotype.Component;

/**
 * Writes the changed rows of a claimed workflow and its new events in one statement, which changes nothing when the claim
 * is not the latest. The rows are sent as JSON, which PostgreSQL converts to the types of the columns. The statement names
 * only tables with such rows.
 */
@Component
class WorkflowWriter {

  private static final String NEW_EVENTS = insert("event", EventRow.class);
  private static final String CHANGED_PHASES = update("phase", PhaseRow.class);
  private static final String CHANGED_STEPS = update("step", StepRow.class);
  private static final String NEW_ATTEMPTS = insert("attempt", AttemptRow.class);
  private static final String CHANGED_ATTEMPTS = update("attempt", AttemptRow.class);
  private static final String CHANGED_WORKFLOW = update("workflow", WorkflowRow.class);

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
    var expressions = new ArrayList<String>();
    var parameters = new ArrayList<Object>();
    if (!events.isEmpty()) {
      expressions.add("new_events as (" + NEW_EVENTS + ")");
      parameters.add(json(events));
    }
    if (!changes.phases().isEmpty()) {
      expressions.add("changed_phases as (" + CHANGED_PHASES + oneOf(changes.phases()) + ")");
      parameters.add(json(changes.phases()));
      parameters.add(ids(changes.phases(), PhaseRow::id));
    }
    if (!changes.steps().isEmpty()) {
      expressions.add("changed_steps as (" + CHANGED_STEPS + oneOf(changes.steps()) + ")");
      parameters.add(json(changes.steps()));
      parameters.add(ids(changes.steps(), StepRow::id));
    }
    if (!changes.newAttempts().isEmpty()) {
      expressions.add("new_attempts as (" + NEW_ATTEMPTS + ")");
      parameters.add(json(changes.newAttempts()));
    }
    if (!changes.changedAttempts().isEmpty()) {
      expressions.add(
          "changed_attempts as (" + CHANGED_ATTEMPTS + oneOf(changes.changedAttempts()) + ")");
      parameters.add(json(changes.changedAttempts()));
      parameters.add(ids(changes.changedAttempts(), AttemptRow::id));
    }
    parameters.add(json(changes.workflow()));
    parameters.add(ids(changes.workflow(), WorkflowRow::id));
    parameters.add(claim.epoch());
    String with = expressions.isEmpty() ? "" : "with " + String.join(", ", expressions) + " ";
    int written =
        client
            .sql(with + CHANGED_WORKFLOW + oneOf(changes.workflow()) + " and t.epoch = ?")
            .params(parameters)
            .update();
    if (written != 1) {
      throw new LeaseLostException(claim);
    }
  }

  private static String insert(String table, Class<?> row) {
    return "insert into %1$s (%2$s) select %2$s from jsonb_populate_recordset(null::%1$s, ?::jsonb)"
        .formatted(table, String.join(", ", columns(row)));
  }

  private static String update(String table, Class<?> row) {
    return ("update %1$s t set %2$s from jsonb_populate_recordset(null::%1$s, ?::jsonb) r"
            + " where t.id = r.id and t.id = ")
        .formatted(table, assignments(row));
  }

  /**
   * Returns the end of an update of rows, whose ids are a parameter of their own: PostgreSQL takes a JSON array for 100 rows,
   * and would scan a table that is not much larger. It takes an array of ids for 10 rows, and would plan each statement
   * anew for a single one.
   */
  private static String oneOf(List<?> rows) {
    return rows.size() == 1 ? "?::uuid" : "any (?::uuid[])";
  }

  private static <T> String ids(List<T> rows, Function<T, UUID> id) {
    return rows.size() == 1
        ? id.apply(rows.getFirst()).toString()
        : rows.stream().map(id).map(UUID::toString).collect(Collectors.joining(",", "{", "}"));
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
