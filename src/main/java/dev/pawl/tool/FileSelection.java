package dev.pawl.tool;

import dev.pawl.command.CommandContext;
import dev.pawl.workspace.Workspace.WorkspaceFile;
import java.util.List;
import java.util.Set;
import org.springframework.util.AntPathMatcher;

/**
 * The files that a command is asked to process.
 *
 * @param globs the path globs, such as {@code src/**}; an empty list selects all files
 */
public record FileSelection(List<String> globs) {

  private static final AntPathMatcher MATCHER = new AntPathMatcher();

  /** Creates the selection from the arguments of a command. */
  public static FileSelection of(CommandContext context) {
    return new FileSelection(
        context.arguments().words().stream()
            .filter(word -> !CommandOptions.isOption(word))
            .toList());
  }

  /** Returns the selected files in their original order. */
  public List<WorkspaceFile> filter(List<WorkspaceFile> files) {
    return files.stream().filter(file -> includes(file.path())).toList();
  }

  /** Returns whether a file is selected. */
  public boolean includes(String path) {
    return globs.isEmpty() || globs.stream().anyMatch(glob -> MATCHER.match(glob, path));
  }

  /**
   * Returns whether a file is selected by name although it is of a protected kind: by its full path, or by a glob that
   * shows the same kind, such as {@code testdata/**} or {@code **}{@code /*.csv}.
   */
  public boolean names(String path) {
    Set<ProtectedFile> kinds = ProtectedFile.kindsOf(path);
    return globs.stream()
        .anyMatch(glob ->
            glob.equals(path)
                || MATCHER.match(glob, path) && ProtectedFile.kindsOf(glob).containsAll(kinds));
  }

  /** Returns whether a file is selected by its full path, which is required for critical files. */
  public boolean containsFullPath(String path) {
    return globs.contains(path);
  }
}
