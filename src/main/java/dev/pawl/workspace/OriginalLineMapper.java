package dev.pawl.workspace;

import static java.util.stream.Collectors.toUnmodifiableSet;

import dev.pawl.snapshot.FileChange;
import dev.pawl.snapshot.LineDiff;
import java.io.IOException;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.eclipse.jgit.diff.Edit;
import org.eclipse.jgit.diff.EditList;
import org.eclipse.jgit.diff.RawText;
import org.eclipse.jgit.diff.RawTextComparator;

/** Maps lines of files in the workspace to lines of the files as they were submitted. */
public final class OriginalLineMapper {

  private final Workspace workspace;
  private final Set<String> changed;
  private final Map<String, EditList> edits = new HashMap<>();

  /**
   * Creates a mapper for the current files of a workspace.
   *
   * @param current the checkpoint that the workspace currently matches
   */
  public OriginalLineMapper(Workspace workspace, String current) throws IOException {
    this.workspace = workspace;
    this.changed =
        workspace.differences(workspace.snapshot().tree(), current).stream()
            .map(FileChange::path)
            .collect(toUnmodifiableSet());
  }

  /**
   * Returns the submitted line of a current line; for a rewritten line, the nearest line that it replaces.
   *
   * @param line the line number from 1; 0 for none
   * @return the line number from 1; 0 if there was no such line
   */
  public int originalLine(String path, int line) throws IOException {
    if (line == 0 || !changed.contains(path)) {
      return line;
    }
    EditList lineEdits = edits.get(path);
    if (lineEdits == null) {
      lineEdits = computeEdits(path);
      edits.put(path, lineEdits);
    }
    int shift = 0;
    int index = line - 1;
    for (Edit edit : lineEdits) {
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

  private EditList computeEdits(String path) throws IOException {
    var before = new RawText(workspace.readOriginal(path).orElse(new byte[0]));
    var file = workspace.folder().resolve(path);
    var after = new RawText(Files.isRegularFile(file) ? Files.readAllBytes(file) : new byte[0]);
    return LineDiff.algorithm().diff(RawTextComparator.WS_IGNORE_ALL, before, after);
  }
}
