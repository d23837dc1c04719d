package dev.pawl.project;

import dev.pawl.project.ProjectUsage.WaitingWorkflows;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Lazy;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.stereotype.Component;
import org.springframework.web.ErrorResponseException;

/**
 * Limits the number of workflows that wait for their start, so that callers are told to slow down before the database or a
 * disk is full. The workflows are counted at most once per second; meanwhile, each node adds those that it accepts.
 */
@Component
@EnableConfigurationProperties(QueueProperties.class)
public class QueueLimits {

  private static final Duration RETRY_AFTER = Duration.ofSeconds(30);
  private static final Duration MAX_AGE = Duration.ofSeconds(1);

  private final QueueProperties properties;
  private final ProjectUsage usage;
  private final Map<String, Long> waiting = new HashMap<>();
  private final LongSupplier nanoTime;
  private long countedAt;

  /** Receives the usage lazily: it is a repository, which is created at the end of the start. */
  @Autowired
  QueueLimits(QueueProperties properties, @Lazy ProjectUsage usage) {
    this(properties, usage, System::nanoTime);
  }

  QueueLimits(QueueProperties properties, ProjectUsage usage, LongSupplier nanoTime) {
    this.properties = properties;
    this.usage = usage;
    this.nanoTime = nanoTime;
    this.countedAt = nanoTime.getAsLong() - MAX_AGE.toNanos();
  }

  /** Thrown when too many workflows wait (429 Too Many Requests). */
  static final class QueueFullException extends ErrorResponseException {

    private static final long serialVersionUID = 1;

    QueueFullException(String detail) {
      super(HttpStatus.TOO_MANY_REQUESTS, problem(detail), null);
      getHeaders().set(HttpHeaders.RETRY_AFTER, Long.toString(RETRY_AFTER.toSeconds()));
    }

    private static ProblemDetail problem(String detail) {
      var problem = ProblemDetail.forStatusAndDetail(HttpStatus.TOO_MANY_REQUESTS, detail);
      problem.setType(URI.create("/problems/queue-full"));
      problem.setTitle("Queue full");
      return problem;
    }
  }

  /**
   * Checks whether another workflow may wait.
   *
   * @param project the project of the workflow; null if it belongs to none
   * @throws QueueFullException when too many workflows wait
   */
  public synchronized void check(@Nullable String project) {
    count();
    String name = Objects.requireNonNullElse(project, "");
    long ofProject = waiting.getOrDefault(name, 0L);
    if (ofProject >= properties.maxWaitingPerProject()) {
      throw new QueueFullException(
          "%d workflows %s wait for their start; the limit is %d. Submit this one later."
              .formatted(
                  ofProject,
                  project == null ? "without a project" : "of the project " + project,
                  properties.maxWaitingPerProject()));
    }
    long total = waiting.values().stream().mapToLong(Long::longValue).sum();
    if (total >= properties.maxWaiting()) {
      throw new QueueFullException(
          "%d workflows wait for their start; the limit is %d. Submit this one later."
              .formatted(total, properties.maxWaiting()));
    }
  }

  /**
   * Checks whether another workflow may wait, and counts it.
   *
   * @param project the project of the workflow; null if it belongs to none
   * @throws QueueFullException when too many workflows wait
   */
  public synchronized void add(@Nullable String project) {
    check(project);
    waiting.merge(Objects.requireNonNullElse(project, ""), 1L, Long::sum);
  }

  private void count() {
    long now = nanoTime.getAsLong();
    if (now - countedAt < MAX_AGE.toNanos()) {
      return;
    }
    waiting.clear();
    for (WaitingWorkflows row : usage.countWaitingWorkflows()) {
      waiting.put(row.getProject(), row.getNumber());
    }
    countedAt = now;
  }
}
