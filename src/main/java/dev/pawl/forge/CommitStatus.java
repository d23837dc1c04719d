package dev.pawl.forge;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The status of a commit that a forge is to show.
 *
 * @param context the name, which distinguishes it from the statuses of other services
 * @param description one line
 * @param url the page with the details; null if the service has no public URL
 * @param summary the report in Markdown; null while the workflow has not ended
 * @param annotations the first new findings, for forges that show them at their lines
 */
record CommitStatus(
    State state,
    String context,
    String description,
    @Nullable String url,
    @Nullable String summary,
    List<Annotation> annotations) {

  /** The state of a status. */
  enum State {
    PENDING,
    SUCCESS,
    /** The code does not meet the requirements. */
    FAILURE,
    /** The workflow was cancelled, or could not examine the code. */
    ERROR
  }

  /**
   * A finding at a place in a file.
   *
   * @param level notice, warning or failure
   * @param line the first line, from 1
   */
  record Annotation(
      String path, int line, int endLine, String level, String title, String message) {}

  /** Returns the description, shortened to the length that a forge accepts. */
  String description(int maxLength) {
    return description.length() <= maxLength
        ? description
        : description.substring(0, maxLength - 3) + "...";
  }
}
