package dev.pawl.session;

import dev.pawl.command.Outcome;
import dev.pawl.command.SharedState;
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
public class Sessions {

  /** The tree of a marker that applies to any content. */
  static final String ANY = "*";

  private static final JsonMapper MAPPER =
      JsonMapper.builder().propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE).build();

  private final JdbcClient client;
  private final ObjectProvider<SessionWork> work;
  private final Duration idle;

  Sessions(
      JdbcClient client,
      ObjectProvider<SessionWork> work,
      @Value("${pawl.session.idle:24h}") Duration idle) {
    this.client = client;
    this.work = work;
    this.idle = idle;
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
        .param("state", MAPPER.writeValueAsString(SharedState.EMPTY))
        .update();
    tell(id, "session_opened", Map.of("target", target));
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
                work.getObject().active(id),
                MAPPER.readValue(row.getString(7), SharedState.class),
                satisfied(id),
                events(id)))
        .optional();
  }

  /** Returns the target of a session; empty if it does not exist or is closed. */
  public Optional<String> target(UUID id) {
    return client
        .sql("select target from session where id = ? and status = 'OPEN'")
        .param(id)
        .query(String.class)
        .optional();
  }

  /** Returns the most recently used sessions. */
  public List<SessionView> latest(int most) {
    return client
        .sql("select id from session order by used_at desc limit ?")
        .param(most)
        .query((row, number) -> row.getObject(1, UUID.class))
        .list()
        .stream()
        .flatMap(id -> find(id).stream())
        .toList();
  }

  private List<Satisfied> satisfied(UUID id) {
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

  private List<SessionEvent> events(UUID id) {
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

  private void tell(UUID id, String type, Map<String, ?> data) {
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
  public SharedState state(UUID id) {
    return client
        .sql("select state from session where id = ?")
        .param(id)
        .query(String.class)
        .optional()
        .map(text -> MAPPER.readValue(text, SharedState.class))
        .orElse(SharedState.EMPTY);
  }

  /**
   * Records the result of a step in the transaction of the caller.
   *
   * @param milliseconds the duration of the step
   * @param tree the tree id of the content on which the command passed; null if the step failed
   */
  public void remember(
      UUID id,
      String workflow,
      String step,
      String command,
      Outcome outcome,
      long milliseconds,
      @Nullable String tree) {
    boolean known = change(id, state -> state.with(step, command, outcome, milliseconds));
    if (known && tree != null && outcome.failed().isEmpty()) {
      satisfy(id, command, tree, workflow);
    }
  }

  /** Records external changes of files of the target, in the transaction of the caller. */
  public void noticed(UUID id, List<String> files) {
    change(id, state -> state.alsoModified(files));
  }

  /** Updates the shared state. Returns false if there is no such session. */
  private boolean change(UUID id, UnaryOperator<SharedState> verb) {
    Optional<String> before =
        client
            .sql("select state from session where id = ? for update")
            .param(id)
            .query(String.class)
            .optional();
    before.ifPresent(text -> {
      SharedState after = verb.apply(MAPPER.readValue(text, SharedState.class));
      client
          .sql("update session set state = ?::jsonb, used_at = now() where id = ?")
          .params(MAPPER.writeValueAsString(after), id)
          .update();
    });
    return before.isPresent();
  }

  private void satisfy(UUID id, String command, String tree, String by) {
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
  void mark(UUID id, String command, @Nullable String tree) {
    String content = tree == null ? ANY : tree;
    satisfy(id, command, content, "operator");
    tell(id, "command_marked_satisfied", Map.of("command", command, "tree", content));
  }

  /** Returns the workflow or operator that satisfied a command on this content; empty if it is not satisfied. */
  public Optional<String> satisfiedBy(UUID id, String command, @Nullable String tree) {
    return client
        .sql(
            "select by from satisfied where session_id = ? and command = ? and tree in (?, '*')"
                + " order by at desc limit 1")
        .params(id, command, tree == null ? ANY : tree)
        .query(String.class)
        .optional();
  }

  /** Reopens a session after an interruption, repairs its workflows and records inconsistencies as events. */
  @Transactional
  Optional<SessionView> resume(UUID id) {
    int open =
        client
            .sql("update session set status = 'OPEN', used_at = now() where id = ?")
            .param(id)
            .update();
    if (open == 0) {
      return Optional.empty();
    }
    tell(id, "session_resumed", Map.of("active", work.getObject().active(id).size()));
    work.getObject().repair(id).forEach(what -> tell(id, "repaired", Map.of("what", what)));
    work.getObject()
        .inconsistencies(id)
        .forEach(what -> tell(id, "inconsistency_found", Map.of("what", what)));
    return find(id);
  }

  /** Closes the sessions that have been idle for too long. */
  @Scheduled(fixedDelayString = "${pawl.session.check:1m}")
  @Transactional
  void runOnce() {
    List<UUID> over =
        client
            .sql(
                "select id from session where status = 'OPEN' and used_at < now() - ? * interval '1"
                    + " second' for update skip locked")
            .param(idle.toSeconds())
            .query((row, number) -> row.getObject(1, UUID.class))
            .list();
    for (UUID id : over) {
      if (work.getObject().active(id).isEmpty()) {
        tell(id, "session_closed", Map.of("idle_for", idle.toString()));
        client.sql("update session set status = 'CLOSED' where id = ?").param(id).update();
      }
    }
  }
}
