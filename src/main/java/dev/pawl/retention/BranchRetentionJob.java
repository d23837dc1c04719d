package dev.pawl.retention;

import dev.pawl.workspace.WorkspaceService;
import java.time.Clock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Deletes old branches that Pawl has pushed to repositories. Several nodes may run it in parallel. */
@Component
class BranchRetentionJob {

  private static final Logger log = LoggerFactory.getLogger(BranchRetentionJob.class);

  private final WorkspaceService workspaces;
  private final RetentionProperties properties;
  private final Clock clock;

  BranchRetentionJob(WorkspaceService workspaces, RetentionProperties properties, Clock clock) {
    this.workspaces = workspaces;
    this.properties = properties;
    this.clock = clock;
  }

  /** Deletes the branches whose retention time has expired, unless others have changed them since. */
  @Scheduled(
      fixedDelayString = "${pawl.retention.cleanup-interval:1h}",
      initialDelayString = "${pawl.retention.cleanup-interval:1h}")
  void deleteExpiredBranches() {
    int deleted =
        workspaces.deleteBranchesPushedBefore(clock.instant().minus(properties.branches()));
    if (deleted > 0) {
      log.info(
          "Deleted branches: {} that were pushed more than {} ago", deleted, properties.branches());
    }
  }
}
