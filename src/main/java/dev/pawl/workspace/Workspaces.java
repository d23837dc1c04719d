package dev.pawl.workspace;

import dev.pawl.archive.Archives;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.eclipse.jgit.lib.ObjectId;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.stereotype.Service;
import org.springframework.util.AntPathMatcher;
import org.springframework.util.FileSystemUtils;
import org.springframework.validation.Errors;

/** Opens workspaces of targets, publishes what was done in them, and takes it back. */
@Service
@EnableConfigurationProperties(WorkspaceProperties.class)
public class Workspaces {

  /**
   * What became of a result.
   *
   * @param files how many files of the target were changed
   * @param branch the branch that holds the result, for git targets that took it
   * @param commit the commit on that branch
   * @param reason why there is no branch, if there should be one
   */
  public record Published(
      int files, @Nullable String branch, @Nullable String commit, @Nullable String reason) {}

  /** Asked before each file; throws when the right to publish was lost. */
  @FunctionalInterface
  public interface Guard extends Publisher.Guard {}

  private static final AntPathMatcher MATCHER = new AntPathMatcher();
  private static final Logger log = LoggerFactory.getLogger(Workspaces.class);

  /** No workflow runs for longer. */
  private static final Duration LONGEST_RUN = Duration.ofHours(25);

  private final WorkspaceProperties properties;
  private final GitRemotes remotes;
  private final Targets targets;
  private final SnapshotStores stores;
  private final TargetContents contents;
  private final SpareWorkspaces spares;
  private final Map<String, Workspace> open = new ConcurrentHashMap<>();
  private final Map<String, ReentrantLock> publishing = new ConcurrentHashMap<>();

  Workspaces(
      WorkspaceProperties properties, GitRemotes remotes, Targets targets, SpareWorkspaces spares) {
    this.properties = properties;
    this.remotes = remotes;
    this.targets = targets;
    this.spares = spares;
    this.stores = new SnapshotStores(properties.home());
    this.contents = new TargetContents(properties, targets, remotes, stores);
  }

  /** The definite target of a request; empty when there are faults, which are then in {@code errors}. */
  public Optional<Target> resolve(@Nullable Target requested, Errors errors) {
    return targets.resolve(requested, errors);
  }

  /** The name of a target as workflows keep it: of a path in a request the absolute one. */
  public String targetName(String requested) {
    boolean name = requested.contains("://") || requested.startsWith(Archives.targetName(""));
    return name ? requested : targets.absolute(requested).toString();
  }

  /** The configuration of a target; the defaults for a repository, which is not read before it is run on. */
  public TargetConfig config(Target target) {
    return TargetConfig.read(targets.folder(target).orElse(properties.home()));
  }

  /** The folders of command files that a target may bring: none unless the operator trusts it (2-behaviour, 5.10). */
  public List<Path> commandFolders(Target target) {
    return targets.commandFolders(target);
  }

  /** What a target holds; empty for a repository, which is not read before it is run on. */
  public Optional<Survey> survey(Target target) throws IOException {
    Optional<Path> folder = targets.folder(target);
    if (folder.isEmpty()) {
      return Optional.empty();
    }
    Path root = folder.get();
    TargetConfig config = TargetConfig.read(root);
    return Optional.of(Survey.of(FileWalk.ofTarget(root, config, properties.home()), config));
  }

  /** What is free where the workspaces are, in bytes. */
  public long freeBytes() throws IOException {
    Files.createDirectories(properties.home());
    return Files.getFileStore(properties.home()).getUsableSpace();
  }

