package dev.pawl.workspace;

import dev.pawl.archive.ArchiveService;
import dev.pawl.command.PublicationOptions;
import dev.pawl.command.PublicationOptions.ScheduleRef;
import dev.pawl.glob.Glob;
import dev.pawl.language.Language;
import dev.pawl.network.GitUrl;
import dev.pawl.objectstore.ObjectStore;
import dev.pawl.snapshot.ChangedFiles;
import dev.pawl.snapshot.RemoteSnapshots;
import dev.pawl.snapshot.SnapshotStore;
import dev.pawl.snapshot.SnapshotStoreLock;
import dev.pawl.snapshot.SnapshotStores;
import dev.pawl.snapshot.TargetSnapshotter;
import dev.pawl.snapshot.TreeChange;
import dev.pawl.target.ChangedSinceResolver;
import dev.pawl.target.FileWalker;
import dev.pawl.target.FolderHandle;
import dev.pawl.target.GitRemoteFactory;
import dev.pawl.target.InvalidScopeException;
import dev.pawl.target.PathFilter;
import dev.pawl.target.PushRejectedException;
import dev.pawl.target.SourceRevision;
import dev.pawl.target.Target;
import dev.pawl.target.TargetConfig;
import dev.pawl.target.TargetResolver;
import dev.pawl.target.TargetScope;
import dev.pawl.target.TargetStatus;
import dev.pawl.target.TargetSurvey;
import dev.pawl.target.WorkspaceProperties;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.eclipse.jgit.lib.ObjectId;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.stereotype.Service;
import org.springframework.util.FileSystemUtils;
import org.springframework.validation.Errors;

/** Opens workspaces of targets, publishes their results, and rolls them back. */
@Service
@EnableConfigurationProperties(WorkspaceProperties.class)
public class WorkspaceService {

  /**
   * The outcome of publishing a result.
   *
   * @param files the number of changed files of the target
   * @param branch the branch with the result, for git targets to which it was pushed
   * @param commit the commit on that branch
   * @param tree the published tree
   * @param reason the reason why there is no branch, if one was expected
   * @param unchanged whether the branch had the same files before
   */
  public record PublishResult(
      int files,
      @Nullable String branch,
      @Nullable String commit,
      String tree,
      @Nullable String reason,
      boolean unchanged) {

    /** Creates the outcome of publishing without a branch. */
    static PublishResult withoutBranch(int files, ObjectId tree) {
      return new PublishResult(files, null, null, tree.name(), null, false);
    }

    /** Creates the outcome of a result that was not pushed. */
    static PublishResult notPushed(int files, ObjectId tree, String reason) {
      return new PublishResult(files, null, null, tree.name(), reason, false);
    }
  }

  /** Checks before each file whether publishing may continue; throws if the right to publish was lost. */
  @FunctionalInterface
  public interface Guard extends Publisher.Guard {}

  private static final String PUBLISH = "publish";

  /** The end of the key of a workspace with base versions. */
  private static final String ORIGINAL = "/original";

  private static final Logger log = LoggerFactory.getLogger(WorkspaceService.class);

  /** An upper bound for the duration of a workflow. */
  private static final Duration MAX_RUN_DURATION = Duration.ofHours(25);

  private static final Duration MIN_FILE_AGE = Duration.ofHours(1);

  private final WorkspaceProperties properties;
  private final TargetResolver targets;
  private final SnapshotStores stores;
  private final TargetSnapshotter snapshotter;
  private final ChangedSinceResolver commits;
  private final WorkspacePool pool;
  private final BranchPublisher branches;
  private final List<WholeTargetRule> wholeTargetRules;
  private final RemoteSnapshots remote;
  private final Optional<ObjectStore> objects;
  private final Map<String, Workspace> openWorkspaces = new ConcurrentHashMap<>();
  private final PublishLocks publishLocks = new PublishLocks();

