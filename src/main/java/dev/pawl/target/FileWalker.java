package dev.pawl.target;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import org.eclipse.jgit.ignore.IgnoreNode;
import org.eclipse.jgit.lib.FileMode;
import org.jspecify.annotations.Nullable;

/** Lists the regular files and links below a folder; links are not followed, and the files of git are skipped. */
public final class FileWalker {

  /**
   * A file or link.
   *
   * @param path the relative path, with forward slashes
   * @param file the absolute path; files of a target are read through the handle of its folder instead
   */
  public record Entry(String path, Path file, FileStamp stamp) {

    /** Returns the size in bytes; for a link, the length of its target path. */
    public long size() {
      return stamp.size();
    }

    public boolean isLink() {
      return stamp.isLink();
    }

    /** Returns the file mode in git. */
    public FileMode mode() {
      if (isLink()) {
        return FileMode.SYMLINK;
      }
      return stamp.isExecutable() ? FileMode.EXECUTABLE_FILE : FileMode.REGULAR_FILE;
    }
  }

  private final FolderHandle root;
  private final Path shownRoot;
  private final @Nullable Exclusions exclusions;
  private final Path excludedPath;
  private final List<Entry> entries = new ArrayList<>();
  private final Deque<IgnoreNode> ignores = new ArrayDeque<>();
  private final Deque<String> ignoreBases = new ArrayDeque<>();

  private FileWalker(
      FolderHandle root, Path shownRoot, @Nullable Exclusions exclusions, Path excludedPath) {
    this.root = root;
    this.shownRoot = shownRoot;
    this.exclusions = exclusions;
    this.excludedPath = excludedPath;
  }

  /** Lists the files of a target that {@code .gitignore} and the excluded patterns do not exclude. */
  public static List<Entry> listTarget(FolderHandle root, TargetConfig config, Path excludedPath)
      throws IOException {
    var walker = new FileWalker(root, root.shownPath(), config.exclusions(), excludedPath);
    try (InputStream exclude = root.newInputStreamIfPresent(".git/info/exclude")) {
      walker.pushIgnoreRules(exclude, "");
    }
    return walker.walk();
  }

  /** Lists all files of a workspace. */
  public static List<Entry> listWorkspace(Path root) throws IOException {
    try (FolderHandle handle = FolderHandle.openOwn(root)) {
      return new FileWalker(handle, root, null, root.resolve(".git")).walk();
    }
  }

  private List<Entry> walk() throws IOException {
    try {
      visit(root, shownRoot, "");
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    return entries;
  }

  private void visit(FolderHandle folder, Path shown, String base) throws IOException {
    boolean pushed = exclusions != null && pushIgnoreRules(folder, base);
    var names = new ArrayList<String>();
    try (var listing = folder.list()) {
      listing.forEach(child -> names.add(child.getFileName().toString()));
    }
    names.sort(Comparator.naturalOrder());
    for (String name : names) {
      if (name.indexOf('\uFFFD') >= 0) {
        throw new IOException("a file name in /" + base + " is not valid UTF-8: " + name);
      }
      add(folder, shown.resolve(name), name, base + name);
    }
    if (pushed) {
      ignores.pop();
      ignoreBases.pop();
    }
  }

  private void add(FolderHandle parent, Path file, String name, String path) throws IOException {
    FileStamp stamp = parent.inFolder(name, FileStamp::of);
    if (name.equals(".git")
        || file.equals(excludedPath)
        || isExcluded(name, path, stamp.isFolder())) {
      return;
    }
    if (stamp.isFolder()) {
      try (FolderHandle folder = parent.openFolder(name)) {
        // A nested repository is managed on its own; git tracks a reference to its commit, not its
        // files.
        if (!Files.exists(folder.resolve(".git"), LinkOption.NOFOLLOW_LINKS)) {
          visit(folder, file, path + "/");
        }
      }
    } else if (stamp.isFile() || stamp.isLink()) {
      entries.add(new Entry(path, file, stamp));
    }
  }

  private boolean isExcluded(String name, String path, boolean folder) {
    return exclusions != null && (exclusions.excludesName(name) || isIgnored(path, folder));
  }

  private boolean isIgnored(String path, boolean folder) {
    var bases = ignoreBases.iterator();
    for (IgnoreNode node : ignores) {
      Boolean verdict = node.checkIgnored(path.substring(bases.next().length()), folder);
      if (verdict != null) {
        return verdict;
      }
    }
    return false;
  }

  private boolean pushIgnoreRules(FolderHandle folder, String base) throws IOException {
    if (!Files.isRegularFile(folder.resolve(".gitignore"), LinkOption.NOFOLLOW_LINKS)) {
      return false;
    }
    try (InputStream rules = folder.newInputStreamIfPresent(".gitignore")) {
      pushIgnoreRules(rules, base);
    }
    return true;
  }

  private void pushIgnoreRules(InputStream rules, String base) throws IOException {
    var node = new IgnoreNode();
    node.parse(rules);
    ignores.push(node);
    ignoreBases.push(base);
  }
}
