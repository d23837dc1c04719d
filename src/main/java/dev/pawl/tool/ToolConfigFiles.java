package dev.pawl.tool;

import dev.pawl.workspace.Workspace.WorkspaceFile;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The files of a target that may configure tools.
 *
 * @param files all files, listed once for all tools
 */
public record ToolConfigFiles(List<WorkspaceFile> files) {

  /** Returns the paths and content hashes of the files with these names in any folder, as a cache key part. */
  public String fingerprint(Set<String> names) {
    return files.stream()
        .filter(file -> names.contains(file.path().substring(file.path().lastIndexOf('/') + 1)))
        .map(file -> file.path() + " " + file.contentId())
        .collect(Collectors.joining(" "));
  }
}
