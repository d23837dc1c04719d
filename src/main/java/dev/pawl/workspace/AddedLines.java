package dev.pawl.workspace;

import dev.pawl.snapshot.LineDiff;
import dev.pawl.target.FolderHandle;
import dev.pawl.target.GitWorkTree;
import dev.pawl.target.InvalidScopeException;
import dev.pawl.target.LinkNotFollowedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jgit.diff.Edit;
import org.eclipse.jgit.diff.RawText;
import org.eclipse.jgit.diff.RawTextComparator;
import org.eclipse.jgit.lib.ObjectId;
import org.jspecify.annotations.Nullable;

/** The lines of a workspace that were added since a revision of its target; changed whitespace makes no line new. */
public final class AddedLines implements AutoCloseable {

  private static final String NO_WORK_TREE = "--since requires a target that is a git work tree";

  private final Path folder;
  private final GitWorkTree repository;
  private final Optional<ObjectId> tree;
  private final Map<String, BitSet> linesByPath = new HashMap<>();

  private AddedLines(Path folder, GitWorkTree repository, Optional<ObjectId> tree) {
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
    GitWorkTree repository = open(workspace.target().path());
    try {
      return new AddedLines(
          workspace.folder(), repository, repository.tree(revision, repository.resolve(revision)));
    } catch (InvalidScopeException e) {
      repository.close();
      throw new IllegalArgumentException(
          "--since=%s is not a revision of the target".formatted(revision), e);
    } catch (IOException | RuntimeException e) {
      repository.close();
      throw e;
    }
  }

  private static GitWorkTree open(@Nullable String target) throws IOException {
    if (target == null) {
      throw new IllegalArgumentException(NO_WORK_TREE);
    }
    try (FolderHandle folder = FolderHandle.open(Path.of(target))) {
      return GitWorkTree.open(folder, "");
    } catch (NoSuchFileException | LinkNotFollowedException e) {
      throw new IllegalArgumentException(NO_WORK_TREE, e);
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
    return tree.isEmpty() ? new byte[0] : repository.content(tree.get(), path);
  }

  @Override
  public void close() {
    repository.close();
  }
}
