package dev.pawl.workspace;

import java.util.List;

/** Thrown when files of the target that were about to be replaced were changed by others; none was overwritten. */
public class PublishConflictException extends Exception {

  private static final long serialVersionUID = 1;

  private final transient List<String> files;

  /**
   * Creates the exception.
   *
   * @param files the paths of the files; empty if only the first attempt to publish, which a crash interrupted, knew them
   */
  PublishConflictException(List<String> files) {
    super(
        "changed by others in the meantime: "
            + (files.isEmpty() ? "see the first attempt" : String.join(", ", files)));
    this.files = List.copyOf(files);
  }

  /** Returns the paths of these files, relative to the target; empty if they are unknown. */
  public List<String> files() {
    return files;
  }
}
