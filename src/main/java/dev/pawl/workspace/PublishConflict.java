package dev.pawl.workspace;

import java.util.List;

/** Somebody changed files of the target that were about to be replaced; nothing of them was overwritten. */
public class PublishConflict extends Exception {

  private static final long serialVersionUID = 1;

  private final transient List<String> files;

  PublishConflict(List<String> files) {
    super("changed meanwhile: " + String.join(", ", files));
    this.files = List.copyOf(files);
  }

  /** The files, relative to the target. */
  public List<String> files() {
    return files;
  }
}
