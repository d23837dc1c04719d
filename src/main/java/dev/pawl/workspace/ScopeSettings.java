package dev.pawl.workspace;

import dev.pawl.target.PathFilter;
import java.util.Collection;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Selects the files that configure tools for files in scope: settings and build files in the folders of these files and
 * in the folders above, and those of the shared logic of a build.
 */
final class ScopeSettings implements PathFilter {

  /** The maximum size of a file that tools read as their configuration. */
  static final int MAX_BYTES = 4 << 20;

  private static final Pattern BUILD_FILE =
      Pattern.compile("pom\\.xml|gradle\\.properties|.*\\.(gradle|gradle\\.kts|versions\\.toml)");

  private static final Pattern SETTING =
      Pattern.compile(
          "\\..*|.*\\.config\\..*|.*\\.(toml|cfg|ini|mod|work)"
              + "|(package|package-lock|npm-shrinkwrap|biome|dprint|deno|nx|lerna|[jt]sconfig.*)\\.jsonc?"
              + "|(checkstyle|pmd).*\\.xml|_clang-format|shellcheckrc|yarn\\.lock|pnpm-.*");

  /** The folders next to the sources in which builds keep what several modules share. */
  private static final Pattern BUILD_FOLDER =
      Pattern.compile("buildSrc|gradle|build-(logic|conventions|tools|parent)|(.*-)?(parent|bom)");

  /** The folders whose existence shows that a project configures linters. */
  private static final Pattern LINTER_FOLDER =
      Pattern.compile("config(/(checkstyle|pmd|errorprone)(/.*)?)?");

  private final Set<String> folders;

  /** Creates the selection for files in scope. */
  ScopeSettings(Collection<String> paths) {
    this.folders = PathFilter.foldersOf(paths);
    folders.add("");
  }

  @Override
  public boolean includes(String path) {
    String folder = PathFilter.folderOf(path);
    String name = path.substring(path.lastIndexOf('/') + 1);
    return folders.contains(folder)
            && (SETTING.matcher(name).matches() || BUILD_FILE.matcher(name).matches())
        || BUILD_FILE.matcher(name).matches() && isBuildFolder(folder)
        || !folder.equals("config") && LINTER_FOLDER.matcher(folder).matches();
  }

  @Override
  public boolean mayContain(String folder) {
    return folders.contains(folder)
        || isBuildFolder(folder)
        || LINTER_FOLDER.matcher(folder).matches();
  }

  /** Returns whether a folder, or one above it, is build logic next to a folder of the sources. */
  private boolean isBuildFolder(String folder) {
    String part = folder;
    while (!part.isEmpty()) {
      String parent = PathFilter.folderOf(part);
      String name = part.substring(part.lastIndexOf('/') + 1);
      if (folders.contains(parent) && BUILD_FOLDER.matcher(name).matches()) {
        return true;
      }
      part = parent;
    }
    return false;
  }
}
