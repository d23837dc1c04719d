package dev.pawl.dashboard;

import dev.pawl.snapshot.SnapshotGoneException;
import dev.pawl.snapshot.SnapshotReader;
import dev.pawl.workflow.WorkflowStatus;
import dev.pawl.workflow.WorkflowView;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.diff.RawText;
import org.jspecify.annotations.Nullable;

/**
 * The lines of a file around one of them.
 *
 * @param lines the lines; empty if they cannot be shown
 * @param note why no lines are shown; null if some are
 */
record CodeExcerpt(List<Line> lines, @Nullable String note) {

  private static final int LINES_AROUND = 7;
  private static final int MAX_BYTES = 1 << 20;
  private static final int MAX_LINE_LENGTH = 400;

  /**
   * A line of a file.
   *
   * @param html the escaped text with its colours
   * @param hit whether it is the line that was asked for
   */
  record Line(int number, String html, boolean hit) {}

  /**
   * Reads lines from the version of a file to which the lines of findings refer.
   *
   * @param submitted whether to read the submitted file, whatever the result is
   */
  static CodeExcerpt read(
      WorkflowView workflow, String file, int line, boolean submitted, SnapshotReader snapshots)
      throws IOException {
    String tree = submitted ? workflow.snapshot() : readersTree(workflow);
    if (tree == null) {
      return without(
          workflow.status().isEnded()
              ? "This workflow took no snapshot, so the code is not stored. A dry run stores it."
              : "The workflow has taken no snapshot yet.");
    }
    try {
      Optional<byte[]> content = snapshots.readFile(workflow.target(), tree, file);
      if (content.isEmpty()) {
        return without("The file does not exist in this version.");
      }
      if (content.get().length > MAX_BYTES || RawText.isBinary(content.get())) {
        return without("The file is binary or larger than 1 MiB.");
      }
      return around(file, new String(content.get(), StandardCharsets.UTF_8), line);
    } catch (SnapshotGoneException gone) {
      return without("The stored files of this workflow were deleted.");
    } catch (IllegalArgumentException invalid) {
      return without("This is no path of a file.");
    }
  }

  /** Returns the tree of the files as a reader of the target sees them. */
  private static @Nullable String readersTree(WorkflowView workflow) {
    return isResultInTarget(workflow) ? workflow.tree() : workflow.snapshot();
  }

  /** Returns whether a reader of the target sees the result. */
  static boolean isResultInTarget(WorkflowView workflow) {
    return workflow.tree() != null
        && workflow.target().path() != null
        && !workflow.dryRun()
        && (workflow.status() == WorkflowStatus.COMPLETED || !workflow.status().isEnded());
  }

  private static CodeExcerpt without(String note) {
    return new CodeExcerpt(List.of(), note);
  }

  private static CodeExcerpt around(String file, String text, int line) {
    CodeHtml code = CodeHtml.of(file, text);
    int wanted = Math.clamp(line, 1, Math.max(1, code.lineCount()));
    var lines = new ArrayList<Line>();
    for (int number = Math.max(1, wanted - LINES_AROUND);
        number <= Math.min(code.lineCount(), wanted + LINES_AROUND);
        number++) {
      lines.add(new Line(number, code.line(number, MAX_LINE_LENGTH), line > 0 && number == line));
    }
    return lines.isEmpty() ? without("The file is empty.") : new CodeExcerpt(lines, null);
  }
}
