package dev.pawl.snapshot;

import java.io.IOException;
import java.util.Optional;
import org.eclipse.jgit.errors.CorruptObjectException;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.errors.PackInvalidException;
import org.eclipse.jgit.errors.PackMismatchException;

/** Thrown when contents of a stored snapshot are missing or damaged, and cannot be read again from the target. */
public class SnapshotDamagedException extends IOException {

  private static final long serialVersionUID = 1;

  /**
   * Creates the exception.
   *
   * @param tree the tree of the snapshot
   * @param damage what is missing or damaged
   */
  public SnapshotDamagedException(String tree, String damage) {
    super(
        "the stored snapshot %s is damaged and cannot be read again from the target: %s"
            .formatted(tree, damage));
  }

  /** Returns what is missing or damaged, if that is the cause of an exception. */
  public static Optional<String> findDamage(Throwable exception) {
    for (Throwable cause = exception; cause != null; cause = cause.getCause()) {
      if (cause instanceof MissingObjectException
          || cause instanceof CorruptObjectException
          || cause instanceof PackInvalidException
          || cause instanceof PackMismatchException) {
        return Optional.of(String.valueOf(cause.getMessage()));
      }
    }
    return Optional.empty();
  }
}
