package dev.pawl.snapshot;

import java.util.Arrays;
import org.eclipse.jgit.diff.Edit;
import org.eclipse.jgit.diff.EditList;
import org.eclipse.jgit.diff.RawText;
import org.eclipse.jgit.diff.RawTextComparator;

/** Maps the lines of one version of a file to those of another version. */
public final class LineMapping {

  private final EditList edits;

  private LineMapping(EditList edits) {
    this.edits = edits;
  }

  /** Creates the mapping from one version to another. Changes of whitespace within lines change no line number. */
  public static LineMapping between(byte[] from, byte[] to) {
    return new LineMapping(
        Arrays.equals(from, to)
            ? new EditList()
            : LineDiff.algorithm()
                .diff(RawTextComparator.WS_IGNORE_ALL, new RawText(to), new RawText(from)));
  }

  /**
   * Returns the line of the other version; for a rewritten line, the nearest line that corresponds to it.
   *
   * @param line the line number from 1; 0 for none
   * @return the line number from 1; 0 if there is no such line
   */
  public int map(int line) {
    if (line == 0) {
      return 0;
    }
    int shift = 0;
    int index = line - 1;
    for (Edit edit : edits) {
      if (index < edit.getBeginB()) {
        break;
      }
      if (index < edit.getEndB()) {
        int offset = Math.min(index - edit.getBeginB(), edit.getLengthA() - 1);
        return offset < 0 ? 0 : edit.getBeginA() + offset + 1;
      }
      shift = edit.getEndA() - edit.getEndB();
    }
    return line + shift;
  }
}
