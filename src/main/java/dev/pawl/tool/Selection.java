package dev.pawl.tool;

import dev.pawl.command.Invocation;
import dev.pawl.workspace.Workspace.WorkspaceFile;
import java.util.List;
import org.springframework.util.AntPathMatcher;

/**
 * The files that a command is asked to look at.
 *
 * @param globs of paths, such as {@code src/**}; all files when there are none
 */
public record Selection(List<String> globs) {

  private static final AntPathMatcher MATCHER = new AntPathMatcher();

  /** What the arguments of an invocation name. */
  public static Selection of(Invocation invocation) {
    return new Selection(
        invocation.arguments().words().stream().filter(word -> !Options.isOption(word)).toList());
  }

  /** The files that are selected, in the order in which they come. */
  public List<WorkspaceFile> of(List<WorkspaceFile> files) {
    return files.stream().filter(file -> includes(file.path())).toList();
  }

  /** Whether a file is selected. */
  public boolean includes(String path) {
    return globs.isEmpty() || globs.stream().anyMatch(glob -> MATCHER.match(glob, path));
  }

  /** Whether a file is asked for by name, as critical files must be (2-behaviour, 5.2). */
  public boolean names(String path) {
    return globs.contains(path);
  }
}
