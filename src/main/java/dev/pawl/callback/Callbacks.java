package dev.pawl.callback;

import dev.pawl.project.Projects;
import dev.pawl.workflow.WorkflowChanged;
import dev.pawl.workflow.WorkflowEvent;
import dev.pawl.workflow.WorkflowEvent.DecisionOpened;
import dev.pawl.workflow.WorkflowEvent.WorkflowEnded;
import java.net.URI;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.event.EventListener;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import tools.jackson.databind.json.JsonMapper;

/** Stores callbacks in the transaction of their event, lists their deliveries and requests redeliveries. */
@Service
@EnableConfigurationProperties(CallbackProperties.class)
public class Callbacks {

  private final JdbcClient client;
  private final CallbackProperties properties;
  private final JsonMapper mapper;
  private final Projects projects;
  private final Clock clock;

  Callbacks(
      JdbcClient client,
      CallbackProperties properties,
      JsonMapper mapper,
      Projects projects,
      Clock clock) {
    this.client = client;
    this.properties = properties;
    this.mapper = mapper;
    this.projects = projects;
    this.clock = clock;
  }

  /** Returns why callbacks to a URL are not allowed; empty if they are. */
  public Optional<String> fault(String url) {
    return properties.secret() == null
        ? Optional.of("requires a signing secret; the operator must set pawl.callback.secret")
        : projects
            .current()
            .flatMap(project -> project.callbackFault(url))
            .or(() -> properties.fault(url));
  }

  /** The body of a callback, in the format of Standard Webhooks. */
  private record Payload(String type, Instant timestamp, Data data) {}

  private record Data(
      String workflowId,
      String workflowType,
      long eventSequence,
      String href,
      WorkflowEvent event) {}

  @EventListener
  void keep(WorkflowChanged change) {
    if (!(change.event() instanceof WorkflowEnded) && !(change.event() instanceof DecisionOpened)) {
      return;
    }
    Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    String type = change.event().eventType().replaceFirst("^workflow_|^(?=decision)", "workflow.");
    var data =
        new Data(
            change.workflow(),
            change.type(),
            change.sequence(),
            "/api/v1/workflows/" + change.workflow(),
            change.event());
    client
        .sql(
            """
            insert into callback (id, workflow_id, type, body, created_at, tries, next_at)
            select :id, id, :type, :body, :now, 0, :now from workflow
            where id = :workflow and callback_url is not null
            """)
        .param("id", UUID.randomUUID())
        .param("type", type)
        .param("body", mapper.writeValueAsString(new Payload(type, now, data)))
        .param("now", Timestamp.from(now))
        .param("workflow", change.id())
        .update();
  }

  /** Returns the callbacks of a workflow, newest first; empty if there is no such workflow. */
  Optional<List<Delivery>> of(String workflow) {
    Optional<UUID> id =
        client
            .sql("select id from workflow where name = ?")
            .param(workflow)
            .query((row, number) -> row.getObject(1, UUID.class))
            .optional();
    return id.map(known ->
        client
            .sql(
                """
                select c.id, c.type, w.callback_url, c.created_at, c.next_at, c.delivered_at
                from callback c join workflow w on w.id = c.workflow_id
                where w.id = ? order by c.created_at desc, c.id
                """)
            .param(known)
            .query((row, number) -> delivery(row))
            .list());
  }

  private Delivery delivery(ResultSet row) throws SQLException {
    UUID id = row.getObject(1, UUID.class);
    URI to = URI.create(row.getString(3));
    return new Delivery(
        id,
        row.getString(2),
        to.getScheme() + "://" + to.getAuthority() + to.getPath(),
        row.getTimestamp(4).toInstant(),
        instant(row, 5),
        instant(row, 6),
        attempts(id));
  }

  private List<Delivery.Attempt> attempts(UUID callback) {
    return client
        .sql(
            "select number, at, status, error, duration_ms from callback_attempt where callback_id"
                + " = ? order by number")
        .param(callback)
        .query((row, number) ->
            new Delivery.Attempt(
                row.getInt(1),
                row.getTimestamp(2).toInstant(),
                row.getObject(3, Integer.class),
                row.getString(4),
                row.getLong(5)))
        .list();
  }

  private static @Nullable Instant instant(ResultSet row, int column) throws SQLException {
    Timestamp time = row.getTimestamp(column);
    return time == null ? null : time.toInstant();
  }

  /** Schedules a callback for redelivery, with all its attempts. Returns false if the workflow has no such callback. */
  boolean again(String workflow, UUID callback) {
    return client
            .sql(
                """
                update callback c set next_at = :now, delivered_at = null, tries = 0
                from workflow w where w.id = c.workflow_id and w.name = :workflow and c.id = :id
                """)
            .param("now", Timestamp.from(clock.instant()))
            .param("workflow", workflow)
            .param("id", callback)
            .update()
        > 0;
  }
}