  WorkspaceService(
      WorkspaceProperties properties,
      GitRemoteFactory remotes,
      TargetResolver targets,
      WorkspacePool pool,
      BranchPublisher branches,
      List<WholeTargetRule> wholeTargetRules,
      RemoteSnapshots remote,
      Optional<ObjectStore> objects) {
    this.remote = remote;
    this.objects = objects;
    this.properties = properties;
    this.branches = branches;
    this.wholeTargetRules = List.copyOf(wholeTargetRules);
    this.targets = targets;
    this.pool = pool;
    this.stores = new SnapshotStores(properties.home());
    this.snapshotter = new TargetSnapshotter(properties, targets, remotes, stores);
    this.commits = new ChangedSinceResolver(targets, remotes);
  }

  /** Returns the resolved target of a request; empty if there are errors, which are then in {@code errors}. */
  public Optional<Target> resolve(@Nullable Target requested, Errors errors) {
    return targets.resolve(requested, errors);
  }

  /**
   * Returns a scope with the commits that it compares with.
   *
   * @throws InvalidScopeException if the target has no history, or no such commit
   */
  public TargetScope resolve(TargetScope scope, Target target) throws IOException {
    return commits.resolve(scope, target);
  }

  /** Returns the name of a target as stored with workflows; for a path, the absolute path. */
  public String targetName(String requested) {
    if (requested.startsWith(ArchiveService.targetName(""))) {
      return requested;
    }
    return GitUrl.isRemote(requested)
        ? GitUrl.nameOf(requested)
        : targets.toAbsolute(requested).toString();
  }

  /**
   * Returns whether the first step on a target has to wait for the network.
   *
   * @param scope the scope of the workflow; null for that of the target's configuration
   */
  public boolean requiresFetch(Target target, @Nullable TargetScope scope) throws IOException {
    if (target.git() == null) {
      return false;
    }
    try (var store = stores.open(target)) {
      return snapshotter.requiresFetch(store, target, scope);
    }
  }

  /**
   * Fetches the commit of a git target and the history that the base of the scope requires, so that the snapshot can be
   * taken without the network.
   *
   * @param scope the scope of the workflow; null for that of the target's configuration
   * @param limit the time after which the fetch fails
   * @return the scope with its commits
   * @throws InvalidScopeException if the scope has no base, or cannot be applied
   */
  public TargetScope fetch(
      String workflow, Target target, @Nullable TargetScope scope, Duration limit)
      throws IOException {
    // Waits for a deletion of snapshots in progress; a later one finds this workflow.
    SnapshotStoreLock.of(stores.folder(target)).acquireShared().close();
    try (var store = stores.open(target)) {
      return snapshotter.fetch(store, target, workflow, scope, limit);
    }
  }

  /** Returns the configuration of a target; the defaults for a repository, which is not read before a run. */
  public TargetConfig config(Target target) {
    if (target.git() != null) {
      return TargetConfig.read(properties.home());
    }
    try (FolderHandle folder = targets.open(target)) {
      return TargetConfig.read(folder);
    } catch (IOException e) {
      log.warn("Target cannot be opened, its configuration is not read: {}", e.toString());
      return TargetConfig.read(properties.home());
    }
  }

  /** Returns the folders with command files of a target; empty unless the operator trusts the target. */
  public List<Path> commandFolders(Target target) {
    return targets.commandFolders(target);
  }

  /** Returns the survey of a target; empty for a repository, which is not read before a run. */
  public Optional<TargetSurvey> survey(Target target) throws IOException {
    if (targets.findFolder(target).isEmpty()) {
      return Optional.empty();
    }
    try (FolderHandle root = targets.open(target)) {
      TargetConfig config = TargetConfig.read(root);
      var files = FileWalker.listTarget(root, config, properties.home());
      return Optional.of(TargetSurvey.of(root, files, config));
    }
  }

  /** Returns the keys of the languages of a target; empty for a repository, which is not read before a run. */
  public Optional<Collection<String>> findLanguages(Target target) throws IOException {
    if (targets.findFolder(target).isEmpty()) {
      return Optional.empty();
    }
    var languages = new TreeSet<String>();
    try (FolderHandle root = targets.open(target)) {
      TargetConfig config = TargetConfig.read(root);
      for (FileWalker.Entry entry : FileWalker.listTarget(root, config, properties.home())) {
        if (!entry.isLink()) {
          findLanguage(root, entry.path()).ifPresent(language -> languages.add(language.key()));
        }
      }
    }
    return Optional.of(languages);
  }

