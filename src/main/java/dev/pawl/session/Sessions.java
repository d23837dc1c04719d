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

/** All sessions: opens, remembers, resumes and closes them (2-behaviour, 9). */
@Service
public class Sessions {

  /** The content of a marker that holds for any. */
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

  /** The session of this identity. */
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

  /** The target of an open session; empty when there is none of this identity, or it is closed. */
  public Optional<String> target(UUID id) {
    return client
        .sql("select target from session where id = ? and status = 'OPEN'")
        .param(id)
        .query(String.class)
        .optional();
  }

  /** The sessions that were used last. */
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

  /** What the steps of a session have told each other so far. */
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
   * Takes down what came of a step, in the transaction that records it.
   *
   * @param tree the content that it passed on, if it did its work
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

  /** Takes down, in the transaction of the caller, that others have changed files of the target. */
  public void noticed(UUID id, List<String> files) {
    change(id, state -> state.alsoModified(files));
  }

  /** False when there is no such session. */
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

  /** Takes down that somebody vouches for a command, on one content or on any. */
  @Transactional
  void mark(UUID id, String command, @Nullable String tree) {
    String content = tree == null ? ANY : tree;
    satisfy(id, command, content, "operator");
    tell(id, "command_marked_satisfied", Map.of("command", command, "tree", content));
  }

  /** By whom a command was satisfied in a session on this content; empty when it was not. */
  public Optional<String> satisfiedBy(UUID id, String command, @Nullable String tree) {
    return client
        .sql(
            "select by from satisfied where session_id = ? and command = ? and tree in (?, '*')"
                + " order by at desc limit 1")
        .params(id, command, tree == null ? ANY : tree)
        .query(String.class)
        .optional();
  }

  /** Opens a session again after an interruption, puts right what was left behind, and says what does not fit. */
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

  /** Closes every session in which nothing has happened for long. */
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
