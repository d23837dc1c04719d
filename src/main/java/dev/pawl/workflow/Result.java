package dev.pawl.workflow;

import dev.pawl.workflow.Work.StepResult;
import jakarta.persistence.Embeddable;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;

/** What a workflow has made of its target so far. */
@Embeddable
class Result {

  private @Nullable String snapshot;
  private @Nullable String tree;

  @JdbcTypeCode(SqlTypes.JSON)
  private @Nullable Publication publication;

  /** The state after a step that did its work. */
  void reached(StepResult result, boolean published) {
    snapshot = result.snapshot();
    tree = result.tree();
    if (published) {
      publication = Publication.of(result.outcome());
    }
  }

  /** Goes on from a state that an earlier workflow has reached from the same snapshot. */
  void goTo(String reached) {
    tree = reached;
  }

  /** Whether this is the snapshot that it began with. */
  boolean startedFrom(@Nullable String other) {
    return snapshot != null && snapshot.equals(other);
  }

  /** Back to the snapshot. */
  void takeBack() {
    tree = snapshot;
  }

  /** As if nothing had been done. */
  void forget() {
    snapshot = null;
    tree = null;
  }

  /** Whether something was published that can be taken back. */
  boolean lasting(boolean repository) {
    return publication != null && publication.lasting(repository);
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