  private static Optional<Language> findLanguage(FolderHandle root, String path)
      throws IOException {
    Optional<Language> byName = Language.of(path);
    if (byName.isPresent() || path.substring(path.lastIndexOf('/') + 1).indexOf('.') >= 0) {
      return byName;
    }
    // A file may be deleted while the others are read.
    try (InputStream in = root.newInputStreamIfPresent(path)) {
      String start = new String(in.readNBytes(200), StandardCharsets.UTF_8);
      return Language.of(path, start.lines().findFirst().orElse(""));
    }
  }

  /** Examines a target before a workflow runs. */
  @FunctionalInterface
  public interface PreviewTask<T> {

    /** Examines the target; its files must not be changed. */
    T examine(Workspace workspace) throws IOException;
  }

  /**
   * Examines a target before a workflow runs; empty for a repository, which is not read before a run.
   *
   * @param scope the part of the target to examine, with its commits
   * @param task receives a workspace that has the files of the target itself and no snapshot
   */
  public <T> Optional<T> preview(Target target, TargetScope scope, PreviewTask<T> task)
      throws IOException {
    if (targets.findFolder(target).isEmpty()) {
      return Optional.empty();
    }
    Path previews = Files.createDirectories(properties.home().resolve("previews"));
    Path scratch = Files.createTempDirectory(previews, "preview-");
    try (FolderHandle folder = targets.open(target)) {
      Workspace workspace =
          Workspace.preview(
              target, targets.isTrusted(target), folder, scratch, properties.home(), pool);
      workspace.limitTo(previewScope(scope, target, folder));
      return Optional.of(task.examine(workspace));
    } finally {
      FileSystemUtils.deleteRecursively(scratch);
    }
  }

  /** Returns the files in scope of a target that is not copied: the files of its folder are compared with the base. */
  private FilesInScope previewScope(TargetScope scope, Target target, FolderHandle folder)
      throws IOException {
    String revision = scope.changedSince();
    String base = scope.mergeBase();
    if (revision == null || base == null) {
      return new FilesInScope(scope, null, null);
    }
    try (var workTree = commits.openWorkTree(revision, target, null)) {
      var files = FileWalker.listTarget(folder, TargetConfig.read(folder), properties.home());
      var changed = new TreeMap<String, ObjectId>();
      workTree
          .findChanged(revision, base, folder, files)
          .forEach(path -> changed.put(path, ObjectId.zeroId()));
      return new FilesInScope(scope, new ChangedFiles(changed), null);
    }
  }

  /** Returns the free space where the workspaces are, in bytes. */
  public long freeBytes() throws IOException {
    Files.createDirectories(properties.home());
    return Files.getFileStore(properties.home()).getUsableSpace();
  }

  /** Opens the workspace of one claim with the scope of the target's configuration. */
  public String open(
      String workflow, long epoch, Target target, @Nullable String snapshot, @Nullable String tree)
      throws IOException {
    return open(workflow, epoch, target, ExaminedPart.inWholeTarget(null), snapshot, tree);
  }

  /**
   * Opens the workspace of one claim.
   *
   * @param examined what the workflow examines
   * @param snapshot the snapshot taken by an earlier claim, if any
   * @param tree the checkpoint to resume from, if any
   * @return the key by which commands find the workspace
   */
  public String open(
      String workflow,
      long epoch,
      Target target,
      ExaminedPart examined,
      @Nullable String snapshot,
      @Nullable String tree)
      throws IOException {
    Path folder = workflowFolder(workflow).resolve(Long.toString(epoch)).resolve("workspace");
    FileSystemUtils.deleteRecursively(folder);
    Files.createDirectories(folder);
    deleteEarlierClaims(workflow, epoch);
    // Waits for a deletion of snapshots in progress; a later one finds this workflow.
    SnapshotStoreLock.of(stores.folder(target)).acquireShared().close();
    var store = stores.open(target);
    remote.fetch(target, store, Arrays.asList(snapshot, tree));
    var workspace =
        new Workspace(
            target,
            targets.isTrusted(target),
            folder,
            store,
            snapshotSource(store, target, workflow, examined),
            (config, taken) ->
                new ScopeReader(commits, store, workflow, examined.scope())
                    .read(target, config, taken),
            pool);
    if (snapshot != null) {
      workspace.resume(snapshot, tree == null ? snapshot : tree);
    }
    String key = workspaceKey(workflow, epoch);
    openWorkspaces.put(key, workspace);
    return key;
  }

