package dev.pawl.tool;

import dev.pawl.glob.Glob;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The files that fixers leave as they are. No fixer changes minified and vendored files; fixers without rules of the
 * target change neither fixtures nor data. Files that the request or the configuration of the target names are
 * exceptions.
 *
 * @param selection the files that the request selects
 * @param layoutGlobs the globs of the configuration that name exceptions
 * @param isMarkedAsOwn whether the target marks the file with a path as its own, although its path looks vendored
 */
public record LayoutLimits(
    FileSelection selection, List<String> layoutGlobs, Predicate<String> isMarkedAsOwn) {

  private static final Set<ProtectedFile> PROTECTED_FROM_ALL =
      EnumSet.of(ProtectedFile.VENDORED, ProtectedFile.MINIFIED);

  /** Returns whether a fixer may change a file. */
  public boolean permit(Fixer fixer, SourceFile source) {
    if (source.isMinified()) {
      return names(source.path(), true);
    }
    Set<ProtectedFile> kinds = ProtectedFile.kindsOf(source.path());
    if (isMarkedAsOwn.test(source.path())) {
      kinds.remove(ProtectedFile.VENDORED);
    }
    if (!fixer.leavesProtectedFiles()) {
      kinds.retainAll(PROTECTED_FROM_ALL);
    }
    return kinds.isEmpty() || names(source.path(), false);
  }

  /** Returns the kind of a file, by its path, because of which no fixer may change it; empty if fixers may. */
  public Optional<String> protection(String path) {
    Set<ProtectedFile> kinds = ProtectedFile.kindsOf(path);
    kinds.retainAll(PROTECTED_FROM_ALL);
    if (isMarkedAsOwn.test(path)) {
      kinds.remove(ProtectedFile.VENDORED);
    }
    return kinds.isEmpty() || names(path, false)
        ? Optional.empty()
        : Optional.of(kinds.iterator().next().name().toLowerCase(Locale.ROOT));
  }

  /**
   * Returns whether the request or the configuration names a file.
   *
   * @param inFull whether a glob of the request is not enough
   */
  private boolean names(String path, boolean inFull) {
    return (inFull ? selection.containsFullPath(path) : selection.names(path))
        || layoutGlobs.stream().anyMatch(glob -> Glob.path(glob).matches(path));
  }
}
