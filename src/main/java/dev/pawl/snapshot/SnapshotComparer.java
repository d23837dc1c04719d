package dev.pawl.snapshot;

import dev.pawl.snapshot.Comparison.ComparedFile;
import dev.pawl.snapshot.Comparison.Hunk;
import dev.pawl.snapshot.Comparison.Limits;
import dev.pawl.snapshot.Comparison.Row;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.jgit.diff.Edit;
import org.eclipse.jgit.diff.EditList;
import org.eclipse.jgit.diff.RawText;
import org.eclipse.jgit.diff.RawTextComparator;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.jspecify.annotations.Nullable;

/** Compares two snapshots file by file, and retains no more than the limits allow. */
final class SnapshotComparer {

  /** The maximum size of a file that is compared line by line, in bytes. */
  private static final long MAX_FILE_BYTES = 1 << 20;

  private static final int MAX_LINE_LENGTH = 400;
  private static final int CONTEXT_LINES = 3;

  private final SnapshotStore store;
  private int remainingRows;

  SnapshotComparer(SnapshotStore store) {
    this.store = store;
  }

  Comparison compare(ObjectId from, ObjectId to, Limits limits) throws IOException {
    remainingRows = limits.rows();
    List<TreeChange> changes = store.diff(from, to);
    var shown = new ArrayList<ComparedFile>();
    for (TreeChange change : changes.subList(0, Math.min(limits.files(), changes.size()))) {
      shown.add(compareFile(change));
    }
    return new Comparison(changes.size(), shown);
  }

  private ComparedFile compareFile(TreeChange change) throws IOException {
    String note = findNote(change);
    if (note != null) {
      return withoutLines(change, note);
    }
    var before = text(change.oldMode(), change.oldId());
    var after = text(change.newMode(), change.newId());
    if (RawText.isBinary(before.getRawContent()) || RawText.isBinary(after.getRawContent())) {
      return withoutLines(change, "binary file");
    }
    EditList edits = LineDiff.algorithm().diff(RawTextComparator.DEFAULT, before, after);
    var hunks = new ArrayList<Hunk>();
    boolean complete = true;
    for (int first = 0; first < edits.size() && complete; ) {
      int last = first;
      while (last + 1 < edits.size()
          && edits.get(last + 1).getBeginA() - edits.get(last).getEndA() <= 2 * CONTEXT_LINES) {
        last++;
      }
      var rows = new HunkBuilder(before, after);
      rows.build(edits.subList(first, last + 1));
      complete = !rows.truncated;
      if (!rows.rows.isEmpty()) {
        hunks.add(new Hunk(rows.rows));
      }
      first = last + 1;
    }
    return new ComparedFile(
        change.path(),
        FileChange.kindOf(change),
        edits.isEmpty() ? "only the file mode differs" : null,
        edits.stream().mapToInt(Edit::getLengthB).sum(),
        edits.stream().mapToInt(Edit::getLengthA).sum(),
        hunks,
        complete);
  }

  private static ComparedFile withoutLines(TreeChange change, String note) {
    return new ComparedFile(change.path(), FileChange.kindOf(change), note, 0, 0, List.of(), true);
  }

  private @Nullable String findNote(TreeChange change) throws IOException {
    if (change.oldMode() == FileMode.GITLINK || change.newMode() == FileMode.GITLINK) {
      return "submodule";
    }
    return size(change.oldMode(), change.oldId()) > MAX_FILE_BYTES
            || size(change.newMode(), change.newId()) > MAX_FILE_BYTES
        ? "larger than 1 MiB"
        : null;
  }

  private long size(FileMode mode, ObjectId blob) throws IOException {
    return mode == FileMode.MISSING
        ? 0
        : store.repository().open(blob, Constants.OBJ_BLOB).getSize();
  }

  private RawText text(FileMode mode, ObjectId blob) throws IOException {
    return new RawText(mode == FileMode.MISSING ? new byte[0] : store.readBlob(blob));
  }

  /** The rows of one hunk. */
  private final class HunkBuilder {

    private final RawText before;
    private final RawText after;
    private final List<Row> rows = new ArrayList<>();
    private boolean truncated;

    HunkBuilder(RawText before, RawText after) {
      this.before = before;
      this.after = after;
    }

    void build(List<Edit> edits) {
      Edit first = edits.getFirst();
      int context = Math.min(CONTEXT_LINES, Math.min(first.getBeginA(), first.getBeginB()));
      int a = first.getBeginA() - context;
      int b = first.getBeginB() - context;
      for (Edit edit : edits) {
        while (a < edit.getBeginA()) {
          add(a++, b++, false);
        }
        for (int i = 0; i < Math.max(edit.getLengthA(), edit.getLengthB()); i++) {
          add(i < edit.getLengthA() ? a + i : -1, i < edit.getLengthB() ? b + i : -1, true);
        }
        a = edit.getEndA();
        b = edit.getEndB();
      }
      for (int i = 0; i < CONTEXT_LINES && a < before.size() && b < after.size(); i++) {
        add(a++, b++, false);
      }
    }

    private void add(int oldLine, int newLine, boolean changed) {
      if (remainingRows == 0) {
        truncated = true;
        return;
      }
      remainingRows--;
      rows.add(
          new Row(oldLine + 1, line(before, oldLine), newLine + 1, line(after, newLine), changed));
    }

    private static String line(RawText text, int line) {
      if (line < 0) {
        return "";
      }
      String fullText = text.getString(line);
      if (fullText.length() <= MAX_LINE_LENGTH) {
        return fullText;
      }
      int end =
          MAX_LINE_LENGTH
              - (Character.isHighSurrogate(fullText.charAt(MAX_LINE_LENGTH - 1)) ? 1 : 0);
      return fullText.substring(0, end) + "\u2026";
    }
  }
}
