package dev.pawl.engine;

import dev.pawl.pipeline.Held;
import dev.pawl.workflow.Claim;
import dev.pawl.workflow.LeaseLost;
import dev.pawl.workflow.WorkQueue;
import dev.pawl.workspace.Workspaces;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Detects external changes in the targets of running workflows, before they become a conflict. */
@Component
class Watch {

  private static final Logger log = LoggerFactory.getLogger(Watch.class);

  private final Keeper keeper;
  private final Workspaces workspaces;
  private final WorkQueue queue;
  private final Map<Claim, List<String>> told = new HashMap<>();

  Watch(Keeper keeper, Workspaces workspaces, WorkQueue queue) {
    this.keeper = keeper;
    this.workspaces = workspaces;
    this.queue = queue;
  }

  /** Checks the targets of all workflows that this node is working on. */
  @Scheduled(
      fixedDelayString = "${pawl.engine.target-poll-interval:5s}",
      initialDelayString = "${pawl.engine.target-poll-interval:5s}")
  void runOnce() {
    List<Claim> claims = keeper.held().stream().map(Held::claim).toList();
    told.keySet().retainAll(claims);
    claims.forEach(this::look);
  }

  private void look(Claim claim) {
    try {
      workspaces
          .outsideChanges(Workspaces.key(claim.workflow(), claim.epoch()))
          .filter(files -> !files.equals(told.getOrDefault(claim, List.of())))
          .ifPresent(files -> {
            queue.noticed(claim, files);
            told.put(claim, files);
          });
    } catch (LeaseLost over) {
      log.debug("Claim of {} has ended or is held by another node", claim.workflow());
    } catch (IOException | UncheckedIOException e) {
      log.debug(
          "Failed to check the target of {} for external changes: {}",
          claim.workflow(),
          e.getMessage());
    }
  }
}
