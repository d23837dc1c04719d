package dev.pawl.workspace;

import dev.pawl.language.Language;
import dev.pawl.workspace.Workspace.WorkspaceFile;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;

/**
 * Recognizes the files that may configure tools for other files: tools search the folder of a file and the folders above
 * it.
 */
final class ToolSettings {

  private static final int MAX_BYTES = 1 << 20;

  private final Set<String> folders = new HashSet<>();

  /** Creates the recognition for tools that examine the files with these paths. */
  ToolSettings(Collection<String> paths) {
    for (String path : paths) {
      String folder = folderOf(path);
      while (folders.add(folder) && !folder.isEmpty()) {
        folder = folderOf(folder);
      }
    }
  }

  private static String folderOf(String path) {
    return path.substring(0, Math.max(0, path.lastIndexOf('/')));
  }

  /** Returns whether a file may configure a tool: a file in one of the folders that is not source code. */
  boolean contains(WorkspaceFile file) {
    String path = file.path();
    String name = path.substring(path.lastIndexOf('/') + 1);
    return folders.contains(folderOf(path))
        && file.size() <= MAX_BYTES
        && (name.startsWith(".")
            || name.contains(".config.")
            || Language.of(path).filter(Language::isSource).isEmpty());
  }
}