  /**
   * Stores trees of a workflow where all nodes can read them. Without an object store, they already are.
   *
   * @param trees the ids of the trees; null ones are ignored
   */
  public void share(Target target, List<@Nullable String> trees) throws IOException {
    remote.store(target, trees);
  }

  private Workspace.SnapshotSource snapshotSource(
      SnapshotStore store, Target target, String workflow, ExaminedPart examined) {
    var smallScopes =
        new SmallScopeReader(
            targets,
            snapshotter,
            commits,
            wholeTargetRules,
            store,
            properties.home(),
            target,
            workflow,
            examined);
    return new Workspace.SnapshotSource() {
      @Override
      public ObjectId takeSnapshot() throws IOException {
        return snapshotter.takeSnapshot(store, target, workflow);
      }

      @Override
      public ObjectId rewriteSnapshot() throws IOException {
        return snapshotter.rewriteSnapshot(store, target, workflow, examined.scope());
      }

      @Override
      public PathFilter changeableFiles(TargetConfig config) {
        return smallScopes.changeableFiles(config);
      }

      @Override
      public Optional<SmallScopeReader.PartialSnapshot> takePart() throws IOException {
        return smallScopes.read();
      }

      @Override
      public Optional<SmallScopeReader.PartialSnapshot> partOf(ObjectId earlierSnapshot)
          throws IOException {
        return smallScopes.read(earlierSnapshot);
      }
    };
  }

  /** Returns the key of the workspace of a claim. */
  public static String workspaceKey(String workflow, long epoch) {
    return workflow + "/" + epoch;
  }

  /** Deletes the folders of earlier claims; whatever still runs there has lost its lease. */
  private void deleteEarlierClaims(String workflow, long epoch) {
    try (var claimFolders = Files.newDirectoryStream(workflowFolder(workflow), "[0-9]*")) {
      for (Path claimFolder : claimFolders) {
        if (Long.parseLong(claimFolder.getFileName().toString()) < epoch) {
          FileSystemUtils.deleteRecursively(claimFolder);
        }
      }
    } catch (IOException e) {
      log.warn(
          "Could not delete folders of earlier claims: workflow {}: {}", workflow, e.getMessage());
    }
  }

  /** Returns the open workspace with a key. */
  public Workspace get(String key) {
    return Objects.requireNonNull(
        openWorkspaces.get(key), () -> "No open workspace with the key " + key);
  }

  /**
   * Opens the workspace with the base versions of the files in scope of an open workspace.
   *
   * @return the key by which commands find it; empty if the scope has no base
   */
  public Optional<String> openOriginal(String key) throws IOException {
    Optional<Workspace> original = get(key).original();
    String originalKey = key + ORIGINAL;
    original.ifPresent(workspace -> openWorkspaces.put(originalKey, workspace));
    return original.isPresent() ? Optional.of(originalKey) : Optional.empty();
  }

  /** Closes the workspace with base versions, because a command has changed its files; it is created again if needed. */
  public void closeOriginal(String key) {
    openWorkspaces.remove(key + ORIGINAL);
    get(key).discardOriginal();
  }

  /** Returns the state of the target of an open workspace. */
  public TargetStatus targetState(String key) throws IOException {
    Workspace workspace = get(key);
    Target target = workspace.target();
    if (target.path() == null) {
      return TargetStatus.withoutDirectory(target, config(target), properties.home());
    }
    try (FolderHandle root = targets.open(target, workflowOf(key))) {
      TargetConfig config = TargetConfig.read(root);
      return TargetStatus.of(root, config, properties.home(), workspace.changeableFiles(config));
    }
  }

