package dev.pawl.workspace;

/**
 * A file of a target that an undone publication left as it is.
 *
 * @param path the path relative to the target
 * @param reason the reason why the file does not have its old content again
 */
public record UnrestoredFile(String path, String reason) {

  static final String CHANGED_BY_OTHERS = "changed by others, left as it is";

  boolean isChangedByOthers() {
    return reason.equals(CHANGED_BY_OTHERS);
  }

  @Override
  public String toString() {
    return "%s (%s)".formatted(path, reason);
  }
}
