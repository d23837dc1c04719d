package dev.pawl.tool;

import dev.pawl.workspace.Workspace.WorkspaceFile;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The files of a target by which tools may be configured.
 *
 * @param files all files, listed once for all tools
 */
public record Settings(List<WorkspaceFile> files) {

  /** What the files of these names say, wherever they are; it changes whenever one of them does. */
  public String of(Set<String> names) {
    return files.stream()
        .filter(file -> names.contains(file.path().substring(file.path().lastIndexOf('/') + 1)))
        .map(file -> file.path() + " " + file.content())
        .collect(Collectors.joining(" "));
  }
}
