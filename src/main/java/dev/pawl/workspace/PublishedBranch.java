package dev.pawl.workspace;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;
import org.hibernate.annotations.UuidGenerator;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;

/**
 * A branch that Pawl has pushed to a repository. It may be changed and deleted as long as it has a commit that is
 * recorded here.
 */
@Entity
@Table(name = "published_branch")
class PublishedBranch {

  @Id
  @UuidGenerator(style = UuidGenerator.Style.VERSION_7)
  @Column(name = "id")
  private UUID id;

  @Column(name = "repository", updatable = false)
  private String repository;

  @Column(name = "branch", updatable = false)
  private String branch;

  @Column(name = "commit_id")
  private @Nullable String commitId;

  /** The commit that is being pushed: after a crash, the branch has this one or the last one. */
  @Column(name = "pending_commit_id")
  private @Nullable String pendingCommitId;

  @Column(name = "base_id")
  private String baseId;

  @Column(name = "tree_id")
  private String treeId;

  @Column(name = "workflow")
  private String workflow;

  @Column(name = "schedule_id", updatable = false)
  private @Nullable UUID scheduleId;

  @Column(name = "pushed_at")
  private Instant pushedAt;

  @NullUnmarked
  protected PublishedBranch() {}

  /**
   * Creates the record of a branch that is about to be pushed for the first time.
   *
   * @param repository the URL of the repository
   * @param scheduleId the schedule that updates the branch; absent for a branch of one workflow
   */
  PublishedBranch(String repository, String branch, @Nullable UUID scheduleId) {
    this();
    this.repository = repository;
    this.branch = branch;
    this.scheduleId = scheduleId;
  }

  /**
   * Records that a commit is about to be pushed.
   *
   * @param base the commit that the result is based on
   */
  void startPush(String commit, String base, String tree, String newWorkflow, Instant now) {
    pendingCommitId = commit;
    baseId = base;
    treeId = tree;
    workflow = newWorkflow;
    pushedAt = now;
  }

  /** Records that the branch has the commit. */
  void completePush() {
    commitId = pendingCommitId;
    pendingCommitId = null;
  }

  /** Records that the branch is still wanted as it is. */
  void confirm(String newWorkflow, Instant now) {
    workflow = newWorkflow;
    pushedAt = now;
  }

  /** Returns whether Pawl has pushed this commit to the branch. */
  boolean hasPushed(String commit) {
    return commit.equals(commitId) || commit.equals(pendingCommitId);
  }

  /** Returns whether the branch has this result already. */
  boolean hasResult(String base, String tree) {
    return commitId != null
        && pendingCommitId == null
        && baseId.equals(base)
        && treeId.equals(tree);
  }

  /** Returns whether the branch belongs to this schedule, or to no schedule if there is none. */
  boolean belongsTo(@Nullable UUID schedule) {
    return Objects.equals(scheduleId, schedule);
  }

  UUID id() {
    return id;
  }

  String repository() {
    return repository;
  }

  String branch() {
    return branch;
  }
}
