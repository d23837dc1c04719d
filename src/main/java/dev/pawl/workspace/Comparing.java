package dev.pawl.workspace;

import dev.pawl.workspace.Comparison.ComparedFile;
import dev.pawl.workspace.Comparison.Hunk;
import dev.pawl.workspace.Comparison.Limits;
import dev.pawl.workspace.Comparison.Row;
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
final class Comparing {

  /** The maximum size of a file that is compared line by line, in bytes. */
  private static final long LARGEST = 1 << 20;

  private static final int LONGEST_LINE = 400;
  private static final int AROUND = 3;

  private final SnapshotStore store;
  private int rowsLeft;

  Comparing(SnapshotStore store) {
    this.store = store;
  }

  Comparison compare(ObjectId from, ObjectId to, Limits limits) throws IOException {
    rowsLeft = limits.rows();
    List<Change> changes = store.diff(from, to);
    var shown = new ArrayList<ComparedFile>();
    for (Change change : changes.subList(0, Math.min(limits.files(), changes.size()))) {
      shown.add(file(change));
    }
    return new Comparison(changes.size(), shown);
  }

  private ComparedFile file(Change change) throws IOException {
    String note = unreadable(change);
    if (note != null) {
      return noted(change, note);
    }
    var before = text(change.oldMode(), change.oldId());
    var after = text(change.newMode(), change.newId());
    if (RawText.isBinary(before.getRawContent()) || RawText.isBinary(after.getRawContent())) {
      return noted(change, "binary file");
    }
    EditList edits = LineDiff.algorithm().diff(RawTextComparator.DEFAULT, before, after);
    var hunks = new ArrayList<Hunk>();
    boolean complete = true;
    for (int first = 0; first < edits.size() && complete; ) {
      int last = first;
      while (last + 1 < edits.size()
          && edits.get(last + 1).getBeginA() - edits.get(last).getEndA() <= 2 * AROUND) {
        last++;
      }
      var rows = new Rows(before, after);
      rows.of(edits.subList(first, last + 1));
      complete = !rows.cut;
      if (!rows.rows.isEmpty()) {
        hunks.add(new Hunk(rows.rows));
      }
      first = last + 1;
    }
    return new ComparedFile(
        change.path(),
        FileChange.kind(change),
        edits.isEmpty() ? "only the file mode differs" : null,
        edits.stream().mapToInt(Edit::getLengthB).sum(),
        edits.stream().mapToInt(Edit::getLengthA).sum(),
        hunks,
        complete);
  }

  private static ComparedFile noted(Change change, String note) {
    return new ComparedFile(change.path(), FileChange.kind(change), note, 0, 0, List.of(), true);
  }

  private @Nullable String unreadable(Change change) throws IOException {
    if (change.oldMode() == FileMode.GITLINK || change.newMode() == FileMode.GITLINK) {
      return "submodule";
    }
    return size(change.oldMode(), change.oldId()) > LARGEST
            || size(change.newMode(), change.newId()) > LARGEST
        ? "larger than 1 MiB"
        : null;
  }

  private long size(FileMode mode, ObjectId blob) throws IOException {
    return mode == FileMode.MISSING
        ? 0
        : store.repository().open(blob, Constants.OBJ_BLOB).getSize();
  }

  private RawText text(FileMode mode, ObjectId blob) throws IOException {
    return new RawText(mode == FileMode.MISSING ? new byte[0] : store.bytes(blob));
  }

  /** The rows of one hunk. */
  private final class Rows {

    private final RawText before;
    private final RawText after;
    private final List<Row> rows = new ArrayList<>();
    private boolean cut;

    Rows(RawText before, RawText after) {
      this.before = before;
      this.after = after;
    }

    void of(List<Edit> edits) {
      Edit first = edits.getFirst();
      int around = Math.min(AROUND, Math.min(first.getBeginA(), first.getBeginB()));
      int a = first.getBeginA() - around;
      int b = first.getBeginB() - around;
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
      for (int i = 0; i < AROUND && a < before.size() && b < after.size(); i++) {
        add(a++, b++, false);
      }
    }

    private void add(int oldLine, int newLine, boolean changed) {
      if (rowsLeft == 0) {
        cut = true;
        return;
      }
      rowsLeft--;
      rows.add(
          new Row(oldLine + 1, line(before, oldLine), newLine + 1, line(after, newLine), changed));
    }

    private static String line(RawText text, int line) {
      if (line < 0) {
        return "";
      }
      String whole = text.getString(line);
      if (whole.length() <= LONGEST_LINE) {
        return whole;
      }
      int end = LONGEST_LINE - (Character.isHighSurrogate(whole.charAt(LONGEST_LINE - 1)) ? 1 : 0);
      return whole.substring(0, end) + "\u2026";
    }
  }
}
