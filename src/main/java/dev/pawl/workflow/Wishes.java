package dev.pawl.workflow;

import jakarta.persistence.Embeddable;
import java.util.List;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.annotations.Mutability;
import org.hibernate.type.descriptor.java.Immutability;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;

/** What people have asked for and was not done yet. */
@Embeddable
class Wishes {

  private boolean cancelRequested;
  private boolean rollbackRequested;
  private boolean pauseRequested;
  private @Nullable String supersededBy;

  @JdbcTypeCode(SqlTypes.JSON)
  @Mutability(Immutability.class)
  private @Nullable List<String> rollbackPaths;

  boolean cancel() {
    return cancelRequested;
  }

  boolean rollback() {
    return rollbackRequested;
  }

  boolean pause() {
    return pauseRequested;
  }

  /** Somebody wants the workflow to stop, or a newer one takes its place. */
  void cancel(@Nullable String superseded) {
    cancelRequested = true;
    supersededBy = superseded;
  }

  /** Why it ends when it is cancelled. */
  EndedReason cancelled() {
    return supersededBy == null ? EndedReason.CANCELLED_BY_USER : EndedReason.SUPERSEDED;
  }

  /** Somebody wants the result taken back, all of it or the files that these globs name. */
  void rollback(List<String> paths) {
    rollbackRequested = true;
    rollbackPaths = paths.isEmpty() ? null : List.copyOf(paths);
  }

  /** The result was taken back, or cannot be. */
  void rollbackDone() {
    rollbackRequested = false;
    rollbackPaths = null;
  }

  /** Which files are to be taken back; all when empty. */
  List<String> rollbackPaths() {
    return rollbackPaths == null ? List.of() : rollbackPaths;
  }

  void pause(boolean wished) {
    pauseRequested = wished;
  }

  /** Somebody has thought better of stopping. */
  void goOn() {
    cancelRequested = false;
    pauseRequested = false;
    supersededBy = null;
  }

  @Nullable String supersededBy() {
    return supersededBy;
  }
}
