package dev.pawl.engine;

import dev.pawl.pipeline.Pipeline;
import dev.pawl.workflow.Claim;
import dev.pawl.workflow.Work.RunStep;
import dev.pawl.workspace.Workspaces;
import java.io.IOException;
import java.time.Clock;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The workspace of one claim. It is opened when it is first needed, and opened again after a failure. */
final class Desk implements Pipeline.Place, AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Desk.class);

  private final Workspaces workspaces;
  private final Claim claim;
  private final Clock clock;
  private @Nullable String workspace;
  private @Nullable String tree;
  private int round;
  private boolean orderly = true;
  private boolean done;

  Desk(Workspaces workspaces, Claim claim, Clock clock) {
    this.workspaces = workspaces;
    this.claim = claim;
    this.clock = clock;
  }

  @Override
  public synchronized String forStep(RunStep step) throws IOException {
    if (workspace != null && step.beside().round() != round) {
      clear();
      workspaces.makeSpace(claim.workflow(), clock.instant());
    }
    if (!Objects.equals(step.tree(), tree)) {
      clear();
    }
    round = step.beside().round();
    tree = step.tree();
    if (workspace == null) {
      workspace =
          workspaces.open(
              claim.workflow(), claim.epoch(), step.target(), step.snapshot(), step.tree());
    }
    return workspace;
  }

  /** Records the state that the workspace holds now. */
  synchronized void reached(@Nullable String state) {
    tree = state;
  }

  /** Records that an attempt failed or was stopped: some of its work may still be running in the workspace. */
  synchronized void failed() {
    orderly = false;
  }

  /** Records that the work of this claim is complete. */
  synchronized void done() {
    done = true;
  }

  /** Discards all changes since the last checkpoint. */
  synchronized void clear() {
    put(false);
  }

  private void put(boolean away) {
    String key = workspace;
    workspace = null;
    try {
      if (key != null && away) {
        workspaces.leave(key);
      } else if (key != null) {
        workspaces.close(key);
      }
    } catch (IOException e) {
      log.warn("Failed to remove workspace {}: {}", key, e.getMessage());
    }
  }

  @Override
  public synchronized void close() {
    put(done && orderly);
  }
}
