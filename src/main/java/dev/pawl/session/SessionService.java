package dev.pawl.session;

import dev.pawl.command.CommandResult;
import dev.pawl.command.SessionState;
import dev.pawl.session.SessionView.Satisfied;
import dev.pawl.session.SessionView.SessionEvent;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.data.domain.Limit;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import tools.jackson.databind.json.JsonMapper;

/** Opens, updates, resumes and closes sessions. */
@Service
@EnableConfigurationProperties(SessionProperties.class)
public class SessionService {

  private final SessionRepository sessions;
  private final SessionEventRepository events;
  private final SatisfiedCommandRepository satisfiedCommands;
  private final ObjectProvider<SessionWorkflowLookup> workflowLookup;
  private final JsonMapper mapper;
  private final Clock clock;
  private final Duration idleTimeout;

  SessionService(
      SessionRepository sessions,
      SessionEventRepository events,
      SatisfiedCommandRepository satisfiedCommands,
      ObjectProvider<SessionWorkflowLookup> workflowLookup,
      JsonMapper mapper,
      Clock clock,
      SessionProperties properties) {
    this.sessions = sessions;
    this.events = events;
    this.satisfiedCommands = satisfiedCommands;
    this.workflowLookup = workflowLookup;
    this.mapper = mapper;
    this.clock = clock;
    this.idleTimeout = properties.idle();
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MICROS);
  }

  /** Opens a session on a target. */
  @Transactional
  SessionView open(String target, @Nullable String name) {
    Session session = sessions.save(new Session(target, name, now()));
    appendEvent(session, "session_opened", Map.of("target", target));
    return toView(session);
  }

  private void appendEvent(Session session, String type, Map<String, Object> data) {
    events.save(session.nextEvent(type, data, now()));
  }

  /** Returns a session; empty if it does not exist. */
  public Optional<SessionView> find(UUID id) {
    return sessions.findById(id).map(this::toView);
  }

  private SessionView toView(Session session) {
    return new SessionView(
        session.id(),
        session.target(),
        session.name(),
        session.status(),
        session.createdAt(),
        session.usedAt(),
        workflowLookup.getObject().findActive(session.id()),
        session.state(),
        satisfiedCommands.findByKeySessionOrderBySatisfiedAt(session.id()).stream()
            .map(command ->
                new Satisfied(
                    command.command(),
                    command.tree(),
                    command.satisfiedBy(),
                    command.satisfiedAt()))
            .toList(),
        events.findByKeySessionOrderByKeySequence(session.id()).stream()
            .map(event ->
                new SessionEvent(
                    event.sequence(),
                    event.type(),
                    event.at(),
                    mapper.writeValueAsString(event.data())))
            .toList());
  }

  /** Returns the target of a session; empty if it does not exist or is closed. */
  public Optional<String> findOpenTarget(UUID id) {
    return sessions.findOpenTarget(id);
  }

  /** Returns the most recently used sessions. */
  public List<SessionView> findLatest(int limit) {
    return sessions.findByOrderByUsedAtDesc(Limit.of(limit)).stream().map(this::toView).toList();
  }

  /** Returns the shared state of a session. */
  public SessionState sharedState(UUID id) {
    return sessions.findById(id).map(Session::state).orElse(SessionState.EMPTY);
  }

  /**
   * Records the result of a step in the transaction of the caller.
   *
   * @param durationMs the duration of the step
   * @param tree the tree id of the content on which the command ran; null if it is unknown
   * @param passed whether the command and its gates passed
   */
  @Transactional(propagation = Propagation.MANDATORY)
  public void recordStep(
      UUID id,
      String workflow,
      String step,
      String command,
      CommandResult outcome,
      long durationMs,
      @Nullable String tree,
      boolean passed) {
    sessions
        .findForUpdateById(id)
        .ifPresent(session -> {
          session.update(state -> state.withResult(step, command, outcome, durationMs), now());
          if (tree != null && passed) {
            saveSatisfied(id, command, tree, workflow);
          } else if (tree != null && lastVerdictCounts(command)) {
            satisfiedCommands.deleteByKey(new SatisfiedCommand.Key(id, command, tree));
          }
        });
  }

  /** Returns whether the latest result on the same content decides: that of a verification, or of tests. */
  private static boolean lastVerdictCounts(String command) {
    return command.equals("quality/verify") || command.startsWith("test/");
  }

  /** Records external changes of files of the target, in the transaction of the caller. */
  @Transactional(propagation = Propagation.MANDATORY)
  public void recordExternalChanges(UUID id, List<String> files) {
    sessions
        .findForUpdateById(id)
        .ifPresent(session -> {
          session.update(state -> state.withModifiedFiles(files), now());
        });
  }

  private void saveSatisfied(UUID id, String command, String tree, String by) {
    satisfiedCommands.save(
        new SatisfiedCommand(new SatisfiedCommand.Key(id, command, tree), by, now()));
  }

  /** Marks a command as satisfied, on one content or, without a tree, on any. */
  @Transactional
  void markSatisfied(UUID id, String command, @Nullable String tree) {
    String markedTree = tree == null ? SatisfiedCommand.ANY_TREE : tree;
    sessions
        .findForUpdateById(id)
        .ifPresent(session -> {
          saveSatisfied(id, command, markedTree, "operator");
          appendEvent(
              session, "command_marked_satisfied", Map.of("command", command, "tree", markedTree));
        });
  }

  /** Returns the workflow or operator that satisfied a command on this content; empty if it is not satisfied. */
  public Optional<String> satisfiedBy(UUID id, String command, @Nullable String tree) {
    return satisfiedCommands.findSatisfier(
        id, command, tree == null ? SatisfiedCommand.ANY_TREE : tree);
  }

  /** Reopens a session after an interruption, repairs its workflows and records inconsistencies as events. */
  @Transactional
  Optional<SessionView> resume(UUID id) {
    SessionWorkflowLookup workflows = workflowLookup.getObject();
    // Workflows are locked before their session, as when a step is recorded; the other order could
    // deadlock.
    List<String> repairs = workflows.repair(id);
    Optional<Session> session = sessions.findForUpdateById(id);
    session.ifPresent(resumed -> {
      resumed.reopen(now());
      appendEvent(resumed, "session_resumed", Map.of("active", workflows.findActive(id).size()));
      for (String repair : repairs) {
        appendEvent(resumed, "repaired", Map.of("what", repair));
      }
      for (String problem : workflows.findInconsistencies(id)) {
        appendEvent(resumed, "inconsistency_found", Map.of("what", problem));
      }
    });
    return session.map(this::toView);
  }

  /** Closes the sessions that have been idle for too long. */
  @Scheduled(fixedDelayString = "${pawl.session.check:1m}")
  @Transactional
  void closeIdle() {
    for (Session session : sessions.findIdleAndSkipLocked(now().minus(idleTimeout))) {
      if (workflowLookup.getObject().findActive(session.id()).isEmpty()) {
        appendEvent(session, "session_closed", Map.of("idle_for", idleTimeout.toString()));
        session.close();
      }
    }
  }
}
