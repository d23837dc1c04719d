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

/** Opens workspaces of targets, publishes their results, and rolls them back. */
@Service
@EnableConfigurationProperties(WorkspaceProperties.class)
public class Workspaces {

  /**
   * The outcome of publishing a result.
   *
   * @param files the number of changed files of the target
   * @param branch the branch with the result, for git targets to which it was pushed
   * @param commit the commit on that branch
   * @param reason the reason why there is no branch, if one was expected
   */
  public record Published(
      int files, @Nullable String branch, @Nullable String commit, @Nullable String reason) {}

  /** Checks before each file whether publishing may continue; throws if the right to publish was lost. */
  @FunctionalInterface
  public interface Guard extends Publisher.Guard {}

  private static final AntPathMatcher MATCHER = new AntPathMatcher();
  private static final Logger log = LoggerFactory.getLogger(Workspaces.class);

  /** An upper bound for the duration of a workflow. */
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

  /** Returns the resolved target of a request; empty if there are errors, which are then in {@code errors}. */
  public Optional<Target> resolve(@Nullable Target requested, Errors errors) {
    return targets.resolve(requested, errors);
  }

  /** Returns the name of a target as stored with workflows; for a path, the absolute path. */
  public String targetName(String requested) {
    boolean name = requested.contains("://") || requested.startsWith(Archives.targetName(""));
    return name ? requested : targets.absolute(requested).toString();
  }

  /** Returns the configuration of a target; the defaults for a repository, which is not read before a run. */
  public TargetConfig config(Target target) {
    return TargetConfig.read(targets.folder(target).orElse(properties.home()));
  }

  /** Returns the folders with command files of a target; empty unless the operator trusts the target. */
  public List<Path> commandFolders(Target target) {
    return targets.commandFolders(target);
  }

  /** Returns the survey of a target; empty for a repository, which is not read before a run. */
  public Optional<Survey> survey(Target target) throws IOException {
    Optional<Path> folder = targets.folder(target);
    if (folder.isEmpty()) {
      return Optional.empty();
    }
    Path root = folder.get();
    TargetConfig config = TargetConfig.read(root);
    return Optional.of(Survey.of(FileWalk.ofTarget(root, config, properties.home()), config));
  }

  /** Returns the free space where the workspaces are, in bytes. */
  public long freeBytes() throws IOException {
    Files.createDirectories(properties.home());
    return Files.getFileStore(properties.home()).getUsableSpace();
  }

  /**
   * Opens the workspace of one claim.
   *
   * @param snapshot the snapshot taken by an earlier claim, if any
   * @param tree the checkpoint to resume from, if any
   * @return the key by which commands find the workspace
   */
  public String open(
      String workflow, long epoch, Target target, @Nullable String snapshot, @Nullable String tree)
      throws IOException {
    Path folder = folder(workflow).resolve(Long.toString(epoch)).resolve("workspace");
    FileSystemUtils.deleteRecursively(folder);
    Files.createDirectories(folder);
    removeEarlier(workflow, epoch);
    // Waits for a deletion of snapshots in progress; a later one finds this workflow.
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

  /** Returns the key of the workspace of a claim. */
  public static String key(String workflow, long epoch) {
    return workflow + "/" + epoch;
  }

  /** Deletes the folders of earlier claims; whatever still runs there has lost its lease. */
  private void removeEarlier(String workflow, long epoch) {
    try (var epochs = Files.newDirectoryStream(folder(workflow), "[0-9]*")) {
      for (Path earlier : epochs) {
        if (Long.parseLong(earlier.getFileName().toString()) < epoch) {
          FileSystemUtils.deleteRecursively(earlier);
        }
      }
    } catch (IOException e) {
      log.warn("Folders of earlier claims not deleted: workflow {}: {}", workflow, e.getMessage());
    }
  }

  /** Returns the open workspace with a key. */
  public Workspace get(String key) {
    return Objects.requireNonNull(open.get(key), () -> "No open workspace with the key " + key);
  }

  /** Returns the state of the target of an open workspace. */
  public TargetState state(String key) throws IOException {
    Target target = get(key).target();
    return TargetState.of(target, config(target), properties.home());
  }

  /**
   * Returns the files of a target that others changed since the snapshot of a workflow was taken, in path order.
   * Returns empty if this cannot be determined: before there is a snapshot, and while a result is being published.
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

  /** Closes a workspace and deletes all files in it. */
  public void close(String key) throws IOException {
    close(key, false);
  }

  /** Closes a workspace that is no longer in use; keeps it for the next workflow of the target if possible. */
  public void leave(String key) throws IOException {
    close(key, true);
  }

  private void close(String key, boolean orderly) throws IOException {
    Workspace workspace = open.remove(key);
    if (workspace != null) {
      workspace.close(orderly);
    }
  }

  /** Frees disk space: deletes pooled workspaces, earlier claims of a workflow, and leftovers of old workflows. */
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
   * Publishes the workspace to the target, file by file, if the target still matches the snapshot.
   *
   * @throws PublishConflict if a file of the target matches neither the snapshot nor the workspace; nothing is changed
   *     then
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
   * Writes a tree with the given files as in the snapshot and the others as in the result, and returns it.
   *
   * @param globs the patterns of the paths to take from the snapshot
   * @throws IOException if no file that differs matches a pattern
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
            "no file of the result matches %s".formatted(String.join(", ", globs)));
      }
      return store.changed(result, meant).name();
    }
  }

  /** Rolls back a published result, by the same rules. */
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
        // Nothing is written: the result is available for download.
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
      return new Published(
          files, null, null, "pushing is disabled; the result is available as a patch");
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
          "the branch was not pushed, the result is available as a patch: " + e.getMessage());
    }
  }

  private static String branch(String workflow) {
    return "pawl/" + workflow;
  }

  /** Returns the folder for the files of a workflow. */
  public Path folder(String workflow) {
    return properties.home().resolve("workflows").resolve(workflow);
  }

  /** Returns the folder for the step logs of a workflow. */
  public Path logs(String workflow) {
    return folder(workflow).resolve("logs");
  }
}
