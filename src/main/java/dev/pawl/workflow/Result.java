package dev.pawl.workflow;

import dev.pawl.workflow.Work.StepResult;
import jakarta.persistence.Embeddable;
import java.util.List;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.annotations.Mutability;
import org.hibernate.type.descriptor.java.Immutability;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;

/** What a workflow has made of its target so far. */
@Embeddable
class Result {

  private static final int MOST_SHOWN = 100;

  private @Nullable String snapshot;
  private @Nullable String tree;

  @JdbcTypeCode(SqlTypes.JSON)
  @Mutability(Immutability.class)
  private @Nullable Publication publication;

  /** The first of them. */
  @JdbcTypeCode(SqlTypes.JSON)
  @Mutability(Immutability.class)
  private @Nullable List<String> outsideChanges;

  /** Takes down what others have changed in the target; false when all of it is known. */
  boolean noticed(List<String> paths) {
    List<String> first = List.copyOf(paths.subList(0, Math.min(MOST_SHOWN, paths.size())));
    boolean known = first.equals(outsideChanges());
    outsideChanges = first;
    return !known;
  }

  /** What others have changed in the target while the workflow ran. */
  List<String> outsideChanges() {
    return outsideChanges == null ? List.of() : outsideChanges;
  }

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
