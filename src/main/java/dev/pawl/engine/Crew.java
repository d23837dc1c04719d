package dev.pawl.engine;

import dev.pawl.pipeline.Held;
import dev.pawl.pipeline.Pipeline;
import dev.pawl.workflow.Work.RunStep;
import dev.pawl.workflow.Work.StepResult;
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

/** Runs steps of one workflow in parallel on this node. Closing it interrupts them and waits until they have ended. */
final class Crew implements AutoCloseable {

  /** A step that has ended: without a result if it was stopped, with an error if its attempt threw an exception. */
  record Done(RunStep step, Optional<StepResult> result, @Nullable RuntimeException error) {}

  private final Held held;
  private final Pipeline pipeline;
  private final Observation span;
  private final Clock clock;
  private final BlockingQueue<Done> done = new LinkedBlockingQueue<>();
  private final Set<Thread> running = new HashSet<>();
  private int round;
  private int expected;

  Crew(Held held, Pipeline pipeline, Observation span, Clock clock) {
    this.held = held;
    this.pipeline = pipeline;
    this.span = span;
    this.clock = clock;
  }

  /** Starts a step without waiting for it. The steps of an earlier run of the workflow are stopped first. */
  void begin(RunStep step, Desk desk) {
    if (step.beside().round() != round) {
      clear();
    }
    round = step.beside().round();
    Thread thread =
        Thread.ofVirtual()
            .name(held.claim().workflow() + "-" + step.name())
            .unstarted(() -> done.add(run(step, desk)));
    running.add(thread);
    expected++;
    thread.start();
  }

  private Done run(RunStep step, Desk desk) {
    try (var _ = span.openScope()) {
      return new Done(step, pipeline.run(held, step, desk), null);
    } catch (RuntimeException e) {
      return new Done(step, Optional.empty(), e);
    }
  }

  /** Returns whether results of started steps are outstanding. Closing now interrupts those that still run. */
  boolean isExpecting() {
    return expected > 0;
  }

  /** Returns whether steps are running. */
  boolean isBusy() {
    return !running.isEmpty();
  }

  /**
   * Waits for the next step to end.
   *
   * @param until the time at which waiting ends; null for no fixed time
   * @return the step that has ended; empty when the time has passed
   */
  Optional<Done> await(@Nullable Instant until) throws InterruptedException {
    Duration wait =
        until == null ? Duration.ofDays(1) : Duration.between(clock.instant(), until).plusMillis(1);
    try (var _ = held.workedOnBy(Thread.currentThread())) {
      Done one = done.poll(Math.max(0, wait.toMillis()), TimeUnit.MILLISECONDS);
      if (one != null) {
        expected--;
        if (one.error() != null) {
          throw one.error();
        }
      }
      running.removeIf(thread -> !thread.isAlive());
      return Optional.ofNullable(one);
    }
  }

  /** Stops all steps and discards their results. */
  void clear() {
    close();
    running.clear();
    done.clear();
    expected = 0;
  }

  @Override
  public void close() {
    running.forEach(Thread::interrupt);
    boolean interrupted = false;
    for (Thread thread : running) {
      while (thread.isAlive()) {
        try {
          thread.join();
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
