package dev.pawl.engine;

import dev.pawl.engine.Held.Stop;
import dev.pawl.workflow.Claim;
import dev.pawl.workflow.LeaseLost;
import dev.pawl.workflow.Work;
import dev.pawl.workflow.Work.RollBack;
import dev.pawl.workflow.Work.RunStep;
import dev.pawl.workflow.Workflows;
import dev.pawl.workspace.PublishConflict;
import dev.pawl.workspace.Workspaces;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Moves one workflow forward: claim, run a step, record it, and so on until nothing is left to do. */
@Component
class Driver {

  private static final Logger log = LoggerFactory.getLogger(Driver.class);

  private final Workflows workflows;
  private final Workspaces workspaces;
  private final StepRunner runner;
  private final Keeper keeper;
  private final EngineProperties properties;

  Driver(
      Workflows workflows,
      Workspaces workspaces,
      StepRunner runner,
      Keeper keeper,
      EngineProperties properties) {
    this.workflows = workflows;
    this.workspaces = workspaces;
    this.runner = runner;
    this.keeper = keeper;
    this.properties = properties;
  }

  /** Works on a workflow until it is over, if nobody else does; returns early when this node is to stop. */
  void drive(UUID id) {
    Optional<Claim> claim = workflows.claim(id, properties.nodeName(), properties.lease());
    if (claim.isEmpty()) {
      return;
    }
    Held held = keeper.hold(claim.get());
    try {
      work(held);
    } catch (LeaseLost lost) {
      log.warn("{}: {}; whoever has it goes on", claim.get().workflow(), lost.getMessage());
    } finally {
      keeper.drop(held);
    }
  }

  private void work(Held held) {
    String workspace = null;
    try {
      Optional<Work> work = workflows.next(held.claim());
      while (work.isPresent()) {
        if (mustLeave(held)) {
          return;
        }
        if (work.get() instanceof RunStep step && workspace == null) {
          workspace = open(held.claim(), step);
        }
        work = advance(held, work.get(), workspace);
      }
    } catch (InterruptedException e) {
      mustLeave(held);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      close(workspace);
    }
  }

  private String open(Claim claim, RunStep step) throws IOException {
    return workspaces.open(
        claim.workflow(), claim.epoch(), step.target(), step.snapshot(), step.tree());
  }

  private Optional<Work> advance(Held held, Work work, @Nullable String workspace)
      throws InterruptedException {
    return switch (work) {
      case RunStep step when workspace != null -> {
        var result = runner.run(held, step, workspace);
        // A cancelled step is not recorded: asking what is next ends the workflow.
        if (result.isPresent()) {
          yield workflows.record(held.claim(), step, result.get());
        }
        if (mustLeave(held)) {
          throw new InterruptedException();
        }
        yield workflows.next(held.claim());
      }
      case RunStep step -> throw new IllegalStateException("No workspace for " + step.name());
      case RollBack rollback -> workflows.recordRollback(held.claim(), takeBack(held, rollback));
    };
  }

  /** Whether this node must not go on; a claim that is still good is given back. */
  private boolean mustLeave(Held held) {
    Stop why = held.stopped();
    if (why == Stop.SHUTDOWN) {
      workflows.release(held.claim());
    }
    return why == Stop.SHUTDOWN || why == Stop.LOST;
  }

  private Optional<String> takeBack(Held held, RollBack work) throws InterruptedException {
    try {
      workspaces.rollback(
          held.claim().workflow(),
          work.target(),
          work.snapshot(),
          work.tree(),
          work.commit(),
          held::check);
      return Optional.empty();
    } catch (PublishConflict | IOException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  private void close(@Nullable String workspace) {
    try {
      if (workspace != null) {
        workspaces.close(workspace);
      }
    } catch (IOException e) {
      log.warn("The workspace {} could not be removed: {}", workspace, e.getMessage());
    }
  }
}