  /**
   * Opens the workspace of one claim.
   *
   * @param snapshot the snapshot that an earlier claim took, if one did
   * @param tree the state to go on from, if there is one
   * @return the key under which commands find it
   */
  public String open(
      String workflow, long epoch, Target target, @Nullable String snapshot, @Nullable String tree)
      throws IOException {
    Path folder = folder(workflow).resolve(Long.toString(epoch)).resolve("workspace");
    FileSystemUtils.deleteRecursively(folder);
    Files.createDirectories(folder);
    removeEarlier(workflow, epoch);
    // Who sweeps the snapshots has seen this workflow, or is done before it goes on.
    StoreLock.of(stores.folder(target)).use().close();
    var store = stores.of(target);
    var workspace =
        new Workspace(
            target,
            targets.trusted(target),
            folder,
            store,
            () -> contents.take(store, target),
            spares);
    if (snapshot != null) {
      workspace.resume(snapshot, tree == null ? snapshot : tree);
    }
    String key = key(workflow, epoch);
    open.put(key, workspace);
    return key;
  }

  /** The key of the workspace of one claim. */
  public static String key(String workflow, long epoch) {
    return workflow + "/" + epoch;
  }

  /** What claims have left behind that are over; who still works there is not listened to any more. */
  private void removeEarlier(String workflow, long epoch) {
    try (var epochs = Files.newDirectoryStream(folder(workflow), "[0-9]*")) {
      for (Path earlier : epochs) {
        if (Long.parseLong(earlier.getFileName().toString()) < epoch) {
          FileSystemUtils.deleteRecursively(earlier);
        }
      }
    } catch (IOException e) {
      log.warn("What earlier claims of {} left behind stays: {}", workflow, e.getMessage());
    }
  }

  /** The open workspace of a key. */
  public Workspace get(String key) {
    return Objects.requireNonNull(open.get(key), () -> "No workspace is open as " + key);
  }

  /** In what state the target of an open workspace is. */
  public TargetState state(String key) throws IOException {
    Target target = get(key).target();
    return TargetState.of(target, config(target), properties.home());
  }

  /**
   * The files of a target that others have changed since the snapshot of a workflow was taken, in path order (2-behaviour,
   * 5.9); empty when nobody can say: before there is a snapshot, and while a result is written there.
   */
  public Optional<List<String>> outsideChanges(String key) throws IOException {
    Workspace workspace = open.get(key);
    if (workspace == null || workspace.snapshotTree().isEmpty()) {
      return Optional.empty();
    }
    var local = publishing.computeIfAbsent(workspace.target().name(), name -> new ReentrantLock());
    if (!local.tryLock()) {
      return Optional.empty();
    }
    try {
      return Optional.of(new OutsideChanges(stores, contents).of(workspace));
    } finally {
      local.unlock();
    }
  }

  /** Removes a workspace and all that was written in it. */
  public void close(String key) throws IOException {
    close(key, false);
  }

  /** Removes a workspace that nobody works in any more, or keeps it for the next workflow of the target. */
  public void leave(String key) throws IOException {
    close(key, true);
  }

  private void close(String key, boolean orderly) throws IOException {
    Workspace workspace = open.remove(key);
    if (workspace != null) {
      workspace.close(orderly);
    }
  }

  /** Frees disk space: removes what earlier claims of a workflow left behind, and what is left from long ago. */
  public void makeSpace(String workflow, Instant now) throws IOException {
    spares.makeSpace();
    Instant longAgo = now.minus(LONGEST_RUN);
    try (var claims = Files.newDirectoryStream(properties.home().resolve("workflows"))) {
      for (Path folder : claims) {
        boolean own = folder.endsWith(workflow);
        try (var epochs = Files.newDirectoryStream(folder, "[0-9]*")) {
          for (Path epoch : epochs) {
            String key = folder.getFileName() + "/" + epoch.getFileName();
            boolean old = Files.getLastModifiedTime(epoch).toInstant().isBefore(longAgo);
            if (!open.containsKey(key) && (own || old)) {
              FileSystemUtils.deleteRecursively(epoch);
            }
          }
        }
      }
    }
  }