  /**
   * Returns the files of a target that others changed since the snapshot of a workflow was taken, in path order.
   * Returns empty if this cannot be determined: before there is a snapshot, and while a result is being published.
   */
  public Optional<List<String>> findExternalChanges(String key) throws IOException {
    Workspace workspace = openWorkspaces.get(key);
    if (workspace == null || workspace.snapshotTree().isEmpty()) {
      return Optional.empty();
    }
    ReentrantLock lock = publishLocks.of(workspace.target());
    if (!lock.tryLock()) {
      return Optional.empty();
    }
    try {
      return Optional.of(new ExternalChanges(stores, snapshotter).find(workspace, workflowOf(key)));
    } finally {
      lock.unlock();
    }
  }

  /** Returns the commit of the target of an open workspace; empty if the target is not one, or it cannot be read. */
  public Optional<SourceRevision> findRevision(String key) {
    Workspace workspace = get(key);
    Target target = workspace.target();
    Optional<SourceRevision> known = SourceRevision.ofTarget(target);
    try {
      if (known.isPresent()) {
        return Optional.of(known.get().readCommit(workspace.store().repository()));
      }
      if (target.path() == null) {
        return Optional.empty();
      }
      try (FolderHandle root = targets.open(target, workflowOf(key))) {
        return SourceRevision.ofWorkTree(root);
      }
    } catch (IOException e) {
      log.debug("Commit not read: workflow {}: {}", workflowOf(key), e.toString());
      return known;
    }
  }

  /** Closes a workspace and deletes all files in it. */
  public void close(String key) throws IOException {
    close(key, false);
  }

  /** Closes a workspace that is no longer in use; keeps it for the next workflow of the target if possible. */
  public void recycle(String key) throws IOException {
    close(key, true);
  }

  private void close(String key, boolean reusable) throws IOException {
    Workspace workspace = openWorkspaces.remove(key);
    openWorkspaces.remove(key + ORIGINAL);
    if (workspace != null) {
      workspace.close(reusable);
    }
  }

  /** Frees disk space: deletes pooled workspaces, earlier claims of a workflow, and leftovers of old workflows. */
  public void freeDiskSpace(String workflow, Instant now) throws IOException {
    pool.clearAndAwait();
    Instant cutoff = now.minus(MAX_RUN_DURATION);
    for (Path workflowFolder : list(properties.home().resolve("workflows"), "*")) {
      boolean sameWorkflow = workflowFolder.endsWith(workflow);
      for (Path claimFolder : list(workflowFolder, "[0-9]*")) {
        String key = workflowFolder.getFileName() + "/" + claimFolder.getFileName();
        if (!openWorkspaces.containsKey(key) && (sameWorkflow || isOlder(claimFolder, cutoff))) {
          delete(claimFolder);
        }
      }
    }
  }

  private static void delete(Path folder) throws IOException {
    try {
      FileSystemUtils.deleteRecursively(folder);
    } catch (NoSuchFileException e) {
      log.debug("Folder is being deleted by others as well: {}", folder);
    }
  }

  /** Returns the entries of a folder; none if others, such as retention, have deleted it. */
  private static List<Path> list(Path folder, String glob) throws IOException {
    try (var entries = Files.newDirectoryStream(folder, glob)) {
      var paths = new ArrayList<Path>();
      entries.forEach(paths::add);
      return paths;
    } catch (NoSuchFileException | NotDirectoryException e) {
      return List.of();
    }
  }

  private static boolean isOlder(Path folder, Instant cutoff) throws IOException {
    try {
      return Files.getLastModifiedTime(folder).toInstant().isBefore(cutoff);
    } catch (NoSuchFileException e) {
      return false;
    }
  }

