package dev.pawl.workspace;

import static java.util.stream.Collectors.toUnmodifiableSet;

import dev.pawl.snapshot.FileChange;
import dev.pawl.snapshot.LineMapping;
import java.io.IOException;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** Maps lines of files in the workspace to lines of the files as they were submitted. */
public final class OriginalLineMapper {

  private final Workspace workspace;
  private final Set<String> changed;
  private final Map<String, LineMapping> mappings = new HashMap<>();

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
    LineMapping mapping = mappings.get(path);
    if (mapping == null) {
      mapping = computeMapping(path);
      mappings.put(path, mapping);
    }
    return mapping.map(line);
  }

  private LineMapping computeMapping(String path) throws IOException {
    var file = workspace.folder().resolve(path);
    byte[] current = Files.isRegularFile(file) ? Files.readAllBytes(file) : new byte[0];
    return LineMapping.between(current, workspace.readOriginal(path).orElse(new byte[0]));
  }
}
