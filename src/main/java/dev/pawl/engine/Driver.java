package dev.pawl.engine;

import dev.pawl.node.Nodes;
import dev.pawl.pipeline.Held;
import dev.pawl.pipeline.Held.Stop;
import dev.pawl.pipeline.Pipeline;
import dev.pawl.workflow.Claim;
import dev.pawl.workflow.LeaseLost;
import dev.pawl.workflow.Traces;
import dev.pawl.workflow.Work;
import dev.pawl.workflow.Work.RollBack;
import dev.pawl.workflow.Work.RunStep;
import dev.pawl.workflow.Work.StepResult;
import dev.pawl.workflow.WorkQueue;
import dev.pawl.workflow.WorkQueue.Begun;
import dev.pawl.workspace.PublishConflict;
import dev.pawl.workspace.Workspaces;
import io.micrometer.observation.Observation;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Executes one workflow: claims it, then runs steps and records their results until there is no more work. */
@Component
class Driver {

  private static final Logger log = LoggerFactory.getLogger(Driver.class);

  /** How the execution of a workflow ended on this node. */
  enum Drive {
    /** There is no more work for now. */
    DONE,
    /** This node is shutting down; another node continues. */
    LEFT,
    /** Another node holds the claim, or there is no work. */
    NOT_MINE
  }

  private final WorkQueue queue;
  private final Workspaces workspaces;
  private final Pipeline pipeline;
  private final Keeper keeper;
  private final Nodes nodes;
  private final Traces traces;
  private final EngineProperties properties;
  private final Clock clock;

  Driver(
      WorkQueue queue,
      Workspaces workspaces,
      Pipeline pipeline,
      Keeper keeper,
      Nodes nodes,
      Traces traces,
      EngineProperties properties,
      Clock clock) {
    this.queue = queue;
    this.workspaces = workspaces;
    this.pipeline = pipeline;
    this.keeper = keeper;
    this.nodes = nodes;
    this.traces = traces;
    this.properties = properties;
    this.clock = clock;
  }

  /**
   * Executes a workflow until there is no more work, unless another node holds its claim.
   *
   * @return how the execution ended, which decides what happens to the wake-up
   */
  Drive drive(UUID id) {
    if (!keeper.isRunning()) {
      return Drive.LEFT;
    }
    Optional<Begun> begun = queue.begin(id, nodes.name(), properties.lease());
    if (begun.isEmpty()) {
      return Drive.NOT_MINE;
    }
    Claim claim = begun.get().claim();
    if (begun.get().first().isEmpty()) {
      // Only this claim is detached: a newer claim of this node may hold the workflow by now.
      queue.leave(claim);
      return Drive.DONE;
    }
    Held held = keeper.hold(claim);
    Observation span = traces.claim(claim);
    try (var _ = span.openScope()) {
      if (work(held, begun.get().first(), span)) {
        return Drive.DONE;
      }
    } catch (LeaseLost lost) {
      log.warn(
          "Lease of {} lost, its new holder continues: {}", claim.workflow(), lost.getMessage());
    } catch (RuntimeException e) {
      letGo(held);
      span.error(e);
      throw e;
    } finally {
      span.stop();
      keeper.drop(held);
      queue.leave(claim);
    }
    return held.stopped() == Stop.SHUTDOWN ? Drive.LEFT : Drive.NOT_MINE;
  }

  /** Runs the work of a claim and returns whether all of it is done. */
  private boolean work(Held held, Optional<Work> first, Observation span) {
    try (var desk = new Desk(workspaces, held.claim(), clock);
        var crew = new Crew(held, pipeline, span, clock)) {
      Optional<Work> work = first;
      while (work.isPresent() && !mustLeave(held)) {
        work =
            switch (work.get()) {
              case RunStep step when step.beside().joint() -> {
                crew.begin(step, desk);
                Work.Wait then = step.beside().then();
                yield then == null ? queue.next(held.claim()) : Optional.of(then);
              }
              case RunStep step -> {
                // This step must run alone: steps that still run are interrupted.
                if (crew.isExpecting()) {
                  desk.failed();
                }
                crew.clear();
                yield run(held, step, desk);
              }
              case Work.Wait wait -> await(held, crew, wait.until(), desk);
              case RollBack rollback -> takeBack(held, rollback);
            };
      }
      if (work.isEmpty() && !crew.isExpecting() && held.stopped() == null) {
        desk.done();
      }
      return work.isEmpty();
    } catch (InterruptedException e) {
      mustLeave(held);
      return false;
    }
  }

  private Optional<Work> run(Held held, RunStep step, Desk desk) throws InterruptedException {
    Optional<StepResult> result = pipeline.run(held, step, desk);
    return taken(held, step, result, desk);
  }

  private Optional<Work> await(Held held, Crew crew, @Nullable Instant until, Desk desk)
      throws InterruptedException {
    if (until == null && !crew.isBusy()) {
      throw new IllegalStateException("No step is running and no step can start");
    }
    try {
      Optional<Crew.Done> done = crew.await(until);
      if (done.isPresent()) {
        return taken(held, done.get().step(), done.get().result(), desk);
      }
    } catch (InterruptedException e) {
      if (mustLeave(held)) {
        throw e;
      }
    }
    return queue.next(held.claim());
  }

  /** Records the result of a step. A cancelled step has none: the call for the next work item ends the workflow. */
  private Optional<Work> taken(Held held, RunStep step, Optional<StepResult> result, Desk desk)
      throws InterruptedException {
    if (result.isPresent()) {
      if (result.get().fault().isEmpty()) {
        desk.reached(result.get().tree());
      } else {
        desk.failed();
        if (!step.lasting() && !step.beside().joint()) {
          desk.clear();
        }
      }
      return queue.record(held.claim(), step, result.get());
    }
    desk.failed();
    if (mustLeave(held)) {
      throw new InterruptedException();
    }
    return queue.next(held.claim());
  }

  /** Returns whether this node must stop; on shutdown the claim is released. */
  private boolean mustLeave(Held held) {
    Stop why = held.stopped();
    if (why == Stop.SHUTDOWN) {
      queue.release(held.claim());
    }
    return why == Stop.SHUTDOWN || why == Stop.LOST;
  }

  private void letGo(Held held) {
    try {
      queue.release(held.claim());
    } catch (RuntimeException e) {
      log.warn(
          "Failed to release the claim of {}, it becomes free when its lease expires: {}",
          held.claim().workflow(),
          e.getMessage());
    }
  }

  private Optional<Work> takeBack(Held held, RollBack work) throws InterruptedException {
    String reached = work.snapshot();
    Optional<String> failure = Optional.empty();
    try {
      if (!work.paths().isEmpty()) {
        reached = workspaces.takenBack(work.target(), work.snapshot(), work.tree(), work.paths());
      }
      workspaces.rollback(
          held.claim().workflow(), work.target(), reached, work.tree(), work.commit(), held::check);
    } catch (PublishConflict | IOException e) {
      failure = Optional.of(String.valueOf(e.getMessage()));
    }
    return queue.recordRollback(held.claim(), reached, failure);
  }
}
