package dev.pawl.workspace;

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
final class FileWalk {

  /**
   * A file or link.
   *
   * @param path the relative path, with forward slashes
   */
  record Entry(String path, Path file, Stamp stamp) {

    /** Returns the size in bytes; for a link, the length of its target path. */
    long size() {
      return stamp.size();
    }

    boolean link() {
      return stamp.isLink();
    }

    /** Returns the file mode in git. */
    FileMode mode() {
      if (link()) {
        return FileMode.SYMLINK;
      }
      return stamp.isExecutable() ? FileMode.EXECUTABLE_FILE : FileMode.REGULAR_FILE;
    }
  }

  private final Path root;
  private final @Nullable Exclusions exclusions;
  private final Path except;
  private final List<Entry> entries = new ArrayList<>();
  private final Deque<IgnoreNode> ignores = new ArrayDeque<>();
  private final Deque<String> ignoreBases = new ArrayDeque<>();

  private FileWalk(Path root, @Nullable Exclusions exclusions, Path except) {
    this.root = root;
    this.exclusions = exclusions;
    this.except = except;
  }

  /** Lists the files of a target that {@code .gitignore} and the excluded patterns do not exclude. */
  static List<Entry> ofTarget(Path root, TargetConfig config, Path except) throws IOException {
    var walk = new FileWalk(root, config.exclusions(), except);
    Path exclude = root.resolve(".git/info/exclude");
    if (Files.isRegularFile(exclude)) {
      walk.push(exclude, "");
    }
    return walk.run();
  }

  /** Lists all files of a workspace. */
  static List<Entry> ofWorkspace(Path root) throws IOException {
    return new FileWalk(root, null, root.resolve(".git")).run();
  }

  private List<Entry> run() throws IOException {
    try {
      visit(root, "");
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    return entries;
  }

  private void visit(Path folder, String base) throws IOException {
    boolean pushed = exclusions != null && push(folder.resolve(".gitignore"), base);
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
    Stamp stamp = Stamp.of(file);
    boolean folder = stamp.isFolder();
    if (name.equals(".git") || file.equals(except) || leftOut(name, path, folder)) {
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

  private boolean leftOut(String name, String path, boolean folder) {
    return exclusions != null && (exclusions.containName(name) || ignored(path, folder));
  }

  private boolean ignored(String path, boolean folder) {
    var bases = ignoreBases.iterator();
    for (IgnoreNode node : ignores) {
      Boolean verdict = node.checkIgnored(path.substring(bases.next().length()), folder);
      if (verdict != null) {
        return verdict;
      }
    }
    return false;
  }

  private boolean push(Path rules, String base) throws IOException {
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
