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

  private final Path root;
  private final @Nullable Exclusions exclusions;
  private final Path excludedPath;
  private final List<Entry> entries = new ArrayList<>();
  private final Deque<IgnoreNode> ignores = new ArrayDeque<>();
  private final Deque<String> ignoreBases = new ArrayDeque<>();

  private FileWalker(Path root, @Nullable Exclusions exclusions, Path excludedPath) {
    this.root = root;
    this.exclusions = exclusions;
    this.excludedPath = excludedPath;
  }

  /** Lists the files of a target that {@code .gitignore} and the excluded patterns do not exclude. */
  public static List<Entry> listTarget(Path root, TargetConfig config, Path excludedPath)
      throws IOException {
    var walker = new FileWalker(root, config.exclusions(), excludedPath);
    Path exclude = root.resolve(".git/info/exclude");
    if (Files.isRegularFile(exclude)) {
      walker.pushIgnoreRules(exclude, "");
    }
    return walker.walk();
  }

  /** Lists all files of a workspace. */
  public static List<Entry> listWorkspace(Path root) throws IOException {
    return new FileWalker(root, null, root.resolve(".git")).walk();
  }

  private List<Entry> walk() throws IOException {
    try {
      visit(root, "");
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    return entries;
  }

  private void visit(Path folder, String base) throws IOException {
    boolean pushed = exclusions != null && pushIgnoreRules(folder.resolve(".gitignore"), base);
    var names = new ArrayList<String>();
    try (var listing = Files.newDirectoryStream(folder)) {
      listing.forEach(child -> names.add(child.getFileName().toString()));
    }
    names.sort(Comparator.naturalOrder());
    for (String name : names) {
      if (name.indexOf('\uFFFD') >= 0) {
        throw new IOException("a file name in /" + base + " is not valid UTF-8: " + name);
      }
      add(folder.resolve(name), name, base + name);
    }
    if (pushed) {
      ignores.pop();
      ignoreBases.pop();
    }
  }

  private void add(Path file, String name, String path) throws IOException {
    FileStamp stamp = FileStamp.of(file);
    boolean folder = stamp.isFolder();
    if (name.equals(".git") || file.equals(excludedPath) || isExcluded(name, path, folder)) {
      return;
    }
    if (folder) {
      // A nested repository is managed on its own; git tracks a reference to its commit, not its
      // files.
      if (!Files.exists(file.resolve(".git"), LinkOption.NOFOLLOW_LINKS)) {
        visit(file, path + "/");
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

  private boolean pushIgnoreRules(Path rules, String base) throws IOException {
    if (!Files.isRegularFile(rules, LinkOption.NOFOLLOW_LINKS)) {
      return false;
    }
    var node = new IgnoreNode();
    try (InputStream in = Files.newInputStream(rules)) {
      node.parse(in);
    }
    ignores.push(node);
    ignoreBases.push(base);
    return true;
  }
}
