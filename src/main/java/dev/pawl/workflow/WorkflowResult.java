package dev.pawl.workflow;

import dev.pawl.target.TargetScope;
import dev.pawl.workflow.WorkItem.StepResult;
import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import java.util.List;
import java.util.Objects;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.annotations.Mutability;
import org.hibernate.type.SqlTypes;
import org.hibernate.type.descriptor.java.Immutability;
import org.jspecify.annotations.Nullable;

/** The intermediate and published results of a workflow. */
@Embeddable
class WorkflowResult {

  private static final int MAX_RECORDED_PATHS = 100;

  @Column(name = "snapshot")
  private @Nullable String snapshot;

  @Column(name = "tree")
  private @Nullable String tree;

  @JdbcTypeCode(SqlTypes.JSON)
  @Mutability(Immutability.class)
  @Column(name = "determined_scope")
  private @Nullable TargetScope determinedScope;

  @JdbcTypeCode(SqlTypes.JSON)
  @Mutability(Immutability.class)
  @Column(name = "publication")
  private @Nullable Publication publication;

  /** Whether the target may contain a part of the result. */
  @Column(name = "publishing")
  private boolean publishing;

  /** The paths of the first external changes. */
  @JdbcTypeCode(SqlTypes.JSON)
  @Mutability(Immutability.class)
  @Column(name = "outside_changes")
  private @Nullable List<String> outsideChanges;

  WorkflowRows.ResultColumns toColumns() {
    return new WorkflowRows.ResultColumns(
        snapshot, tree, determinedScope, publication, publishing, outsideChanges);
  }

  /** Records the external changes of the target; returns false when the recorded ones are the same. */
  boolean recordExternalChanges(List<String> paths) {
    List<String> first = List.copyOf(paths.subList(0, Math.min(MAX_RECORDED_PATHS, paths.size())));
    boolean unchanged = first.equals(externalChanges());
    outsideChanges = first;
    return !unchanged;
  }

  /** Returns the files of the target that were changed externally while the workflow ran. */
  List<String> externalChanges() {
    return outsideChanges == null ? List.of() : outsideChanges;
  }

  /** Advances to the tree after a completed step. */
  void advanceTo(StepResult result, boolean published) {
    snapshot = result.snapshot();
    tree = result.tree();
    if (published) {
      publishing = false;
      publication = Publication.of(result.outcome());
    }
  }

  /** Records the snapshot of a workflow that ends with its first step, as its findings refer to it. */
  void recordExamined(@Nullable String examined) {
    snapshot = examined;
  }

  /** Clears the snapshot if no step has completed, so that a resumed workflow examines the current files. */
  void clearExamined() {
    if (tree == null) {
      snapshot = null;
    }
  }

  /** Records the scope with which a step has run, successfully or not. */
  void recordScope(@Nullable TargetScope scope) {
    if (scope != null && determinedScope == null) {
      determinedScope = scope;
    }
  }

  /** Sets the snapshot and the tree that an event recorded. */
  void replay(@Nullable String recordedSnapshot, @Nullable String recordedTree) {
    snapshot = recordedSnapshot;
    tree = recordedTree;
  }

  /** Sets the published changes. */
  void replayPublication(@Nullable Publication published) {
    publication = published;
  }

  /** Records that the target is about to be changed. */
  void startPublishing() {
    publishing = true;
  }

  /** Records that the target contains no part of the result that was not published completely. */
  void endPublishing() {
    publishing = false;
  }

  /** Returns whether the target may contain a part of the result. */
  boolean isPublishing() {
    return publishing;
  }

  /** Sets the tree to one that was reached from the same snapshot, by an earlier workflow or a partial rollback. */
  void restore(String newTree) {
    tree = newTree;
  }

  /** Sets the tree after a partial rollback of the published result. */
  void rollBackTo(String newTree) {
    if (publication != null && publication.tree() != null) {
      publication = publication.withTree(newTree);
    } else {
      tree = newTree;
    }
  }

  /** Returns whether there are changes, and none of them was published. */
  boolean isUnpublished() {
    return tree != null
        && !tree.equals(snapshot)
        && (publication == null || publication.files() == 0);
  }

  /** Returns the published tree; the result if all of it was published. */
  @Nullable String publishedTree() {
    return publication == null || publication.tree() == null ? tree : publication.tree();
  }

  /** Returns whether the given snapshot is the one that the workflow started with. */
  boolean isBasedOn(@Nullable String otherSnapshot) {
    return snapshot != null && snapshot.equals(otherSnapshot);
  }

  /** Resets the tree to the snapshot; returns whether it differed. */
  boolean resetToSnapshot() {
    boolean differed = !Objects.equals(tree, snapshot);
    tree = snapshot;
    return differed;
  }

  /** Clears the snapshot and the tree for a restart. */
  void clear() {
    snapshot = null;
    tree = null;
    determinedScope = null;
  }

  /** Returns whether a published result can be rolled back. */
  boolean canRollBack(boolean gitTarget) {
    return publication != null && publication.canRollBack(gitTarget);
  }

  /** Returns the scope with its merge base and numbers of files; absent for the whole target, and before the snapshot. */
  @Nullable TargetScope determinedScope() {
    return determinedScope;
  }

  @Nullable String snapshot() {
    return snapshot;
  }

  @Nullable String tree() {
    return tree;
  }

  @Nullable Publication publication() {
    return publication;
  }
}
