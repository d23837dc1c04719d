package dev.pawl.dashboard;

import dev.pawl.dashboard.CodeHtml.Mark;
import dev.pawl.snapshot.Comparison;
import dev.pawl.snapshot.Comparison.ComparedFile;
import dev.pawl.snapshot.Comparison.Hunk;
import dev.pawl.snapshot.Comparison.Row;
import dev.pawl.snapshot.SnapshotReader;
import dev.pawl.workflow.WorkflowAction;
import dev.pawl.workflow.WorkflowView;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The changes of a workflow.
 *
 * @param files the number of changed files
 * @param shown the first of them
 * @param folders the shown files by their folder
 * @param selectable whether some of the files can be published
 */
record ChangesPage(int files, List<File> shown, List<Folder> folders, boolean selectable) {

  /** The number of files that are open at first. */
  private static final int OPEN_FILES = 10;

  /** A folder and its changed files. */
  record Folder(String path, List<File> files) {}

  /**
   * A changed file.
   *
   * @param id the anchor of the file in the page
   * @param note why no lines are shown; null if some are
   * @param rows the rows of all hunks; a gap separates two hunks
   */
  record File(
      String id,
      String path,
      String name,
      String kind,
      @Nullable String note,
      int added,
      int removed,
      boolean complete,
      boolean open,
      List<Line> rows) {}

  /**
   * An old and a new line, or a gap between two hunks.
   *
   * @param gap the range that follows, such as {@code Line 12}; null for lines
   * @param oldHtml the escaped old line with its colours
   */
  record Line(
      @Nullable String gap,
      int oldLine,
      String oldHtml,
      int newLine,
      String newHtml,
      boolean changed) {}

  static ChangesPage of(Comparison comparison, WorkflowView workflow, SnapshotReader snapshots)
      throws IOException {
    var files = new ArrayList<File>();
    for (ComparedFile file : comparison.shown()) {
      files.add(file(file, files.size(), workflow, snapshots));
    }
    var folders = new TreeMap<String, List<File>>();
    for (File file : files) {
      String folder =
          file.path().substring(0, Math.max(0, file.path().length() - file.name().length() - 1));
      folders.computeIfAbsent(folder, path -> new ArrayList<>()).add(file);
    }
    return new ChangesPage(
        comparison.files(),
        List.copyOf(files),
        folders.entrySet().stream()
            .map(folder -> new Folder(folder.getKey(), folder.getValue()))
            .toList(),
        workflow.allowedActions().contains(WorkflowAction.PUBLICATION));
  }

  private static File file(
      ComparedFile file, int index, WorkflowView workflow, SnapshotReader snapshots)
      throws IOException {
    var rows = new ArrayList<Line>();
    if (!file.hunks().isEmpty()) {
      CodeHtml before = read(file.path(), workflow.snapshot(), workflow, snapshots);
      CodeHtml after = read(file.path(), workflow.tree(), workflow, snapshots);
      for (Hunk hunk : file.hunks()) {
        Row first = hunk.rows().getFirst();
        int line = Math.max(first.oldLine(), first.newLine());
        if (line > 1) {
          rows.add(new Line("Line " + line, 0, "", 0, "", false));
        }
        hunk.rows().forEach(row -> rows.add(line(row, before, after)));
      }
    }
    return new File(
        "file-" + index,
        file.path(),
        file.path().substring(file.path().lastIndexOf('/') + 1),
        file.kind().name().toLowerCase(Locale.ROOT),
        file.note(),
        file.added(),
        file.removed(),
        file.complete(),
        index < OPEN_FILES,
        List.copyOf(rows));
  }

  private static CodeHtml read(
      String path, @Nullable String tree, WorkflowView workflow, SnapshotReader snapshots)
      throws IOException {
    Optional<byte[]> content =
        tree == null ? Optional.empty() : snapshots.readFile(workflow.target(), tree, path);
    return CodeHtml.of(
        path, content.map(bytes -> new String(bytes, StandardCharsets.UTF_8)).orElse(""));
  }

  private static Line line(Row row, CodeHtml before, CodeHtml after) {
    boolean both = row.changed() && row.oldLine() > 0 && row.newLine() > 0;
    Mark oldMark = both ? Mark.between(row.oldText(), row.newText()) : Mark.NONE;
    Mark newMark = both ? Mark.between(row.newText(), row.oldText()) : Mark.NONE;
    return new Line(
        null,
        row.oldLine(),
        before.line(row.oldLine(), row.oldText(), oldMark),
        row.newLine(),
        after.line(row.newLine(), row.newText(), newMark),
        row.changed());
  }
}
