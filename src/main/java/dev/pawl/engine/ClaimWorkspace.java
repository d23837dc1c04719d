package dev.pawl.engine;

import dev.pawl.engine.pipeline.StepExecutor;
import dev.pawl.lock.Claim;
import dev.pawl.workflow.WorkItem.RunStep;
import dev.pawl.workspace.ExaminedPart;
import dev.pawl.workspace.WorkspaceService;
import java.io.IOException;
import java.time.Clock;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The workspace of one claim. It is opened when it is first needed, and opened again after a failure. */
final class ClaimWorkspace implements StepExecutor.WorkspaceProvider, AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(ClaimWorkspace.class);

  private final WorkspaceService workspaces;
  private final Claim claim;
  private final Clock clock;
  private @Nullable String workspaceKey;
  private @Nullable String tree;
  private int restartCount;
  private boolean reusable = true;
  private boolean completed;

  ClaimWorkspace(WorkspaceService workspaces, Claim claim, Clock clock) {
    this.workspaces = workspaces;
    this.claim = claim;
    this.clock = clock;
  }

  @Override
  public synchronized String workspaceFor(RunStep step) throws IOException {
    if (workspaceKey != null && step.context().restartCount() != restartCount) {
      discard();
      workspaces.freeDiskSpace(claim.workflow(), clock.instant());
    }
    if (!Objects.equals(step.tree(), tree)) {
      discard();
    }
    restartCount = step.context().restartCount();
    tree = step.tree();
    if (workspaceKey == null) {
      workspaceKey =
          workspaces.open(
              claim.workflow(),
              claim.epoch(),
              step.target(),
              new ExaminedPart(
                  step.context().scope(),
                  step.context().readsWholeTarget(),
                  step.context().changesFiles()),
              step.snapshot(),
              step.tree());
    }
    return workspaceKey;
  }

  /** Records the state that the workspace holds now. */
  synchronized void setTree(@Nullable String newTree) {
    tree = newTree;
  }

  /** Records that an attempt failed or was stopped: some of its work may still be running in the workspace. */
  synchronized void markFailed() {
    reusable = false;
  }

  /** Records that the work of this claim is complete. */
  synchronized void markCompleted() {
    completed = true;
  }

  /** Discards all changes since the last checkpoint. */
  synchronized void discard() {
    closeWorkspace(false);
  }

  private void closeWorkspace(boolean recycle) {
    String key = workspaceKey;
    workspaceKey = null;
    try {
      if (key != null && recycle) {
        workspaces.recycle(key);
      } else if (key != null) {
        workspaces.close(key);
      }
    } catch (IOException e) {
      log.warn("Failed to remove workspace {}: {}", key, e.getMessage());
    }
  }

  @Override
  public synchronized void close() {
    closeWorkspace(completed && reusable);
  }
}