  /**
   * Publishes the workspace to the target, file by file, if the target still matches the snapshot; or pushes it to a
   * branch.
   *
   * @param options which files are published, and to which branch
   * @throws PushRejectedException if the remote repository rejects the push
   * @throws PublishConflictException if a file of the target matches neither the snapshot nor the workspace; nothing is changed
   *     then
   * @throws InvalidScopeException if a file outside of the scope was changed; nothing is changed then
   */
  public PublishResult publish(String key, PublicationOptions options, Guard guard)
      throws IOException, PublishConflictException, InterruptedException {
    Workspace workspace = get(key);
    String from = workspace.snapshot().tree();
    List<String> outside = workspace.changesOutsideScope();
    if (!outside.isEmpty()) {
      throw new InvalidScopeException(
          "files outside of the scope were changed: " + String.join(", ", outside));
    }
    String to = workspace.checkpoint();
    if (!options.paths().isEmpty()) {
      to = partialTree(workspace.target(), to, from, options.paths());
    }
    return changeTarget(
        workflowOf(key), workspace.target(), from, to, options.schedule(), guard, PUBLISH);
  }

  private static String workflowOf(String key) {
    return key.substring(0, key.indexOf('/'));
  }

  /**
   * Writes a tree with the given files as in the snapshot and the others as in the result, and returns it.
   *
   * @param globs the patterns of the paths to take from the snapshot
   * @throws IOException if no file that differs matches a pattern
   */
  public String partialRollbackTree(Target target, String from, String to, List<String> globs)
      throws IOException {
    return partialTree(target, from, to, globs);
  }

  /** Writes a tree that has the given files as in {@code source} and the others as in {@code base}, and returns it. */
  private String partialTree(Target target, String source, String base, List<String> globs)
      throws IOException {
    try (var store = stores.open(target)) {
      remote.fetch(target, store, List.of(source, base));
      ObjectId tree = ObjectId.fromString(base);
      List<Glob> patterns = globs.stream().map(Glob::path).toList();
      List<TreeChange> changes =
          store.diff(tree, ObjectId.fromString(source)).stream()
              .filter(change -> patterns.stream().anyMatch(glob -> glob.matches(change.path())))
              .toList();
      if (changes.isEmpty()) {
        throw new IOException(
            "no file in the result matches %s".formatted(String.join(", ", globs)));
      }
      String partial = store.applyChanges(tree, changes).name();
      remote.store(target, List.of(partial));
      return partial;
    }
  }

  /**
   * Rolls back a published result, by the same rules.
   *
   * @param branch the branch to delete; absent unless the target is a repository
   * @param commit the commit that the branch must have
   */
  public PublishResult rollback(
      String workflow,
      Target target,
      String from,
      String to,
      @Nullable String branch,
      @Nullable String commit,
      Guard guard)
      throws IOException, PublishConflictException, InterruptedException {
    if (target.git() == null) {
      return changeTarget(workflow, target, to, from, null, guard, "rollback");
    }
    if (branch != null && commit != null) {
      try (var store = stores.open(target)) {
        branches.delete(target.git(), store, branch, commit);
      }
    }
    return PublishResult.withoutBranch(0, ObjectId.fromString(from));
  }

  private PublishResult changeTarget(
      String workflow,
      Target target,
      String from,
      String to,
      @Nullable ScheduleRef schedule,
      Guard guard,
      String operation)
      throws IOException, PublishConflictException, InterruptedException {
    try (var _ = publishLocks.acquire(target, lockFile(target));
        var store = stores.open(target)) {
      remote.fetch(target, store, List.of(from, to));
      ObjectId before = ObjectId.fromString(from);
      ObjectId after = ObjectId.fromString(to);
      if (target.git() != null) {
        return pushBranch(workflow, schedule, target.git(), store, before, after);
      }
      if (target.archive() != null) {
        // Nothing is written: the result is available for download.
        return PublishResult.withoutBranch(store.diff(before, after).size(), after);
      }
      try (FolderHandle folder = targets.open(target, workflow)) {
        int files =
            new Publisher(store, folder, journal(workflow, operation))
                .publish(before, after, guard);
        return PublishResult.withoutBranch(files, after);
      }
    }
  }