  /**
   * Makes the target what the workspace is, file by file, if it still is what the snapshot says.
   *
   * @throws PublishConflict when a file of the target is neither; then nothing is changed
   */
  public Published publish(String key, Guard guard)
      throws IOException, PublishConflict, InterruptedException {
    Workspace workspace = get(key);
    String from = workspace.snapshot().tree();
    return move(workflow(key), workspace.target(), from, workspace.checkpoint(), guard, "publish");
  }

  private static String workflow(String key) {
    return key.substring(0, key.indexOf('/'));
  }

  /**
   * The state of a target between its snapshot and the result: the files that the globs name as they were, the others as they
   * are.
   *
   * @throws IOException when no file of the result is meant
   */
  public String takenBack(Target target, String from, String to, List<String> globs)
      throws IOException {
    try (var store = stores.of(target)) {
      ObjectId result = ObjectId.fromString(to);
      List<Change> meant =
          store.diff(result, ObjectId.fromString(from)).stream()
              .filter(change -> globs.stream().anyMatch(glob -> MATCHER.match(glob, change.path())))
              .toList();
      if (meant.isEmpty()) {
        throw new IOException(
            "no file of the result is named by %s".formatted(String.join(", ", globs)));
      }
      return store.changed(result, meant).name();
    }
  }

  /** Takes a published result back, by the same rules. */
  public Published rollback(
      String workflow, Target target, String from, String to, @Nullable String commit, Guard guard)
      throws IOException, PublishConflict, InterruptedException {
    if (target.git() == null) {
      return move(workflow, target, to, from, guard, "rollback");
    }
    if (commit != null) {
      try (var store = stores.of(target)) {
        remotes.of(target.git()).delete(store.repository(), branch(workflow), commit);
      }
    }
    return new Published(0, null, null, null);
  }

  private Published move(
      String workflow, Target target, String from, String to, Guard guard, String verb)
      throws IOException, PublishConflict, InterruptedException {
    var local = publishing.computeIfAbsent(target.name(), name -> new ReentrantLock());
    local.lockInterruptibly();
    try (var store = stores.of(target);
        var channel =
            FileChannel.open(
                stores.folder(target).resolve("publish.lock"),
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE);
        var _ = channel.lock()) {
      ObjectId before = ObjectId.fromString(from);
      ObjectId after = ObjectId.fromString(to);
      if (target.git() != null) {
        return branchOff(workflow, target.git(), store, before, after);
      }
      if (target.archive() != null) {
        // Nothing is written: the result is there to be fetched.
        return new Published(store.diff(before, after).size(), null, null, null);
      }
      Path journal = folder(workflow).resolve(verb + ".journal");
      int files =
          new Publisher(store, Path.of(target.name()), journal).publish(before, after, guard);
      return new Published(files, null, null, null);
    } finally {
      local.unlock();
    }
  }

  private Published branchOff(
      String workflow, Target.Git git, SnapshotStore store, ObjectId from, ObjectId to)
      throws IOException {
    int files = store.diff(from, to).size();
    if (files == 0) {
      return new Published(0, null, null, null);
    }
    if (!properties.git().push()) {
      return new Published(files, null, null, "pushing is switched off; the patch is the result");
    }
    try {
      String branch = branch(workflow);
      String commit =
          remotes
              .of(git)
              .push(
                  store.repository(),
                  to,
                  branch,
                  "Improve code quality\n\nWorkflow " + workflow + ".\n");
      return new Published(files, branch, commit, null);
    } catch (IOException e) {
      return new Published(
          files,
          null,
          null,
          "the branch was not pushed, the patch is the result: " + e.getMessage());
    }
  }

  private static String branch(String workflow) {
    return "pawl/" + workflow;
  }

  /** Where the files of one workflow are kept. */
  public Path folder(String workflow) {
    return properties.home().resolve("workflows").resolve(workflow);
  }

  /** Where the logs of the steps of one workflow are kept. */
  public Path logs(String workflow) {
    return folder(workflow).resolve("logs");
  }
}
