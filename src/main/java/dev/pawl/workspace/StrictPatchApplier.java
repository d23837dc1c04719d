package dev.pawl.workspace;

import dev.pawl.snapshot.SnapshotStore;
import dev.pawl.snapshot.TreeChange;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.jgit.diff.RawText;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.patch.FileHeader;
import org.eclipse.jgit.patch.HunkHeader;
import org.eclipse.jgit.patch.Patch;

/**
 * Applies a patch strictly: every context line must match at the stated position, byte for byte. JGit's own applier
 * guesses line endings, which must not happen here.
 */
final class StrictPatchApplier {

  private final SnapshotStore store;

  StrictPatchApplier(SnapshotStore store) {
    this.store = store;
  }

  /** Returns whether the patch, applied to one tree, gives exactly the other (integrity check I-19). */
  boolean transforms(ObjectId from, ObjectId to, byte[] text) throws IOException {
    var patch = new Patch();
    patch.parse(text, 0, text.length);
    Map<String, FileHeader> files = new HashMap<>();
    for (FileHeader file : patch.getFiles()) {
      String path = file.getNewMode() == FileMode.MISSING ? file.getOldPath() : file.getNewPath();
      files.put(path, file);
    }
    List<TreeChange> changes = store.diff(from, to);
    if (!patch.getErrors().isEmpty() || files.size() != changes.size()) {
      return false;
    }
    for (TreeChange change : changes) {
      FileHeader file = files.get(change.path());
      if (file == null || !produces(file, change)) {
        return false;
      }
    }
    return true;
  }

  private boolean produces(FileHeader file, TreeChange change) throws IOException {
    if (file.getOldMode() != change.oldMode() || file.getNewMode() != change.newMode()) {
      return file.getChangeType() == FileHeader.ChangeType.MODIFY
          && file.getOldMode() == file.getNewMode()
          && change.oldMode() == change.newMode();
    }
    if (change.newMode() == FileMode.MISSING || change.newMode() == FileMode.GITLINK) {
      return true;
    }
    byte[] before =
        change.oldMode() == FileMode.MISSING ? new byte[0] : store.readBlob(change.oldId());
    var after = new ByteArrayOutputStream();
    if (!apply(file, new RawText(before), after)) {
      return false;
    }
    try (var hasher = new ObjectInserter.Formatter()) {
      return hasher.idFor(Constants.OBJ_BLOB, after.toByteArray()).equals(change.newId());
    }
  }

  private static boolean apply(FileHeader file, RawText before, ByteArrayOutputStream after) {
    List<byte[]> oldLines = lines(before.getRawContent(), 0, before.getRawContent().length);
    int position = 0;
    for (HunkHeader hunk : file.getHunks()) {
      int start = Math.max(0, hunk.getOldImage().getStartLine() - 1);
      if (hunk.getOldImage().getLineCount() == 0 && hunk.getOldImage().getStartLine() > 0) {
        start++;
      }
      while (position < start) {
        after.writeBytes(oldLines.get(position++));
      }
      List<byte[]> body = lines(hunk.getBuffer(), hunk.getStartOffset(), hunk.getEndOffset());
      for (int i = 1; i < body.size(); i++) {
        byte[] line = body.get(i);
        boolean missingNewline = i + 1 < body.size() && body.get(i + 1)[0] == '\\';
        byte[] content = Arrays.copyOfRange(line, 1, line.length - (missingNewline ? 1 : 0));
        switch (line[0]) {
          case ' ', '-' -> {
            if (position >= oldLines.size() || !Arrays.equals(oldLines.get(position), content)) {
              return false;
            }
            position++;
            if (line[0] == ' ') {
              after.writeBytes(content);
            }
          }
          case '+' -> after.writeBytes(content);
          default -> {}
        }
      }
    }
    while (position < oldLines.size()) {
      after.writeBytes(oldLines.get(position++));
    }
    return true;
  }

  /** Returns the lines with their terminators; the last line may have none. */
  private static List<byte[]> lines(byte[] text, int from, int to) {
    var lines = new ArrayList<byte[]>();
    int start = from;
    for (int i = from; i < to; i++) {
      if (text[i] == '\n') {
        lines.add(Arrays.copyOfRange(text, start, i + 1));
        start = i + 1;
      }
    }
    if (start < to) {
      lines.add(Arrays.copyOfRange(text, start, to));
    }
    return lines;
  }
}
