package dev.pawl.project;

import dev.pawl.project.ProjectUsage.RecentWorkflows;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Lazy;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.web.ErrorResponseException;

/** Enforces the quotas of projects: the number of open workflows and of workflows within 24 hours. */
@Component
public class ProjectQuotas {

  private static final Duration DAY = Duration.ofDays(1);

  /** The {@code Retry-After} for open workflows, as their end cannot be predicted. */
  private static final Duration OPEN_RETRY_AFTER = Duration.ofSeconds(30);

  private final JdbcClient client;
  private final ProjectService projects;
  private final ProjectUsage usage;

  /** Receives the usage lazily: it is a repository, which is created at the end of the start. */
  ProjectQuotas(JdbcClient client, ProjectService projects, @Lazy ProjectUsage usage) {
    this.client = client;
    this.projects = projects;
    this.usage = usage;
  }

  /** Thrown when a project has reached a quota (429 Too Many Requests). */
  static final class QuotaExceededException extends ErrorResponseException {

    private static final long serialVersionUID = 1;

    QuotaExceededException(String detail, Duration retryAfter) {
      super(HttpStatus.TOO_MANY_REQUESTS, problem(detail), null);
      getHeaders().set(HttpHeaders.RETRY_AFTER, Long.toString(Math.max(1, retryAfter.toSeconds())));
    }

    private static ProblemDetail problem(String detail) {
      var problem = ProblemDetail.forStatusAndDetail(HttpStatus.TOO_MANY_REQUESTS, detail);
      problem.setType(URI.create("/problems/quota-exceeded"));
      problem.setTitle("Quota exceeded");
      return problem;
    }
  }

  /**
   * Checks the quotas of a project within the transaction that stores a new workflow.
   *
   * @throws QuotaExceededException when the new workflow would exceed a quota
   */
  public void check(@Nullable String name, Instant now) {
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
      checkDaily(name, project.workflowsPerDay(), now);
    }
  }

  private void checkOpen(String name, int limit) {
    long openCount = usage.countOpenWorkflows(name);
    if (openCount >= limit) {
      throw new QuotaExceededException(
          "Project %s has %d open workflow%s; the limit is %d. Wait for one to end, or cancel one."
              .formatted(name, openCount, openCount == 1 ? "" : "s", limit),
          OPEN_RETRY_AFTER);
    }
  }

  private void checkDaily(String name, int limit, Instant now) {
    RecentWorkflows recent = usage.findSubmittedAfter(name, now.minus(DAY));
    long submitted = recent.getSubmitted();
    Instant oldest = recent.getOldest();
    if (submitted >= limit) {
      throw new QuotaExceededException(
          "Project %s started %d workflow%s within 24 hours; the limit is %d."
              .formatted(name, submitted, submitted == 1 ? "" : "s", limit),
          oldest == null ? DAY : Duration.between(now, oldest.plus(DAY)));
    }
  }
}
