package dev.pawl.target;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.eclipse.jgit.dircache.DirCache;
import org.eclipse.jgit.dircache.DirCacheEntry;
import org.eclipse.jgit.errors.AmbiguousObjectException;
import org.eclipse.jgit.errors.IncorrectObjectTypeException;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.internal.storage.file.FileRepository;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.treewalk.TreeWalk;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The repository of a directory target: the target is the work tree or a folder below it. Only the files of git are
 * read, so that no program named in the configuration of the repository is run.
 */
public final class GitWorkTree implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(GitWorkTree.class);

  private final TargetRepository opened;
  private final FileRepository repository;
  private final String prefix;
  private final Path shownPath;

  private GitWorkTree(TargetRepository opened, String prefix, Path shownPath) {
    this.opened = opened;
    this.repository = opened.repository();
    this.prefix = prefix;
    this.shownPath = shownPath;
  }

  /**
   * Opens the repository in the {@code .git} folder of a work tree.
   *
   * @param prefix the path of the target below the work tree, without a slash at its end; empty for the work tree itself
   * @throws IOException if the repository uses the objects of another one, which may be outside the allowed roots
   */
  public static GitWorkTree open(FolderHandle workTree, String prefix) throws IOException {
    return new GitWorkTree(TargetRepository.open(workTree), prefix, workTree.shownPath());
  }

  /** Returns the folder of the objects; valid as long as the work tree is open. */
  public Path objects() {
    return opened.objects();
  }

  /**
   * Returns the commit that a revision names, such as {@code main}, {@code v1.2} or {@code HEAD~3}.
   *
   * @throws InvalidScopeException if there is no such commit
   */
  public String resolve(String revision) throws IOException {
    try {
      ObjectId commit = repository.resolve(revision + "^{commit}");
      if (commit != null && repository.getObjectDatabase().has(commit)) {
        return commit.name();
      }
    } catch (AmbiguousObjectException
        | IncorrectObjectTypeException
        | MissingObjectException
        | RuntimeException e) {
      // JGit throws many kinds of runtime exceptions for malformed revisions.
      throw unknown(revision);
    }
    throw unknown(revision);
  }

  private static InvalidScopeException unknown(String revision) {
    return InvalidScopeException.changedSince(
        revision, "is not a branch, a tag or a commit of the target's repository");
  }

  /**
   * Returns the merge base of a commit and the checked-out commit.
   *
   * @param revision the revision as requested, for messages
   * @throws InvalidScopeException if there is none
   */
  String mergeBase(String revision, String commit) throws IOException {
    ObjectId head = repository.resolve(Constants.HEAD);
    if (head == null) {
      throw InvalidScopeException.changedSince(
          revision, "cannot be compared: HEAD has no commit yet");
    }
    var history = new CommitHistory(repository);
    try {
      Optional<String> base = history.mergeBase(head.name(), commit);
      if (base.isPresent()) {
        return base.get();
      }
    } catch (MissingObjectException incomplete) {
      log.debug("History of {} is incomplete", shownPath, incomplete);
    }
    throw InvalidScopeException.changedSince(
        revision,
        history.isShallow()
            ? "has no known common ancestor with HEAD, because the repository is a shallow clone;"
                + " run git fetch --unshallow"
            : "has no common ancestor with HEAD");
  }

  /**
   * Returns the tree of the target in a commit; empty if the folder of the target did not exist.
   *
   * @param revision the revision as requested, for messages
   * @throws InvalidScopeException if the commit does not exist any more
   */
  public Optional<ObjectId> tree(String revision, String commit) throws IOException {
    try (var walk = new RevWalk(repository)) {
      ObjectId root = walk.parseCommit(ObjectId.fromString(commit)).getTree().getId();
      if (prefix.isEmpty()) {
        return Optional.of(root);
      }
      try (var folder = TreeWalk.forPath(repository, prefix, root)) {
        return folder == null || !folder.isSubtree()
            ? Optional.empty()
            : Optional.of(folder.getObjectId(0));
      }
    } catch (MissingObjectException | IncorrectObjectTypeException e) {
      throw InvalidScopeException.changedSince(
          revision,
          "was commit %s, which the repository does not contain any more".formatted(commit));
    }
  }

  /**
   * Returns the content of a file of a tree; empty if it has no such file.
   *
   * @param path the path of the file below the tree
   */
  public byte[] content(ObjectId tree, String path) throws IOException {
    try (var walk = TreeWalk.forPath(repository, path, tree)) {
      return walk == null || !FileMode.REGULAR_FILE.equals(walk.getRawMode(0) & ~0111)
          ? new byte[0]
          : repository.open(walk.getObjectId(0), Constants.OBJ_BLOB).getBytes();
    }
  }

  /** A file of a commit. */
  private record KnownFile(ObjectId content, FileMode mode) {}

  /**
   * Returns the paths of the files that differ from a commit, without copying or storing anything.
   *
   * @param revision the revision as requested, for messages
   * @param root the folder of the target
   * @param files the files of the target
   */
  public Set<String> findChanged(
      String revision, String commit, FolderHandle root, List<FileWalker.Entry> files)
      throws IOException {
    Map<String, KnownFile> known = new HashMap<>();
    Optional<ObjectId> tree = tree(revision, commit);
    if (tree.isPresent()) {
      try (var walk = new TreeWalk(repository)) {
        walk.addTree(tree.get());
        walk.setRecursive(true);
        while (walk.next()) {
          known.put(walk.getPathString(), new KnownFile(walk.getObjectId(0), walk.getFileMode(0)));
        }
      }
    }
    DirCache index = opened.index();
    Instant indexTime = opened.git().indexTime();
    var changed = new TreeSet<String>();
    for (FileWalker.Entry file : files) {
      KnownFile expected = known.get(file.path());
      if (expected == null
          || !expected.mode().equals(file.mode())
          || !hasContent(file, root, expected.content(), index, indexTime)) {
        changed.add(file.path());
      }
    }
    return changed;
  }

  private boolean hasContent(
      FileWalker.Entry file,
      FolderHandle root,
      ObjectId expected,
      DirCache index,
      Instant indexTime)
      throws IOException {
    DirCacheEntry entry =
        index.getEntry(prefix.isEmpty() ? file.path() : prefix + "/" + file.path());
    if (entry != null && isUnchanged(entry, file, indexTime)) {
      return entry.getObjectId().equals(expected);
    }
    byte[] content =
        root.inParent(
            file.path(),
            path ->
                file.isLink()
                    ? Files.readSymbolicLink(path).toString().getBytes(StandardCharsets.UTF_8)
                    : Files.readAllBytes(path));
    try (var hasher = new ObjectInserter.Formatter()) {
      // Git may have converted the line endings of the work tree.
      return hasher.idFor(Constants.OBJ_BLOB, content).equals(expected)
          || hasher.idFor(Constants.OBJ_BLOB, GitLineEndings.toLf(content)).equals(expected);
    }
  }

  /** Returns whether a file is unchanged since git has seen it; one as new as the index may be changed (racy git). */
  private static boolean isUnchanged(
      DirCacheEntry entry, FileWalker.Entry file, Instant indexTime) {
    Instant seen = entry.getLastModifiedInstant();
    return entry.getLength() == file.size()
        && Duration.ofNanos(file.stamp().modifiedNanos())
            .equals(Duration.between(Instant.EPOCH, seen))
        && seen.isBefore(indexTime)
        && entry.getFileMode().equals(file.mode());
  }

  /** Returns whether a folder contains the files of git. */
  static boolean isWorkTree(FolderHandle folder) {
    return Files.isDirectory(folder.resolve(".git"), LinkOption.NOFOLLOW_LINKS);
  }

  @Override
  public void close() {
    opened.close();
  }
}
