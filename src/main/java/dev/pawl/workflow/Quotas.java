package dev.pawl.workflow;

import dev.pawl.project.Project;
import dev.pawl.project.Projects;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.web.ErrorResponseException;

/** Enforces the quotas of projects: the number of open workflows and of workflows within 24 hours. */
@Component
class Quotas {

  private static final Duration DAY = Duration.ofDays(1);

  /** The {@code Retry-After} for open workflows, as their end cannot be predicted. */
  private static final Duration SOON = Duration.ofSeconds(30);

  private final JdbcClient client;
  private final Projects projects;

  Quotas(JdbcClient client, Projects projects) {
    this.client = client;
    this.projects = projects;
  }

  /** Thrown when a project has reached a quota (429 Too Many Requests). */
  static final class UsedUp extends ErrorResponseException {

    private static final long serialVersionUID = 1;

    UsedUp(String detail, Duration wait) {
      super(HttpStatus.TOO_MANY_REQUESTS, problem(detail), null);
      getHeaders().set(HttpHeaders.RETRY_AFTER, Long.toString(Math.max(1, wait.toSeconds())));
    }

    private static ProblemDetail problem(String detail) {
      var problem = ProblemDetail.forStatusAndDetail(HttpStatus.TOO_MANY_REQUESTS, detail);
      problem.setTitle("Quota exceeded");
      return problem;
    }
  }

  /**
   * Checks the quotas of a project within the transaction that stores a new workflow.
   *
   * @throws UsedUp when the new workflow would exceed a quota
   */
  void check(@Nullable String name, Instant now) {
    if (name == null) {
      return;
    }
    Project project = projects.get(name);
    if (project.openWorkflows() == null && project.workflowsPerDay() == null) {
      return;
    }
    // Serializes submissions of a project across all nodes, so that the last free slot is used only
    // once.
    client
        .sql("select pg_advisory_xact_lock(hashtextextended('quota of ' || ?, 0))")
        .param(name)
        .query((row, number) -> number)
        .single();
    if (project.openWorkflows() != null) {
      checkOpen(name, project.openWorkflows());
    }
    if (project.workflowsPerDay() != null) {
      checkDay(name, project.workflowsPerDay(), now);
    }
  }

  private void checkOpen(String name, int most) {
    long open =
        client
            .sql(
                "select count(*) from workflow where project = ? and status in ('QUEUED',"
                    + " 'RUNNING', 'AWAITING_DECISION')")
            .param(name)
            .query(Long.class)
            .single();
    if (open >= most) {
      throw new UsedUp(
          "Project %s has %d open workflows, the limit is %d; wait for one to end, or cancel one."
              .formatted(name, open, most),
          SOON);
    }
  }

  private record Begun(long count, @Nullable Timestamp first) {}

  private void checkDay(String name, int most, Instant now) {
    Begun begun =
        client
            .sql(
                "select count(*), min(created_at) from workflow where project = ? and created_at >"
                    + " ?")
            .params(name, Timestamp.from(now.minus(DAY)))
            .query((row, number) -> new Begun(row.getLong(1), row.getTimestamp(2)))
            .single();
    if (begun.count() >= most) {
      throw new UsedUp(
          "Project %s started %d workflows within 24 hours, the limit is %d."
              .formatted(name, begun.count(), most),
          begun.first() == null ? DAY : Duration.between(now, begun.first().toInstant().plus(DAY)));
    }
  }
}
