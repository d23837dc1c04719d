package dev.pawl.session;

import dev.pawl.command.CommandResult;
import dev.pawl.command.SessionState;
import dev.pawl.session.SessionView.Satisfied;
import dev.pawl.session.SessionView.SessionEvent;
import dev.pawl.session.SessionView.Status;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

/** Opens, updates, resumes and closes sessions. */
@Service
public class SessionService {

  /** The tree of a marker that applies to any content. */
  static final String ANY_TREE = "*";

  private static final JsonMapper MAPPER =
      JsonMapper.builder().propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE).build();

  private final JdbcClient client;
  private final ObjectProvider<SessionWorkflowLookup> workflowLookup;
  private final Duration idleTimeout;

  SessionService(
      JdbcClient client,
      ObjectProvider<SessionWorkflowLookup> workflowLookup,
      @Value("${pawl.session.idle:24h}") Duration idleTimeout) {
    this.client = client;
    this.workflowLookup = workflowLookup;
    this.idleTimeout = idleTimeout;
  }

  /** Opens a session on a target. */
  @Transactional
  SessionView open(String target, @Nullable String name) {
    UUID id = UUID.randomUUID();
    client
        .sql(
            "insert into session (id, target, name, status, state, sequence, created_at, used_at)"
                + " values (:id, :target, :name, 'OPEN', :state::jsonb, 0, now(), now())")
        .param("id", id)
        .param("target", target)
        .param("name", name)
        .param("state", MAPPER.writeValueAsString(SessionState.EMPTY))
        .update();
    appendEvent(id, "session_opened", Map.of("target", target));
    return find(id).orElseThrow();
  }

  /** Returns a session; empty if it does not exist. */
  public Optional<SessionView> find(UUID id) {
    return client
        .sql(
            "select id, target, name, status, created_at, used_at, state from session where id = ?")
        .param(id)
        .query((row, number) ->
            new SessionView(
                id,
                row.getString(2),
                row.getString(3),
                Status.valueOf(row.getString(4)),
                row.getTimestamp(5).toInstant(),
                row.getTimestamp(6).toInstant(),
                workflowLookup.getObject().findActive(id),
                MAPPER.readValue(row.getString(7), SessionState.class),
                findSatisfied(id),
                findEvents(id)))
        .optional();
  }

  /** Returns the target of a session; empty if it does not exist or is closed. */
  public Optional<String> findOpenTarget(UUID id) {
    return client
        .sql("select target from session where id = ? and status = 'OPEN'")
        .param(id)
        .query(String.class)
        .optional();
  }

  /** Returns the most recently used sessions. */
  public List<SessionView> findLatest(int limit) {
    return client
        .sql("select id from session order by used_at desc limit ?")
        .param(limit)
        .query((row, number) -> row.getObject(1, UUID.class))
        .list()
        .stream()
        .flatMap(id -> find(id).stream())
        .toList();
  }

  private List<Satisfied> findSatisfied(UUID id) {
    return client
        .sql("select command, tree, by, at from satisfied where session_id = ? order by at")
        .param(id)
        .query((row, number) ->
            new Satisfied(
                row.getString(1),
                row.getString(2),
                row.getString(3),
                row.getTimestamp(4).toInstant()))
        .list();
  }

  private List<SessionEvent> findEvents(UUID id) {
    return client
        .sql(
            "select sequence, type, at, data from session_event where session_id = ? order by"
                + " sequence")
        .param(id)
        .query((row, number) ->
            new SessionEvent(
                row.getLong(1),
                row.getString(2),
                row.getTimestamp(3).toInstant(),
                row.getString(4)))
        .list();
  }

  private void appendEvent(UUID id, String type, Map<String, ?> data) {
    client
        .sql(
            """
            with next as (update session set sequence = sequence + 1, used_at = now() where id = :id returning sequence)
            insert into session_event (session_id, sequence, type, at, data)
            select :id, sequence, :type, now(), :data::jsonb from next
            """)
        .param("id", id)
        .param("type", type)
        .param("data", MAPPER.writeValueAsString(data))
        .update();
  }

  /** Returns the shared state of a session. */
  public SessionState sharedState(UUID id) {
    return client
        .sql("select state from session where id = ?")
        .param(id)
        .query(String.class)
        .optional()
        .map(json -> MAPPER.readValue(json, SessionState.class))
        .orElse(SessionState.EMPTY);
  }

  /**
   * Records the result of a step in the transaction of the caller.
   *
   * @param durationMs the duration of the step
   * @param tree the tree id of the content on which the command passed; null if the step failed
   */
  public void recordStep(
      UUID id,
      String workflow,
      String step,
      String command,
      CommandResult outcome,
      long durationMs,
      @Nullable String tree) {
    boolean exists = updateState(id, state -> state.withResult(step, command, outcome, durationMs));
    if (exists && tree != null && outcome.findFailure().isEmpty()) {
      saveSatisfied(id, command, tree, workflow);
    }
  }

  /** Records external changes of files of the target, in the transaction of the caller. */
  public void recordExternalChanges(UUID id, List<String> files) {
    updateState(id, state -> state.withModifiedFiles(files));
  }

  /** Updates the shared state. Returns false if there is no such session. */
  private boolean updateState(UUID id, UnaryOperator<SessionState> update) {
    Optional<String> stored =
        client
            .sql("select state from session where id = ? for update")
            .param(id)
            .query(String.class)
            .optional();
    stored.ifPresent(json -> {
      SessionState updated = update.apply(MAPPER.readValue(json, SessionState.class));
      client
          .sql("update session set state = ?::jsonb, used_at = now() where id = ?")
          .params(MAPPER.writeValueAsString(updated), id)
          .update();
    });
    return stored.isPresent();
  }

  private void saveSatisfied(UUID id, String command, String tree, String by) {
    client
        .sql(
            "insert into satisfied (session_id, command, tree, by, at) values (?, ?, ?, ?, now())"
                + " on conflict on constraint satisfied_pk do update set by = excluded.by, at ="
                + " excluded.at")
        .params(id, command, tree, by)
        .update();
  }

  /** Marks a command as satisfied, on one content or, without a tree, on any. */
  @Transactional
  void markSatisfied(UUID id, String command, @Nullable String tree) {
    String markedTree = tree == null ? ANY_TREE : tree;
    saveSatisfied(id, command, markedTree, "operator");
    appendEvent(id, "command_marked_satisfied", Map.of("command", command, "tree", markedTree));
  }

  /** Returns the workflow or operator that satisfied a command on this content; empty if it is not satisfied. */
  public Optional<String> satisfiedBy(UUID id, String command, @Nullable String tree) {
    return client
        .sql(
            "select by from satisfied where session_id = ? and command = ? and tree in (?, '*')"
                + " order by at desc limit 1")
        .params(id, command, tree == null ? ANY_TREE : tree)
        .query(String.class)
        .optional();
  }

  /** Reopens a session after an interruption, repairs its workflows and records inconsistencies as events. */
  @Transactional
  Optional<SessionView> resume(UUID id) {
    int updated =
        client
            .sql("update session set status = 'OPEN', used_at = now() where id = ?")
            .param(id)
            .update();
    if (updated == 0) {
      return Optional.empty();
    }
    appendEvent(
        id, "session_resumed", Map.of("active", workflowLookup.getObject().findActive(id).size()));
    workflowLookup
        .getObject()
        .repair(id)
        .forEach(sentence -> appendEvent(id, "repaired", Map.of("what", sentence)));
    workflowLookup
        .getObject()
        .findInconsistencies(id)
        .forEach(sentence -> appendEvent(id, "inconsistency_found", Map.of("what", sentence)));
    return find(id);
  }

  /** Closes the sessions that have been idle for too long. */
  @Scheduled(fixedDelayString = "${pawl.session.check:1m}")
  @Transactional
  void closeIdle() {
    List<UUID> idleIds =
        client
            .sql(
                "select id from session where status = 'OPEN' and used_at < now() - ? * interval '1"
                    + " second' for update skip locked")
            .param(idleTimeout.toSeconds())
            .query((row, number) -> row.getObject(1, UUID.class))
            .list();
    for (UUID id : idleIds) {
      if (workflowLookup.getObject().findActive(id).isEmpty()) {
        appendEvent(id, "session_closed", Map.of("idle_for", idleTimeout.toString()));
        client.sql("update session set status = 'CLOSED' where id = ?").param(id).update();
      }
    }
  }
}
