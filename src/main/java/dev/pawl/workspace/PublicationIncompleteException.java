package dev.pawl.workspace;

import static java.util.stream.Collectors.joining;

import java.io.IOException;
import java.util.List;

/** Thrown when a failed publication could not be undone completely. */
public class PublicationIncompleteException extends IOException {

  private static final long serialVersionUID = 1;
  private static final int MAX_NAMED_FILES = 20;

  private final transient List<UnrestoredFile> files;

  PublicationIncompleteException(String reason, List<UnrestoredFile> files) {
    super("%s; not restored: %s".formatted(reason, describe(files)));
    this.files = List.copyOf(files);
  }

  /** Returns the files that were not restored. */
  public List<UnrestoredFile> files() {
    return files;
  }

  static String describe(List<UnrestoredFile> files) {
    String named =
        files.stream().limit(MAX_NAMED_FILES).map(UnrestoredFile::toString).collect(joining(", "));
    int others = files.size() - MAX_NAMED_FILES;
    return others > 0
        ? "%s and %d more file%s".formatted(named, others, others == 1 ? "" : "s")
        : named;
  }
}
