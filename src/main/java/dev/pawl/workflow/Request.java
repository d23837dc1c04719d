package dev.pawl.workflow;

import dev.pawl.workspace.Target;
import jakarta.persistence.Embeddable;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;

/** What was asked for; it never changes. */
@Embeddable
class Request {

  private String type;

  @JdbcTypeCode(SqlTypes.JSON)
  private Target target;

  private String targetName;
  private boolean dryRun;
  private short priority;
  private long timeoutSeconds;
  private boolean interactive;
  private long decisionSeconds;

  @JdbcTypeCode(SqlTypes.JSON)
  private Map<String, String> labels;

  @JdbcTypeCode(SqlTypes.JSON)
  private @Nullable PlanSummary plan;

  private @Nullable String idempotencyKey;
  private @Nullable String requestHash;

  @NullUnmarked
  protected Request() {}

  Request(Accepted accepted) {
    this();
    this.type = accepted.plan().type();
    this.target = accepted.target();
    this.targetName = target.name();
    this.dryRun = accepted.dryRun();
    this.priority = (short) accepted.priority();
    this.timeoutSeconds = accepted.timeout().toSeconds();
    this.interactive = accepted.interactive();
    this.decisionSeconds = accepted.decisionTimeout().toSeconds();
    this.labels = accepted.labels();
    this.plan = PlanSummary.of(accepted.plan());
    this.idempotencyKey = accepted.idempotencyKey();
    this.requestHash = accepted.requestHash();
  }

  String type() {
    return type;
  }

  Target target() {
    return target;
  }

  boolean dryRun() {
    return dryRun;
  }

  int priority() {
    return priority;
  }

  Duration timeout() {
    return Duration.ofSeconds(timeoutSeconds);
  }

  Instant deadline(Instant begun) {
    return begun.plusSeconds(timeoutSeconds);
  }

  /** How its plan came about; absent for what was submitted before plans were kept. */
  @Nullable PlanSummary plan() {
    return plan;
  }

  /** Whether somebody is there to decide. */
  boolean interactive() {
    return interactive;
  }

  /** A question, open for as long as was asked for. */
  Decision ask(String step, Consequence.Ask ask, Instant now) {
    return new Decision(
        step, ask.reason(), ask.options(), Answer.ABORT, now, now.plusSeconds(decisionSeconds));
  }

  Map<String, String> labels() {
    return labels;
  }

  /** Whether a request with this fingerprint is a repeat of the one that was kept. */
  boolean isRepeatedBy(@Nullable String hash) {
    return requestHash != null && requestHash.equals(hash);
  }
}
