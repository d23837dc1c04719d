package dev.pawl.workspace;

import static java.util.stream.Collectors.toUnmodifiableSet;

import dev.pawl.workspace.FileChange;
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
public final class SubmittedLines {

  private final Workspace workspace;
  private final Set<String> changed;
  private final Map<String, EditList> edits = new HashMap<>();

  /**
   * Creates a mapper for the current files of a workspace.
   *
   * @param now the checkpoint that the workspace currently matches
   */
  public SubmittedLines(Workspace workspace, String now) throws IOException {
    this.workspace = workspace;
    this.changed =
        workspace.differences(workspace.snapshot().tree(), now).stream()
            .map(FileChange::path)
            .collect(toUnmodifiableSet());
  }

  /**
   * Returns the submitted line of a current line; for a rewritten line, the nearest line that it replaces.
   *
   * @param line the line number from 1; 0 for none
   * @return the line number from 1; 0 if there was no such line
   */
  public int of(String path, int line) throws IOException {
    if (line == 0 || !changed.contains(path)) {
      return line;
    }
    EditList known = edits.get(path);
    if (known == null) {
      known = edits(path);
      edits.put(path, known);
    }
    int moved = 0;
    int at = line - 1;
    for (Edit edit : known) {
      if (at < edit.getBeginB()) {
        break;
      }
      if (at < edit.getEndB()) {
        int offset = Math.min(at - edit.getBeginB(), edit.getLengthA() - 1);
        return offset < 0 ? 0 : edit.getBeginA() + offset + 1;
      }
      moved = edit.getEndA() - edit.getEndB();
    }
    return line + moved;
  }

  private EditList edits(String path) throws IOException {
    var before = new RawText(workspace.original(path).orElse(new byte[0]));
    var file = workspace.folder().resolve(path);
    var after = new RawText(Files.isRegularFile(file) ? Files.readAllBytes(file) : new byte[0]);
    return LineDiff.algorithm().diff(RawTextComparator.WS_IGNORE_ALL, before, after);
  }
}
