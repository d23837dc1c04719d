package dev.pawl.dashboard;

import dev.pawl.dashboard.CodeHtml.Mark;
import dev.pawl.finding.FacetedFindings.ListedFinding;
import dev.pawl.finding.FacetedFindings.View;
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
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
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

  private static final int MAX_CONTEXT = 500;
  private static final int MAX_LINE_LENGTH = 1000;

  /** A folder and its changed files. */
  record Folder(String path, List<File> files) {}

  /**
   * A changed file.
   *
   * @param id the anchor of the file in the page
   * @param note why no lines are shown; null if some are
   * @param origins the steps that have changed it, with their tools
   * @param rows the rows of all hunks, and the gaps between them
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
      List<String> origins,
      List<Line> rows) {}

  /**
   * Unchanged lines that are not shown.
   *
   * @param oldLine the first line before the change
   * @param newLine the first line after the change
   * @param count the number of lines
   */
  record Gap(int oldLine, int newLine, int count) {

    /** Returns the lines in words. */
    public String title() {
      return count == 1
          ? "Show line " + newLine
          : "Show lines %d to %d".formatted(newLine, newLine + count - 1);
    }
  }

  /**
   * An old and a new line, or a gap.
   *
   * @param gap the lines that are not shown; null for lines
   * @param oldHtml the escaped old line with its colours
   * @param findings the findings at the line
   */
  record Line(
      @Nullable Gap gap,
      int oldLine,
      String oldHtml,
      int newLine,
      String newHtml,
      boolean changed,
      List<ListedFinding> findings) {

    static Line of(Gap gap) {
      return new Line(gap, 0, "", 0, "", false, List.of());
    }
  }

  /** Collects the rows of files, with what is known of the workflow. */
  static final class Builder {

    private final WorkflowView workflow;
    private final SnapshotReader snapshots;
    private final ChangeOrigins origins;
    private final Map<String, List<ListedFinding>> findings;
    private final boolean resultInTarget;

    Builder(
        WorkflowView workflow,
        SnapshotReader snapshots,
        ChangeOrigins origins,
        List<ListedFinding> findings) {
      this.workflow = workflow;
      this.snapshots = snapshots;
      this.origins = origins;
      this.findings =
          findings.stream().collect(Collectors.groupingBy(each -> each.finding().file()));
      this.resultInTarget = CodeExcerpt.isResultInTarget(workflow);
    }

    ChangesPage build(Comparison comparison) throws IOException {
      var files = new ArrayList<File>();
      for (ComparedFile file : comparison.shown()) {
        files.add(file(file, files.size()));
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

    private File file(ComparedFile file, int index) throws IOException {
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
          origins.of(file.path()),
          file.hunks().isEmpty() ? List.of() : rows(file));
    }

    private List<Line> rows(ComparedFile file) throws IOException {
      CodeHtml before = read(file.path(), workflow.snapshot(), workflow, snapshots);
      CodeHtml after = read(file.path(), workflow.tree(), workflow, snapshots);
      List<ListedFinding> found = findings.getOrDefault(file.path(), List.of());
      var rows = new ArrayList<Line>();
      int oldNext = 1;
      int newNext = 1;
      for (Hunk hunk : file.hunks()) {
        Row first = hunk.rows().getFirst();
        int count = first.newLine() > 0 ? first.newLine() - newNext : first.oldLine() - oldNext;
        if (count > 0) {
          rows.add(Line.of(new Gap(oldNext, newNext, count)));
          oldNext += count;
          newNext += count;
        }
        for (Row row : hunk.rows()) {
          rows.add(line(row, before, after, found));
          oldNext += row.oldLine() > 0 ? 1 : 0;
          newNext += row.newLine() > 0 ? 1 : 0;
        }
      }
      int rest = after.lineCount() - newNext + 1;
      if (file.complete() && rest > 0 && before.lineCount() > 0) {
        rows.add(Line.of(new Gap(oldNext, newNext, rest)));
      }
      return List.copyOf(rows);
    }

    private Line line(Row row, CodeHtml before, CodeHtml after, List<ListedFinding> found) {
      boolean both = row.changed() && row.oldLine() > 0 && row.newLine() > 0;
      Mark oldMark = both ? Mark.between(row.oldText(), row.newText()) : Mark.NONE;
      Mark newMark = both ? Mark.between(row.newText(), row.oldText()) : Mark.NONE;
      return new Line(
          null,
          row.oldLine(),
          before.line(row.oldLine(), row.oldText(), oldMark),
          row.newLine(),
          after.line(row.newLine(), row.newText(), newMark),
          row.changed(),
          found.stream().filter(each -> isAt(row, each)).toList());
    }

    /** Returns whether a finding is at a row; only the submitted file has a finding that was fixed. */
    private boolean isAt(Row row, ListedFinding listed) {
      int line = listed.finding().line();
      boolean ofResult = resultInTarget && listed.view() != View.FIXED;
      return line > 0 && line == (ofResult ? row.newLine() : row.oldLine());
    }
  }

  /**
   * Returns unchanged lines of a file, and what remains of the gap.
   *
   * @param gap the lines, of which at most 500 are returned
   */
  static List<Line> context(String path, Gap gap, WorkflowView workflow, SnapshotReader snapshots)
      throws IOException {
    CodeHtml after = read(path, workflow.tree(), workflow, snapshots);
    var rows = new ArrayList<Line>();
    int count = Math.min(gap.count(), after.lineCount() - gap.newLine() + 1);
    for (int index = 0; index < Math.min(count, MAX_CONTEXT); index++) {
      String html = after.line(gap.newLine() + index, MAX_LINE_LENGTH);
      rows.add(
          new Line(
              null, gap.oldLine() + index, html, gap.newLine() + index, html, false, List.of()));
    }
    if (count > MAX_CONTEXT) {
      rows.add(
          Line.of(
              new Gap(
                  gap.oldLine() + MAX_CONTEXT, gap.newLine() + MAX_CONTEXT, count - MAX_CONTEXT)));
    }
    return rows;
  }

  private static CodeHtml read(
      String path, @Nullable String tree, WorkflowView workflow, SnapshotReader snapshots)
      throws IOException {
    Optional<byte[]> content =
        tree == null ? Optional.empty() : snapshots.readFile(workflow.target(), tree, path);
    return CodeHtml.of(
        path, content.map(bytes -> new String(bytes, StandardCharsets.UTF_8)).orElse(""));
  }
}
