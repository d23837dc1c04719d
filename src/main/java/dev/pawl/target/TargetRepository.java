package dev.pawl.target;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.eclipse.jgit.dircache.DirCache;
import org.eclipse.jgit.errors.ConfigInvalidException;
import org.eclipse.jgit.internal.storage.file.FileRepository;
import org.eclipse.jgit.lib.Config;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.springframework.util.FileSystemUtils;

/**
 * The repository in the {@code .git} folder of a target, for the library for git. The library would read the configuration
 * with all files that it includes, follow links, and wait for named pipes. So it gets a folder with copies of the refs,
 * which were read as regular files, and no configuration; only objects are read in place.
 */
final class TargetRepository implements AutoCloseable {

  private static final String SYMBOLIC_PREFIX = "ref: ";
  private static final String REFTABLE = "reftable";
  private static final List<String> FILES =
      List.of(
          Constants.HEAD,
          Constants.ORIG_HEAD,
          Constants.FETCH_HEAD,
          Constants.MERGE_HEAD,
          Constants.PACKED_REFS,
          "shallow");

  private static final int MAX_REF_BYTES = 4096;
  private static final int MAX_CONFIG_BYTES = 1 << 20;

  /** The maximum size of all copied files together. */
  private static final int MAX_BYTES = 64 << 20;

  /** The maximum number of refs that are not packed. */
  private static final int MAX_LOOSE_REFS = 100_000;

  private static final int MAX_DEPTH = 50;

  private final GitFolder git;
  private final Path copy;
  private final FileRepository repository;

  /** Copies refs, and counts them. */
  private static final class Copier {

    private final FolderHandle git;
    private final Path copy;
    private long bytes;
    private int refs;

    Copier(FolderHandle git, Path copy) {
      this.git = git;
      this.copy = copy;
    }

    void copyFile(String path, int maxBytes) throws IOException {
      byte[] content;
      try (InputStream in = git.newInputStreamIfPresent(path)) {
        content = in.readNBytes(maxBytes + 1);
      }
      bytes += content.length;
      if (content.length > maxBytes || bytes > MAX_BYTES) {
        throw new IOException(".git/%s is too large".formatted(path));
      }
      if (content.length > 0 && !leadsOutside(content)) {
        Path file = copy.resolve(path);
        Files.createDirectories(file.getParent());
        Files.write(file, content);
      }
    }

    /** Returns whether a file is a symbolic ref whose name could be the path of another file. */
    private static boolean leadsOutside(byte[] content) {
      String text =
          new String(content, 0, Math.min(content.length, MAX_REF_BYTES), StandardCharsets.UTF_8);
      return text.startsWith(SYMBOLIC_PREFIX)
          && !Repository.isValidRefName(text.substring(SYMBOLIC_PREFIX.length()).strip());
    }

    void copyFolder(String path, int maxBytes, int depth) throws IOException {
      try (FolderHandle folder = git.openFolder(path);
          var listing = folder.list()) {
        for (Path entry : listing) {
          String name = entry.getFileName().toString();
          FileStamp stamp = folder.inFolder(name, FileStamp::of);
          if (stamp.isFolder() && depth < MAX_DEPTH) {
            copyFolder(path + "/" + name, maxBytes, depth + 1);
          } else if (stamp.isFile()) {
            if (++refs > MAX_LOOSE_REFS) {
              throw new IOException(".git/refs contains too many files; run git pack-refs --all");
            }
            copyFile(path + "/" + name, maxBytes);
          }
        }
      } catch (NoSuchFileException | LinkNotFollowedException e) {
        // There are none, or they are not part of this repository.
        return;
      } catch (DirectoryIteratorException e) {
        throw e.getCause();
      }
    }
  }

  private TargetRepository(GitFolder git, Path copy, FileRepository repository) {
    this.git = git;
    this.copy = copy;
    this.repository = repository;
  }

  /**
   * Opens the repository in the {@code .git} folder of a work tree.
   *
   * @throws IOException if there is none, or if its objects are not regular files in this folder
   */
  static TargetRepository open(FolderHandle workTree) throws IOException {
    GitFolder git =
        GitFolder.open(workTree)
            .orElseThrow(() -> new NoSuchFileException(workTree.shownPath() + "/.git"));
    Path copy = Files.createTempDirectory("pawl-refs-");
    try {
      git.requireOwnObjects();
      var copier = new Copier(git.handle(), copy);
      for (String file : FILES) {
        copier.copyFile(file, file.equals(Constants.PACKED_REFS) ? MAX_BYTES : MAX_REF_BYTES * 16);
      }
      Files.createDirectories(copy.resolve("refs"));
      copier.copyFolder("refs", MAX_REF_BYTES, 0);
      copier.copyFolder(REFTABLE, MAX_BYTES, MAX_DEPTH);
      if (Files.exists(copy.resolve(REFTABLE))) {
        Files.writeString(
            copy.resolve(Constants.CONFIG),
            "[core]\n\trepositoryformatversion = 1\n[extensions]\n\trefstorage = reftable\n");
      }
      var builder =
          new FileRepositoryBuilder()
              .setGitDir(copy.toFile())
              .setObjectDirectory(git.objects().toFile())
              .setBare();
      return new TargetRepository(git, copy, new FileRepository(builder.setup()));
    } catch (IOException | RuntimeException e) {
      FileSystemUtils.deleteRecursively(copy);
      git.close();
      throw e;
    }
  }

  FileRepository repository() {
    return repository;
  }

  Path objects() {
    return git.objects();
  }

  GitFolder git() {
    return git;
  }

  /** Reads the index. */
  DirCache index() throws IOException {
    return git.index(copy);
  }

  /** Returns the configuration, without the files that it includes; empty if it cannot be parsed. */
  Config config() throws IOException {
    var config = new Config();
    try (InputStream in = git.handle().newInputStreamIfPresent(Constants.CONFIG)) {
      config.fromText(new String(in.readNBytes(MAX_CONFIG_BYTES), StandardCharsets.UTF_8));
      return config;
    } catch (ConfigInvalidException e) {
      return new Config();
    }
  }

  @Override
  public void close() {
    repository.close();
    git.close();
    try {
      FileSystemUtils.deleteRecursively(copy);
    } catch (IOException e) {
      // Temporary files are deleted by the operating system, too.
      copy.toFile().deleteOnExit();
    }
  }
}
