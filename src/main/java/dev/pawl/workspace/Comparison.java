package dev.pawl.workspace;

import dev.pawl.workspace.Workspace.Kind;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What differs between two states of a target, as far as a person wants to read.
 *
 * @param files how many files differ
 * @param shown the first of them, in path order
 */
public record Comparison(int files, List<ComparedFile> shown) {

  /** Of what has not changed. */
  public static final Comparison NONE = new Comparison(0, List.of());

  /**
   * How much of it is wanted.
   *
   * @param files of these many files
   * @param rows these many lines beside each other, in all files together
   */
  public record Limits(int files, int rows) {}

  /**
   * A file that differs.
   *
   * @param note why its lines cannot be shown, if so
   * @param added lines that the later state has; 0 when they were not counted
   * @param removed lines that the earlier state had
   * @param hunks the changed lines with some around them; as many as were wanted
   * @param complete whether all of them are there
   */
  public record ComparedFile(
      String path,
      Kind kind,
      @Nullable String note,
      int added,
      int removed,
      List<Hunk> hunks,
      boolean complete) {}

  /** Rows without a gap. */
  public record Hunk(List<Row> rows) {}

  /**
   * Two lines beside each other, without their ends.
   *
   * @param oldLine from 1; 0 when there is no such line
   * @param newLine the same
   */
  public record Row(int oldLine, String oldText, int newLine, String newText, boolean changed) {}
}
