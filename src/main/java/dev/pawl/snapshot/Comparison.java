package dev.pawl.snapshot;

import dev.pawl.snapshot.FileChange.Kind;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The differences between two snapshots of a target, limited for display.
 *
 * @param files the number of files that differ
 * @param shown the first of these files, in path order
 */
public record Comparison(int files, List<ComparedFile> shown) {

  /** A comparison without differences. */
  public static final Comparison NONE = new Comparison(0, List.of());

  /**
   * The limits of a comparison.
   *
   * @param files the maximum number of files
   * @param rows the maximum number of rows in all files together
   */
  public record Limits(int files, int rows) {}

  /**
   * A file that differs.
   *
   * @param note the reason why no lines are shown, if any
   * @param added the number of lines added; 0 if they were not counted
   * @param removed the number of lines removed; 0 if they were not counted
   * @param hunks the changed lines with surrounding lines, up to the limit
   * @param complete whether all changed lines are included
   */
  public record ComparedFile(
      String path,
      Kind kind,
      @Nullable String note,
      int added,
      int removed,
      List<Hunk> hunks,
      boolean complete) {}

  /** Consecutive rows. */
  public record Hunk(List<Row> rows) {}

  /**
   * An old and a new line side by side, without line terminators.
   *
   * @param oldLine the line number from 1; 0 if there is no old line
   * @param newLine the line number from 1; 0 if there is no new line
   */
  public record Row(int oldLine, String oldText, int newLine, String newText, boolean changed) {}
}
