package dev.pawl.submission;

import jakarta.annotation.PreDestroy;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.stereotype.Component;
import org.springframework.web.ErrorResponseException;

/** Ends the planning of a request that takes too long, such as that of a huge target, and the work for it. */
@Component
class PlanningDeadline {

  private final Duration timeout;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("planning-deadline").factory());

  PlanningDeadline(SubmissionProperties properties) {
    this.timeout = properties.planningTimeout();
  }

  /** Thrown when planning took too long (503). */
  static final class PlanningTimeoutException extends ErrorResponseException {

    private static final long serialVersionUID = 1;

    PlanningTimeoutException(Duration timeout, Throwable cause) {
      super(
          HttpStatus.SERVICE_UNAVAILABLE,
          ProblemDetail.forStatusAndDetail(
              HttpStatus.SERVICE_UNAVAILABLE,
              "Planning took longer than %d ms and was ended: the target is very large, or this machine is busy. Retry later, or request a type with fixed steps, such as standard, which is planned without a survey of the target."
                  .formatted(timeout.toMillis())),
          cause);
      getHeaders().set(HttpHeaders.RETRY_AFTER, "30");
    }
  }

  /** Interrupts a thread once, unless its work has ended. */
  private static final class Alarm {

    private final Thread worker = Thread.currentThread();
    private boolean ended;
    private boolean rang;

    synchronized void ring() {
      if (!ended) {
        rang = true;
        worker.interrupt();
      }
    }

    /** Ends the work; returns whether it was interrupted by this alarm. */
    synchronized boolean end() {
      ended = true;
      if (rang) {
        Thread.interrupted();
      }
      return rang;
    }
  }

  /**
   * Returns the result of planning.
   *
   * @throws PlanningTimeoutException if planning was interrupted because it took too long
   */
  <T> T call(Supplier<T> planning) {
    var alarm = new Alarm();
    ScheduledFuture<?> task = timer.schedule(alarm::ring, timeout.toNanos(), TimeUnit.NANOSECONDS);
    try {
      T result = planning.get();
      alarm.end();
      return result;
    } catch (RuntimeException e) {
      if (alarm.end()) {
        throw new PlanningTimeoutException(timeout, e);
      }
      throw e;
    } finally {
      task.cancel(false);
    }
  }

  @PreDestroy
  void close() {
    timer.shutdownNow();
  }
}