  /**
   * Undoes a publication that was interrupted, if there is one, so that the target has its old content.
   *
   * @return the files that were not restored, because others changed them or because of an error; empty if there was no
   *     interrupted publication
   */
  public Optional<List<UnrestoredFile>> undoPublication(String workflow, Target target, Guard guard)
      throws IOException, InterruptedException {
    StoredJournal journal = journal(workflow, PUBLISH);
    if (target.path() == null || !journal.exists()) {
      return Optional.empty();
    }
    try (var _ = publishLocks.acquire(target, lockFile(target));
        var store = stores.open(target)) {
      Optional<PublishJournal> interrupted = journal.read();
      if (interrupted.isPresent()) {
        remote.fetch(target, store, List.of(interrupted.get().from(), interrupted.get().to()));
      }
      FolderHandle folder;
      try {
        folder = targets.open(target, workflow);
      } catch (IOException e) {
        return Optional.of(Publisher.postponeUndo(journal, Path.of(target.name()), e));
      }
      try (folder) {
        return Optional.of(new Publisher(store, folder, journal).undoInterrupted(guard));
      }
    }
  }

  private Path lockFile(Target target) {
    return stores.folder(target).resolve("publish.lock");
  }

  private StoredJournal journal(String workflow, String operation) {
    String name = operation + ".journal";
    return new StoredJournal(
        workflowFolder(workflow).resolve(name),
        objects.orElse(null),
        "journals/%s/%s".formatted(workflow, name));
  }

  private PublishResult pushBranch(
      String workflow,
      @Nullable ScheduleRef schedule,
      Target.Git git,
      SnapshotStore store,
      ObjectId from,
      ObjectId to)
      throws IOException {
    int files = store.diff(from, to).size();
    if (files == 0) {
      return PublishResult.withoutBranch(0, to);
    }
    if (!properties.git().pushEnabled()) {
      return PublishResult.notPushed(
          files, to, "pushing is disabled; the result is available as a patch");
    }
    targets.requireAllowed(git, workflow);
    try {
      BranchPublisher.PushedBranch pushed = branches.push(workflow, schedule, git, store, to);
      return new PublishResult(
          files, pushed.branch(), pushed.commit(), to.name(), null, pushed.unchanged());
    } catch (PushRejectedException e) {
      if (e.isAnonymous()) {
        return PublishResult.notPushed(
            files,
            to,
            "no credential is stored for the repository; the result is available as a patch: "
                + e.getMessage());
      }
      throw e;
    }
  }

  /**
   * Deletes branches that Pawl pushed before a time, unless others have changed them since. A branch that cannot be
   * deleted is tried again in the next run.
   *
   * @return the number of deleted branches
   */
  public int deleteBranchesPushedBefore(Instant cutoff) {
    return branches.deletePushedBefore(cutoff, stores);
  }

  /**
   * Returns whether Pawl has pushed a branch of this name to a repository.
   *
   * @param repository the name of the repository on its server, such as {@code team/app}
   */
  public boolean isPublishedBranch(String repository, String branch) {
    return branches.isPublished(repository, branch);
  }

  /** Deletes the files of a workflow, and what the object store has of it. Its snapshots belong to the target. */
  public void deleteFiles(String workflow) throws IOException {
    FileSystemUtils.deleteRecursively(workflowFolder(workflow));
    if (objects.isPresent()) {
      for (String folder : List.of("logs", "journals")) {
        for (var object : objects.get().list(folder + "/" + workflow + "/")) {
          objects.get().delete(object.key());
        }
      }
    }
  }

  /**
   * Returns the workflows of which this node has had files for at least an hour, if each node has a folder of its own:
   * only these may have been deleted by another node.
   */
  public List<String> findOwnFiles(Instant now) throws IOException {
    if (objects.isEmpty()) {
      return List.of();
    }
    Instant cutoff = now.minus(MIN_FILE_AGE);
    var workflows = new ArrayList<String>();
    for (Path folder : list(properties.home().resolve("workflows"), "*")) {
      if (isOlder(folder, cutoff)) {
        workflows.add(folder.getFileName().toString());
      }
    }
    return workflows;
  }

  /** Returns the folder for the files of a workflow. */
  public Path workflowFolder(String workflow) {
    return properties.home().resolve("workflows").resolve(workflow);
  }

  /** Returns the folder for the step logs of a workflow. */
  public Path logFolder(String workflow) {
    return workflowFolder(workflow).resolve("logs");
  }
}
