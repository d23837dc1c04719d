package dev.pawl.callback;

import dev.pawl.project.ProjectService;
import dev.pawl.workflow.WorkflowEvent;
import dev.pawl.workflow.WorkflowEvent.DecisionOpened;
import dev.pawl.workflow.WorkflowEvent.WorkflowChanged;
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
public class CallbackService {

  private final JdbcClient client;
  private final CallbackProperties properties;
  private final JsonMapper mapper;
  private final ProjectService projects;
  private final Clock clock;

  CallbackService(
      JdbcClient client,
      CallbackProperties properties,
      JsonMapper mapper,
      ProjectService projects,
      Clock clock) {
    this.client = client;
    this.properties = properties;
    this.mapper = mapper;
    this.projects = projects;
    this.clock = clock;
  }

  /** Returns why callbacks to a URL are not allowed; empty if they are. */
  public Optional<String> rejectionReason(String url) {
    return properties.secret() == null
        ? Optional.of("requires a signing secret; the operator must set pawl.callback.secret")
        : projects
            .current()
            .flatMap(project -> project.callbackRejectionReason(url))
            .or(() -> properties.rejectionReason(url));
  }

  @EventListener
  void storeCallback(WorkflowChanged change) {
    if (!(change.event() instanceof WorkflowEnded) && !(change.event() instanceof DecisionOpened)) {
      return;
    }
    Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    String type = change.event().eventType().replaceFirst("^workflow_|^(?=decision)", "workflow.");
    var data =
        new CallbackPayload.Data(
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
        .param("body", mapper.writeValueAsString(new CallbackPayload(type, now, data)))
        .param("now", Timestamp.from(now))
        .param("workflow", change.id())
        .update();
  }

  /** Returns the callbacks of a workflow, newest first; empty if there is no such workflow. */
  Optional<List<CallbackDelivery>> findByWorkflow(String workflow) {
    Optional<UUID> workflowId =
        client
            .sql("select id from workflow where name = ?")
            .param(workflow)
            .query((row, number) -> row.getObject(1, UUID.class))
            .optional();
    return workflowId.map(idOfWorkflow ->
        client
            .sql(
                """
                select c.id, c.type, w.callback_url, c.created_at, c.next_at, c.delivered_at
                from callback c join workflow w on w.id = c.workflow_id
                where w.id = ? order by c.created_at desc, c.id
                """)
            .param(idOfWorkflow)
            .query((row, number) -> toDelivery(row))
            .list());
  }

  private CallbackDelivery toDelivery(ResultSet row) throws SQLException {
    UUID id = row.getObject(1, UUID.class);
    URI url = URI.create(row.getString(3));
    return new CallbackDelivery(
        id,
        row.getString(2),
        url.getScheme() + "://" + url.getAuthority() + url.getPath(),
        row.getTimestamp(4).toInstant(),
        toInstant(row, 5),
        toInstant(row, 6),
        findAttempts(id));
  }

  private List<CallbackDelivery.Attempt> findAttempts(UUID callback) {
    return client
        .sql(
            "select number, at, status, error, duration_ms from callback_attempt where callback_id"
                + " = ? order by number")
        .param(callback)
        .query((row, number) ->
            new CallbackDelivery.Attempt(
                row.getInt(1),
                row.getTimestamp(2).toInstant(),
                row.getObject(3, Integer.class),
                row.getString(4),
                row.getLong(5)))
        .list();
  }

  private static @Nullable Instant toInstant(ResultSet row, int column) throws SQLException {
    Timestamp time = row.getTimestamp(column);
    return time == null ? null : time.toInstant();
  }

  /** Schedules a callback for redelivery, with all its attempts. Returns false if the workflow has no such callback. */
  boolean redeliver(String workflow, UUID callback) {
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
