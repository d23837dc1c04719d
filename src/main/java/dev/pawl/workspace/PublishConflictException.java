package dev.pawl.workspace;

import java.util.List;

/** Thrown when files of the target that were about to be replaced were changed by others; none was overwritten. */
public class PublishConflictException extends Exception {

  private static final long serialVersionUID = 1;

  private final transient List<String> files;

  /**
   * Creates the exception.
   *
   * @param files the paths of the files
   */
  PublishConflictException(List<String> files) {
    super("changed by others in the meantime: " + String.join(", ", files));
    this.files = List.copyOf(files);
  }

  /** Returns the paths of these files, relative to the target. */
  public List<String> files() {
    return files;
  }
}
