package dev.pawl.workspace;

import dev.pawl.snapshot.LineDiff;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import org.eclipse.jgit.diff.Edit;
import org.eclipse.jgit.diff.RawText;
import org.eclipse.jgit.diff.RawTextComparator;
import org.eclipse.jgit.errors.AmbiguousObjectException;
import org.eclipse.jgit.errors.IncorrectObjectTypeException;
import org.eclipse.jgit.errors.RevisionSyntaxException;
import org.eclipse.jgit.internal.storage.file.FileRepository;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.treewalk.TreeWalk;

/** The lines of a workspace that were added since a revision of its target; changed whitespace makes no line new. */
public final class AddedLines implements AutoCloseable {

  private final Path folder;
  private final Repository repository;
  private final ObjectId tree;
  private final Map<String, BitSet> linesByPath = new HashMap<>();

  private AddedLines(Path folder, Repository repository, ObjectId tree) {
    this.folder = folder;
    this.repository = repository;
    this.tree = tree;
  }

  /**
   * Opens the lines that were added since a revision.
   *
   * @param revision the revision, such as {@code HEAD}, {@code main~2} or the name of a tag
   * @throws IllegalArgumentException if the target is not a git work tree or has no such revision
   */
  public static AddedLines since(String revision, Workspace workspace) throws IOException {
    String path = workspace.target().path();
    Path gitFolder = Path.of(path == null ? "" : path).resolve(".git");
    if (path == null || !Files.isDirectory(gitFolder)) {
      throw new IllegalArgumentException("--since requires a target that is a git work tree");
    }
    var repository = new FileRepository(gitFolder.toFile());
    try {
      ObjectId tree = repository.resolve(revision + "^{tree}");
      if (tree == null) {
        throw new RevisionSyntaxException(revision);
      }
      return new AddedLines(workspace.folder(), repository, tree);
    } catch (RevisionSyntaxException | AmbiguousObjectException | IncorrectObjectTypeException e) {
      repository.close();
      throw new IllegalArgumentException(
          "--since=%s is not a revision of the target".formatted(revision), e);
    }
  }

  /** Returns the numbers of the new lines of a file, from 1. */
  public BitSet linesOf(String path) throws IOException {
    BitSet lines = linesByPath.get(path);
    if (lines == null) {
      lines = findAddedLines(path);
      linesByPath.put(path, lines);
    }
    return lines;
  }

  private BitSet findAddedLines(String path) throws IOException {
    var before = new RawText(readOriginal(path));
    var after = new RawText(Files.readAllBytes(folder.resolve(path)));
    var lines = new BitSet();
    for (Edit edit : LineDiff.algorithm().diff(RawTextComparator.WS_IGNORE_ALL, before, after)) {
      lines.set(edit.getBeginB() + 1, edit.getEndB() + 1);
    }
    return lines;
  }

  private byte[] readOriginal(String path) throws IOException {
    try (var walk = TreeWalk.forPath(repository, path, tree)) {
      if (walk == null) {
        return new byte[0];
      }
      var content = new ByteArrayOutputStream();
      repository.open(walk.getObjectId(0), Constants.OBJ_BLOB).copyTo(content);
      return content.toByteArray();
    }
  }

  @Override
  public void close() {
    repository.close();
  }
}
