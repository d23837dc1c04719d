package dev.pawl.tool;

import dev.pawl.command.CommandContext;
import dev.pawl.command.InvalidArgumentsException;
import dev.pawl.glob.Glob;
import dev.pawl.glob.PathPattern;
import dev.pawl.workspace.FilesInScope;
import dev.pawl.workspace.Workspace.WorkspaceFile;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The files that a command is asked to process: those that its arguments select and that are in the scope of the
 * workflow.
 *
 * @param selectors the selected paths; an empty list selects all files
 * @param allowsEmpty whether a selector may match no file
 * @param scope decides whether a path is in the scope of the workflow
 */
public record FileSelection(
    List<Selector> selectors, boolean allowsEmpty, Predicate<String> scope) {

  /** A selected file, a folder with everything below it, or a glob. */
  public record Selector(PathPattern path) {

    static Selector of(String argument) {
      return new Selector(PathPattern.of(argument));
    }

    String text() {
      return path.text();
    }

    boolean includes(String file) {
      return path.includes(file);
    }

    /** Returns whether the text shows that files of these kinds are meant. */
    boolean shows(Set<ProtectedFile> kinds) {
      String text = text();
      String pattern = Glob.isPattern(text) ? text : text.replaceFirst("/$", "") + "/**";
      return ProtectedFile.kindsOf(pattern).containsAll(kinds);
    }
  }

  /** Creates a selection of paths, such as {@code src} or {@code src/**}; an empty list selects all files. */
  public FileSelection(List<String> paths) {
    this(paths.stream().map(Selector::of).toList(), false, path -> true);
  }

  /** Creates the selection from the arguments of a command, without the scope of its workflow. */
  public static FileSelection of(CommandContext context) {
    return of(context, path -> true);
  }

  /** Creates the selection from the arguments of a command and the scope of its workflow. */
  public static FileSelection of(CommandContext context, FilesInScope scope) {
    return of(context, scope.isWholeTarget() ? path -> true : scope::includes);
  }

  private static FileSelection of(CommandContext context, Predicate<String> scope) {
    List<String> words = context.arguments().words();
    return new FileSelection(
        words.stream().filter(word -> !CommandOptions.isOption(word)).map(Selector::of).toList(),
        words.contains(CommandOptions.ALLOW_EMPTY),
        scope);
  }

  /** Returns the selected paths as typed; empty if all files are selected. */
  public List<String> globs() {
    return selectors.stream().map(Selector::text).toList();
  }

  /**
   * Returns the selected files in their original order.
   *
   * @throws InvalidArgumentsException if a selector matches none of the files, in scope or not, unless this is allowed
   */
  public List<WorkspaceFile> filter(List<WorkspaceFile> files) {
    List<String> unmatched =
        allowsEmpty
            ? List.of()
            : selectors.stream()
                .filter(
                    selector -> files.stream().noneMatch(file -> selector.includes(file.path())))
                .filter(selector -> !namesOtherFile(selector, files))
                .map(Selector::text)
                .toList();
    if (!unmatched.isEmpty()) {
      throw new InvalidArgumentsException(
          "no file of the target matches %s; set allow_empty if this is expected"
              .formatted(String.join(", ", unmatched)));
    }
    return files.stream().filter(file -> includes(file.path())).toList();
  }

  /** Returns whether a selector is the path of a file that no command examines, such as an LFS pointer. */
  private static boolean namesOtherFile(Selector selector, List<WorkspaceFile> files) {
    if (files.isEmpty()) {
      return false;
    }
    Path path = files.getFirst().file();
    int depth = Path.of(files.getFirst().path()).getNameCount();
    Path root = path.resolve("../".repeat(depth)).normalize();
    Path file = root.resolve(selector.text()).normalize();
    return file.startsWith(root) && Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS);
  }

  /** Returns whether a file is selected. */
  public boolean includes(String path) {
    return scope.test(path)
        && (selectors.isEmpty()
            || selectors.stream().anyMatch(selector -> selector.includes(path)));
  }

  /**
   * Returns whether a file is selected by name although it is of a protected kind: by its full path, or by a folder or a
   * glob that shows the same kind, such as {@code testdata/**} or {@code **}{@code /*.csv}.
   */
  public boolean names(String path) {
    Set<ProtectedFile> kinds = ProtectedFile.kindsOf(path);
    return selectors.stream()
        .anyMatch(selector ->
            selector.text().equals(path) || selector.includes(path) && selector.shows(kinds));
  }

  /** Returns whether a file is selected by its full path, which is required for critical files. */
  public boolean containsFullPath(String path) {
    return selectors.stream().anyMatch(selector -> selector.text().equals(path));
  }
}
