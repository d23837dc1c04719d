package dev.pawl.workspace;

import dev.pawl.command.PublicationOptions.ScheduleRef;
import dev.pawl.network.GitUrl;
import dev.pawl.snapshot.SnapshotStore;
import dev.pawl.snapshot.SnapshotStores;
import dev.pawl.target.GitRemote;
import dev.pawl.target.GitRemoteFactory;
import dev.pawl.target.PushRejectedException;
import dev.pawl.target.Target;
import dev.pawl.target.WorkspaceProperties;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.jgit.lib.ObjectId;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Pushes results to branches, updates the branch of a schedule, and deletes old branches. A branch with a commit that
 * Pawl did not push is never changed.
 */
@Component
class BranchPublisher {

  private static final Logger log = LoggerFactory.getLogger(BranchPublisher.class);

  /** The number of branches that one node deletes in one run. */
  private static final int BATCH_SIZE = 100;

  private static final Duration RETRY_INTERVAL = Duration.ofMinutes(50);
  private static final int SHORT_ID = 8;

  private final WorkspaceProperties properties;
  private final GitRemoteFactory remotes;
  private final PublishedBranchRepository branches;
  private final Clock clock;

  BranchPublisher(
      WorkspaceProperties properties,
      GitRemoteFactory remotes,
      PublishedBranchRepository branches,
      Clock clock) {
    this.properties = properties;
    this.remotes = remotes;
    this.branches = branches;
    this.clock = clock;
  }

  /**
   * A pushed branch.
   *
   * @param unchanged whether the branch had the same files before
   */
  record PushedBranch(String branch, String commit, boolean unchanged) {}

  /**
   * Pushes a result.
   *
   * @param schedule the schedule whose branch is updated; null for the branch of the workflow
   * @throws PushRejectedException if the remote rejects the push, or the branch has commits that Pawl did not push
   */
  PushedBranch push(
      String workflow,
      @Nullable ScheduleRef schedule,
      Target.Git git,
      SnapshotStore store,
      ObjectId tree)
      throws IOException {
    String branch = branchName(workflow, schedule);
    UUID scheduleId = schedule == null ? null : schedule.id();
    GitRemote remote = remotes.create(git);
    String base = Objects.requireNonNull(git.commit());
    String commit =
        remote.commit(
            store.repository(),
            tree,
            properties.git().commit(),
            "Improve code quality\n\nWorkflow " + workflow + ".\n");
    Optional<PublishedBranch> recorded = branches.findByRepositoryAndBranch(git.url(), branch);
    Optional<String> tip = remote.findBranchTip(branch);
    requireOwn(branch, scheduleId, recorded, tip.filter(id -> !id.equals(commit)));
    if (tip.isPresent()
        && !tip.get().equals(commit)
        && recorded.filter(record -> record.hasResult(base, tree.name())).isPresent()) {
      recorded.get().confirm(workflow, now());
      branches.save(recorded.get());
      return new PushedBranch(branch, tip.get(), true);
    }
    PublishedBranch record =
        recorded.orElseGet(() -> new PublishedBranch(git.url(), branch, scheduleId));
    record.startPush(commit, base, tree.name(), workflow, now());
    record = branches.save(record);
    remote.push(store.repository(), commit, branch, tip);
    record.completePush();
    branches.save(record);
    return new PushedBranch(branch, commit, false);
  }

  /** Throws if the branch exists with another commit than one that was pushed for the same schedule. */
  private static void requireOwn(
      String branch,
      @Nullable UUID schedule,
      Optional<PublishedBranch> recorded,
      Optional<String> tip)
      throws PushRejectedException {
    if (tip.isEmpty()) {
      return;
    }
    if (recorded.isEmpty() || !recorded.get().hasPushed(tip.get())) {
      throw new PushRejectedException(
          branch,
          "it exists with the commit %s, which Pawl did not push; merge, rename or delete it"
              .formatted(tip.get()),
          "");
    }
    if (!recorded.get().belongsTo(schedule)) {
      throw new PushRejectedException(
          branch,
          "it belongs to another schedule or workflow; add a placeholder to its configured name",
          "");
    }
  }

  private String branchName(String workflow, @Nullable ScheduleRef schedule) {
    return schedule == null
        ? properties
            .git()
            .branchTemplate(false)
            .expand(Map.of(WorkspaceProperties.Git.WORKFLOW_ID, workflow))
        : properties
            .git()
            .branchTemplate(true)
            .expand(
                Map.of(
                    WorkspaceProperties.Git.WORKFLOW_ID,
                    workflow,
                    WorkspaceProperties.Git.SCHEDULE,
                    schedule.name(),
                    WorkspaceProperties.Git.SCHEDULE_ID,
                    shortId(schedule.id())));
  }

  /** Returns the last digits of an id, which are random; the first ones are a time. */
  private static String shortId(UUID id) {
    String text = id.toString();
    return text.substring(text.length() - SHORT_ID);
  }

  /** Returns whether a branch of this name was pushed to a repository, by whatever URL. */
  boolean isPublished(String repository, String branch) {
    String suffix = "/" + repository.toLowerCase(Locale.ROOT);
    return branches.findByBranch(branch).stream()
        .map(record -> GitUrl.nameOf(record.repository()).toLowerCase(Locale.ROOT))
        .anyMatch(name -> name.endsWith(suffix));
  }

  /** Deletes a branch that was published, if it still has the given commit. */
  void delete(Target.Git git, SnapshotStore store, String branch, String commit)
      throws IOException {
    remotes.create(git).delete(store.repository(), branch, commit);
    branches
        .findByRepositoryAndBranch(git.url(), branch)
        .filter(record -> record.hasPushed(commit))
        .ifPresent(record -> branches.deleteById(record.id()));
  }

  /**
   * Deletes branches that were pushed before a time, unless others have changed them since. A branch that cannot be
   * deleted is tried again in the next run.
   *
   * @return the number of deleted branches
   */
  int deletePushedBefore(Instant cutoff, SnapshotStores stores) {
    if (!properties.git().pushEnabled()) {
      return 0;
    }
    int deleted = 0;
    Instant now = now();
    for (PublishedBranch record :
        branches.claimPushedBefore(cutoff, now.minus(RETRY_INTERVAL), now, BATCH_SIZE)) {
      try {
        if (deleteExpired(record, stores)) {
          deleted++;
        }
        branches.deleteById(record.id());
      } catch (IOException | RuntimeException e) {
        log.warn(
            "Old branch not deleted, retrying later: repository {}, branch {}: {}",
            record.repository(),
            record.branch(),
            e.getMessage());
      }
    }
    return deleted;
  }

  private boolean deleteExpired(PublishedBranch record, SnapshotStores stores) throws IOException {
    var git = new Target.Git(record.repository(), null, null, null);
    GitRemote remote = remotes.create(git);
    Optional<String> tip = remote.findBranchTip(record.branch()).filter(record::hasPushed);
    if (tip.isEmpty()) {
      log.info(
          "Old branch is not Pawl's any more and stays: repository {}, branch {}",
          record.repository(),
          record.branch());
      return false;
    }
    try (var store = stores.open(Target.repository(git))) {
      remote.delete(store.repository(), record.branch(), tip.get());
    }
    log.info("Deleted old branch: repository {}, branch {}", record.repository(), record.branch());
    return true;
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MICROS);
  }
}
