package dev.pawl.engine;

import dev.pawl.engine.pipeline.ActiveClaim;
import dev.pawl.engine.pipeline.StepExecutor;
import dev.pawl.workflow.WorkItem.RunStep;
import dev.pawl.workflow.WorkItem.StepResult;
import io.micrometer.observation.Observation;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/** Runs steps of one workflow in parallel on this node. Closing it interrupts them and waits until they have ended. */
final class ParallelSteps implements AutoCloseable {

  /** A step that has ended: without a result if it was stopped, with an error if its attempt threw an exception. */
  record CompletedStep(
      RunStep step,
      Optional<StepResult> result,
      Duration duration,
      @Nullable RuntimeException error) {}

  private final ActiveClaim activeClaim;
  private final StepExecutor stepExecutor;
  private final Observation span;
  private final Clock clock;
  private final BlockingQueue<CompletedStep> completedSteps = new LinkedBlockingQueue<>();
  private final Set<Thread> threads = new HashSet<>();
  private int restartCount;
  private int pendingResults;

  ParallelSteps(ActiveClaim activeClaim, StepExecutor stepExecutor, Observation span, Clock clock) {
    this.activeClaim = activeClaim;
    this.stepExecutor = stepExecutor;
    this.span = span;
    this.clock = clock;
  }

  /** Starts a step without waiting for it. The steps of an earlier run of the workflow are stopped first. */
  void start(RunStep step, ClaimWorkspace workspace) {
    if (step.context().restartCount() != restartCount) {
      cancelAll();
    }
    restartCount = step.context().restartCount();
    Thread thread =
        Thread.ofVirtual()
            .name(activeClaim.claim().workflow() + "-" + step.name())
            .unstarted(() -> completedSteps.add(runStep(step, workspace)));
    threads.add(thread);
    pendingResults++;
    thread.start();
  }

  private CompletedStep runStep(RunStep step, ClaimWorkspace workspace) {
    long startedAt = System.nanoTime();
    try (var _ = span.openScope();
        var _ = MDC.putCloseable("workflow", activeClaim.claim().workflow())) {
      Optional<StepResult> result = stepExecutor.run(activeClaim, step, workspace);
      return new CompletedStep(step, result, Duration.ofNanos(System.nanoTime() - startedAt), null);
    } catch (RuntimeException e) {
      return new CompletedStep(
          step, Optional.empty(), Duration.ofNanos(System.nanoTime() - startedAt), e);
    }
  }

  /** Returns whether results of started steps are outstanding. Closing now interrupts those that still run. */
  boolean hasPendingResults() {
    return pendingResults > 0;
  }

  /**
   * Waits for the next step to end.
   *
   * @param deadline the time at which waiting ends; null for no fixed time
   * @return the step that has ended; empty when the time has passed
   */
  Optional<CompletedStep> await(@Nullable Instant deadline) throws InterruptedException {
    Duration timeout =
        deadline == null
            ? Duration.ofDays(1)
            : Duration.between(clock.instant(), deadline).plusMillis(1);
    try (var _ = activeClaim.interruptCurrentThreadOnStop()) {
      CompletedStep completed =
          completedSteps.poll(Math.max(0, timeout.toMillis()), TimeUnit.MILLISECONDS);
      if (completed != null) {
        pendingResults--;
        if (completed.error() != null) {
          throw completed.error();
        }
      }
      threads.removeIf(thread -> !thread.isAlive());
      return Optional.ofNullable(completed);
    }
  }

  /** Stops all steps and discards their results. */
  void cancelAll() {
    close();
    threads.clear();
    completedSteps.clear();
    pendingResults = 0;
  }

  @Override
  public void close() {
    threads.forEach(Thread::interrupt);
    boolean interrupted = false;
    for (Thread thread : threads) {
      while (thread.isAlive()) {
        try {
          if (!thread.join(Duration.ofSeconds(1))) {
            // A wait for a slot may have ended with the first interrupt.
            thread.interrupt();
          }
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
