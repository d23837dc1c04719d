package dev.pawl.engine;

import dev.pawl.engine.pipeline.ActiveClaim;
import dev.pawl.lock.Claim;
import dev.pawl.lock.LeaseLostException;
import dev.pawl.workflow.WorkflowExecutionService;
import dev.pawl.workspace.WorkspaceService;
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
class TargetWatcher {

  private static final Logger log = LoggerFactory.getLogger(TargetWatcher.class);

  private final LeaseRenewer leaseRenewer;
  private final WorkspaceService workspaces;
  private final WorkflowExecutionService executionService;
  private final Map<Claim, List<String>> reportedChanges = new HashMap<>();

  TargetWatcher(
      LeaseRenewer leaseRenewer,
      WorkspaceService workspaces,
      WorkflowExecutionService executionService) {
    this.leaseRenewer = leaseRenewer;
    this.workspaces = workspaces;
    this.executionService = executionService;
  }

  /** Checks the targets of all workflows that this node is working on. */
  @Scheduled(
      fixedDelayString = "${pawl.engine.target-poll-interval:5s}",
      initialDelayString = "${pawl.engine.target-poll-interval:5s}")
  void checkTargets() {
    List<Claim> claims = leaseRenewer.active().stream().map(ActiveClaim::claim).toList();
    reportedChanges.keySet().retainAll(claims);
    claims.forEach(this::checkTarget);
  }

  private void checkTarget(Claim claim) {
    try {
      workspaces
          .findExternalChanges(WorkspaceService.workspaceKey(claim.workflow(), claim.epoch()))
          .filter(files -> !files.equals(reportedChanges.getOrDefault(claim, List.of())))
          .ifPresent(files -> {
            executionService.recordExternalChanges(claim, files);
            reportedChanges.put(claim, files);
          });
    } catch (LeaseLostException leaseLost) {
      log.debug("Claim on {} has ended or is held by another node", claim.workflow());
    } catch (IOException | UncheckedIOException e) {
      log.debug(
          "Failed to check the target of {} for external changes: {}",
          claim.workflow(),
          e.getMessage());
    }
  }
}
