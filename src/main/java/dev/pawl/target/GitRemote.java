package dev.pawl.target;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.eclipse.jgit.lib.CommitBuilder;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.EmptyProgressMonitor;
import org.eclipse.jgit.lib.NullProgressMonitor;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.transport.FetchConnection;
import org.eclipse.jgit.transport.PushResult;
import org.eclipse.jgit.transport.RefSpec;
import org.eclipse.jgit.transport.RemoteRefUpdate;
import org.eclipse.jgit.transport.TagOpt;
import org.eclipse.jgit.transport.Transport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A remote repository: resolves refs, fetches commits and pushes the result to a branch. */
public final class GitRemote {

  private static final Logger log = LoggerFactory.getLogger(GitRemote.class);

  /** The prefix of the refs that protect fetched commits from garbage collection. */
  public static final String FETCHED_COMMITS = "refs/pawl/commits/";

  /** Fetches of the same repository wait for each other, so that one pack serves all of them. */
  private static final Map<Path, ReentrantLock> FETCH_LOCKS = new ConcurrentHashMap<>();

  /** The maximum duration of a push, which is much smaller than a fetch. */
  private static final Duration PUSH_LIMIT = Duration.ofMinutes(10);

  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(5);

  /** The number of commits after which a merge base is first looked for in a shallow history. */
  private static final int FIRST_DEPTH = 50;

  private static final int DEPTH_FACTOR = 5;

  /** The depth beyond which the whole history is fetched. */
  private static final int MAX_DEPTH = 10_000;

  private final Target.Git target;
  private final GitRemoteCredentials access;

  GitRemote(Target.Git target, GitRemoteCredentials access) {
    this.target = target;
    this.access = access;
  }

  /** Uses an open transport. */
  @FunctionalInterface
  interface TransportAction<T> {
    T perform(Transport transport) throws Exception;
  }

  /**
   * A ref of the remote.
   *
   * @param commit the full id of the commit that it points to
   * @param name its full name, such as {@code refs/heads/main}; absent if a commit was named, or HEAD is detached
   * @param isMergedTip whether a branch or tag that others than Pawl have pushed points to the commit
   */
  record ResolvedRef(String commit, @Nullable String name, boolean isMergedTip) {}

  /**
   * Opens a transport and uses it on a thread of its own, since only that lets a caller stop waiting for a server.
   *
   * @param local the local repository; null to only list the refs of the remote
   * @param limit the time after which the use is stopped
   * @throws GitRemoteException if the use fails or takes too long
   * @throws InterruptedIOException if the calling thread is interrupted; it stays interrupted
   */
  <T> T withTransport(@Nullable Repository local, Duration limit, TransportAction<T> action)
      throws IOException {
    access.checkAllowed();
    var use =
        new FutureTask<T>(
            (Callable<T>)
                () -> {
                  try (Transport transport =
                      local == null
                          ? Transport.open(access.address())
                          : Transport.open(local, access.address())) {
                    access.configure(transport);
                    return action.perform(transport);
                  }
                });
    // The blocking access of a virtual thread to a socket ends with its interrupt.
    Thread thread = Thread.ofVirtual().name("git-" + target.url()).start(use);
    try {
      return use.get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw failure(e.getCause() == null ? e : e.getCause());
    } catch (TimeoutException e) {
      stop(thread);
      throw GitRemoteException.network(
          "%s did not complete its answer within %d s"
              .formatted(target.url(), Math.max(1, limit.toSeconds())),
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while waiting for " + target.url());
    } finally {
      thread.interrupt();
    }
  }

  /** Stops the use of a transport, and waits until it has closed its connection and files. */
  private static void stop(Thread thread) {
    thread.interrupt();
    try {
      thread.join(STOP_TIMEOUT);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private IOException failure(Throwable cause) {
    Optional<String> hostKey = access.hostKeyRejection();
    if (hostKey.isPresent()) {
      return GitRemoteException.permanent(hostKey.get(), cause);
    }
    if (cause instanceof GitRemoteException failure) {
      return failure;
    }
    // A full disk is no failure of the remote, and has its own recovery.
    return GitRemoteException.isLocal(cause)
        ? new IOException(reason(cause), cause)
        : GitRemoteException.of(reason(cause), cause);
  }

  /**
   * Returns the ref and the commit of the target.
   *
   * @throws UnresolvableTargetException if the remote has no such ref or commit
   * @throws IOException if the remote cannot be reached
   */
  ResolvedRef resolve() throws IOException, UnresolvableTargetException {
    return resolver().resolve();
  }

  private GitRefResolver resolver() {
    return new GitRefResolver(this, target, access.settings());
  }

  /**
   * Returns whether a commit is in the history of a branch or a tag, which only those who may push can cause. Other refs,
   * such as those of pull requests, and commits that are only known by their id, can come from anyone. Branches to which
   * Pawl pushes do not count, because it pushes on top of any commit.
   *
   * @return false also if the history cannot be read
   */
  boolean isMerged(ResolvedRef resolved) {
    if (resolved.isMergedTip()) {
      return true;
    }
    try {
      return resolver().isInHistory(resolved.commit());
    } catch (IOException e) {
      log.warn(
          "Commit not trusted, because the history of its repository cannot be read: {} {}: {}",
          target.url(),
          resolved.commit(),
          e.getMessage());
      return false;
    }
  }

  /** Returns the refs of the remote, by name. */
  Map<String, Ref> listRefs() throws IOException {
    return withTransport(null, access.settings().timeout(), GitRemote::refsOf);
  }

  static Map<String, Ref> refsOf(Transport transport) throws IOException {
    try (FetchConnection connection = transport.openFetch()) {
      return connection.getRefsMap();
    }
  }

  /** Returns the ref that a name means: a full name, a branch, a tag, or a name such as {@code pull/1/head}. */
  static Optional<Ref> findRef(Map<String, Ref> refs, String name) {
    return Stream.of(
            name, Constants.R_HEADS + name, Constants.R_TAGS + name, Constants.R_REFS + name)
        .filter(refs::containsKey)
        .findFirst()
        .map(refs::get);
  }

  /** Returns whether a repository has the commit of the target, with the history that the target asks for. */
  public boolean isFetched(Repository repository, String commit) throws IOException {
    ObjectId id = ObjectId.fromString(commit);
    return repository.getObjectDatabase().has(id)
        && (target.depth() != null || hasHistory(repository, id));
  }

  private static boolean hasHistory(Repository repository, ObjectId id) throws IOException {
    var shallow = repository.getObjectDatabase().getShallowCommits();
    if (shallow.isEmpty()) {
      return true;
    }
    try (var walk = new RevWalk(repository)) {
      walk.markStart(walk.parseCommit(id));
      for (RevCommit ancestor : walk) {
        if (shallow.contains(ancestor)) {
          return false;
        }
      }
      return true;
    }
  }

  /**
   * Fetches a commit into a repository unless it has it; only as much history as the target asks for. Waits for other
   * fetches into the same repository.
   *
   * @param limit the time after which the fetch fails
   * @throws GitRemoteException if the remote cannot be reached, or does not have the commit
   */
  public void fetch(Repository repository, String commit, Duration limit) throws IOException {
    if (isFetched(repository, commit)) {
      retain(repository, commit);
      return;
    }
    long deadline = System.nanoTime() + limit.toNanos();
    ReentrantLock lock = lockFetches(repository, limit);
    try {
      if (!isFetched(repository, commit)) {
        fetchMissing(repository, commit, deadline);
      }
      retain(repository, commit);
    } finally {
      lock.unlock();
    }
  }

  private ReentrantLock lockFetches(Repository repository, Duration limit) throws IOException {
    ReentrantLock lock =
        FETCH_LOCKS.computeIfAbsent(
            repository.getDirectory().toPath().toAbsolutePath(), path -> new ReentrantLock());
    try {
      if (!lock.tryLock(limit.toNanos(), TimeUnit.NANOSECONDS)) {
        throw GitRemoteException.network(
            "another workflow has been fetching %s for over %d s"
                .formatted(target.url(), limit.toSeconds()),
            null);
      }
      return lock;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while waiting for " + target.url());
    }
  }

  /**
   * Fetches the history that two commits need to have a merge base, and returns the merge base; empty if there is none.
   * A shallow history is deepened step by step until it cannot hide a newer merge base. Waits for other fetches into the
   * same repository.
   *
   * @param revision the branch, tag or commit id by which the remote knows the other commit
   * @param other the other commit
   * @param commit the commit of the target, which the repository contains
   * @param limit the time after which the fetch fails
   * @throws InvalidScopeException if the remote does not have the other commit
   * @throws GitRemoteException if the remote cannot be reached
   */
  Optional<String> fetchMergeBase(
      Repository repository, String revision, String other, String commit, Duration limit)
      throws IOException {
    long deadline = System.nanoTime() + limit.toNanos();
    var otherRemote =
        new GitRemote(new Target.Git(target.url(), revision, target.depth(), other), access);
    try {
      otherRemote.fetch(repository, other, limit);
    } catch (GitRemoteException e) {
      if (e.isNetworkFailure()) {
        throw e;
      }
      throw InvalidScopeException.changedSince(
          revision, "(commit %s) cannot be fetched: %s".formatted(other, e.getMessage()), e);
    }
    ReentrantLock lock = lockFetches(repository, remaining(deadline));
    try {
      Optional<String> base = deepenToMergeBase(repository, revision, other, commit, deadline);
      if (base.isPresent()) {
        retain(repository, base.get());
      }
      return base;
    } finally {
      lock.unlock();
    }
  }

  /** Returns whether {@link #fetchMergeBase} would find the merge base of two commits without fetching anything. */
  boolean hasMergeBase(Repository repository, String other, String commit) throws IOException {
    if (!isFetched(repository, other)) {
      return false;
    }
    var history = new CommitHistory(repository);
    return !history.mayHideNewerBase(commit, other, history.mergeBase(commit, other))
        || hasHistory(repository, ObjectId.fromString(commit))
            && hasHistory(repository, ObjectId.fromString(other));
  }

  private Optional<String> deepenToMergeBase(
      Repository repository, String revision, String other, String commit, long deadline)
      throws IOException {
    var history = new CommitHistory(repository);
    Optional<String> base = history.mergeBase(commit, other);
    int depth = FIRST_DEPTH;
    while (history.mayHideNewerBase(commit, other, base)) {
      var incomplete = new ArrayList<String>();
      for (String tip : List.of(commit, other)) {
        if (!hasHistory(repository, ObjectId.fromString(tip))) {
          incomplete.add(tip);
        }
      }
      if (incomplete.isEmpty()) {
        return base;
      }
      fetchHistory(repository, incomplete, revision, depth, deadline);
      base = history.mergeBase(commit, other);
      if (depth == Constants.INFINITE_DEPTH) {
        return base;
      }
      depth = depth > MAX_DEPTH ? Constants.INFINITE_DEPTH : depth * DEPTH_FACTOR;
    }
    return base;
  }

  /** Fetches a number of commits of the history of commits; of all branches and tags if the server accepts no ids. */
  private void fetchHistory(
      Repository repository, List<String> commits, String revision, int depth, long deadline)
      throws IOException {
    try {
      fetch(repository, commits.stream().map(RefSpec::new).toList(), depth, deadline);
    } catch (GitRemoteException e) {
      if (e.isNetworkFailure()) {
        throw cannotFetch(e);
      }
      fetchReachable(repository, List.of(targetName(), revision), depth, deadline, e);
    }
  }

  private String targetName() {
    return target.ref() == null ? Constants.HEAD : target.ref();
  }

  private void fetchMissing(Repository repository, String commit, long deadline)
      throws IOException {
    Integer depth = target.depth();
    if (depth == null && repository.getObjectDatabase().has(ObjectId.fromString(commit))) {
      // Another workflow has fetched less history.
      depth = Constants.INFINITE_DEPTH;
    }
    try {
      fetch(repository, List.of(new RefSpec(commit)), depth, deadline);
    } catch (GitRemoteException e) {
      if (e.isNetworkFailure()) {
        throw cannotFetch(e);
      }
      fetchReachable(repository, List.of(targetName()), null, deadline, e);
    }
    if (!isFetched(repository, commit)) {
      throw GitRemoteException.permanent(
          "commit %s does not exist in %s, or the server does not offer it: no branch or tag contains it"
              .formatted(commit, target.url()),
          null);
    }
  }

  /** Fetches all branches and tags, and the refs with these names, from a server that does not accept commit ids. */
  private void fetchReachable(
      Repository repository,
      List<String> names,
      @Nullable Integer depth,
      long deadline,
      GitRemoteException refusal)
      throws IOException {
    var specs =
        Stream.of(
            new RefSpec("+refs/heads/*:refs/pawl/heads/*"),
            new RefSpec("+refs/tags/*:refs/pawl/tags/*"));
    try {
      Map<String, Ref> refs = listRefs();
      var named =
          names.stream()
              .flatMap(name -> findRef(refs, name).stream())
              .map(Ref::getName)
              .distinct()
              .map(RefSpec::new);
      fetch(repository, Stream.concat(specs, named).toList(), depth, deadline);
    } catch (GitRemoteException e) {
      e.addSuppressed(refusal);
      throw cannotFetch(e);
    }
  }

  private GitRemoteException cannotFetch(GitRemoteException e) {
    return GitRemoteException.of("cannot fetch %s: %s".formatted(target.url(), e.getMessage()), e);
  }

  private static Duration remaining(long deadline) {
    return Duration.ofNanos(Math.max(1, deadline - System.nanoTime()));
  }

  private void fetch(
      Repository repository, List<RefSpec> specs, @Nullable Integer depth, long deadline)
      throws IOException {
    withTransport(
        repository,
        remaining(deadline),
        transport -> {
          transport.setTagOpt(TagOpt.NO_TAGS);
          transport.setCheckFetchedObjects(false);
          transport.setDepth(depth);
          return transport.fetch(new InterruptMonitor(), specs);
        });
  }

  /** Protects a commit from garbage collection until retention releases it, and lets later fetches build on it. */
  private static void retain(Repository repository, String commit) throws IOException {
    String name = FETCHED_COMMITS + commit;
    if (repository.exactRef(name) == null) {
      var update = repository.updateRef(name);
      update.setNewObjectId(ObjectId.fromString(commit));
      update.forceUpdate();
    }
  }

  /** Stops a transfer when its thread is interrupted. */
  private static final class InterruptMonitor extends EmptyProgressMonitor {

    @Override
    public boolean isCancelled() {
      return Thread.currentThread().isInterrupted();
    }
  }

  /** Returns the message of an exception, with that of the root cause if it is missing there. */
  private static String reason(Throwable e) {
    Throwable cause = e;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    String message = String.valueOf(e.getMessage());
    String rootMessage = String.valueOf(cause.getMessage());
    return message.contains(rootMessage) ? message : message + ": " + rootMessage;
  }

  public static ObjectId treeOf(Repository repository, String commit) throws IOException {
    try (var walk = new RevWalk(repository)) {
      return walk.parseCommit(ObjectId.fromString(commit)).getTree().getId();
    }
  }

  /**
   * Commits a result on top of the target's commit. The same result gives the same commit, so that a second push after a
   * crash changes nothing.
   *
   * @return the id of the commit
   */
  public String commit(Repository from, ObjectId tree, CommitIdentity identity, String message)
      throws IOException {
    try (var inserter = from.newObjectInserter();
        var walk = new RevWalk(from)) {
      var parent = walk.parseCommit(ObjectId.fromString(target.commit()));
      PersonIdent committer = identity.committer(parent.getCommitterIdent());
      var builder = new CommitBuilder();
      builder.setTreeId(tree);
      builder.setParentId(parent);
      builder.setAuthor(identity.author(parent.getCommitterIdent()));
      builder.setCommitter(committer);
      builder.setEncoding(StandardCharsets.UTF_8);
      builder.setMessage(identity.message(message, committer));
      ObjectId commit = inserter.insert(builder);
      inserter.flush();
      return commit.name();
    }
  }

  /** Returns the commit to which a branch of the remote points; empty if there is no such branch. */
  public Optional<String> findBranchTip(String branch) throws IOException {
    return Optional.ofNullable(listRefs().get(Constants.R_HEADS + branch))
        .map(Ref::getObjectId)
        .map(ObjectId::name);
  }

  /**
   * Pushes a commit to a branch.
   *
   * @param expected the commit to which the branch must point; empty if there must be no such branch
   * @throws PushRejectedException if the remote rejects the push, or the branch points to another commit
   */
  public void push(Repository from, String commit, String branch, Optional<String> expected)
      throws IOException {
    update(from, commit, branch, expected.map(ObjectId::fromString).orElseGet(ObjectId::zeroId));
  }

  /** Deletes the branch if it still points to the given commit. */
  public void delete(Repository from, String branch, String commit) throws IOException {
    update(from, null, branch, ObjectId.fromString(commit));
  }

  private void update(Repository from, @Nullable String source, String branch, ObjectId expected)
      throws IOException {
    PushResult result;
    try {
      result =
          withTransport(
              from,
              PUSH_LIMIT,
              transport -> {
                var change =
                    new RemoteRefUpdate(
                        from, source, Constants.R_HEADS + branch, true, null, expected);
                return transport.push(NullProgressMonitor.INSTANCE, List.of(change));
              });
    } catch (GitRemoteException e) {
      if (isAccessDenied(e)) {
        throw new PushRejectedException(
            branch, String.valueOf(e.getMessage()), access.credential() == null);
      }
      throw e;
    }
    for (RemoteRefUpdate remoteUpdate : result.getRemoteUpdates()) {
      switch (remoteUpdate.getStatus()) {
        case OK, UP_TO_DATE, NON_EXISTING -> {}
        case REJECTED_NONFASTFORWARD, REJECTED_REMOTE_CHANGED ->
            throw new PushRejectedException(
                branch, "it has commits that Pawl did not push", result.getMessages());
        case REJECTED_NODELETE ->
            throw new PushRejectedException(branch, "it must not be deleted", result.getMessages());
        default ->
            throw new PushRejectedException(
                branch, rejectionReason(remoteUpdate), result.getMessages());
      }
    }
  }

  /** Returns whether a server refused access, which only the texts of the library tell. */
  private static boolean isAccessDenied(GitRemoteException e) {
    String reason = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
    return !e.isNetworkFailure()
        && Stream.of(
                "not authorized", "not permitted", "credentialsprovider", "no more authentication")
            .anyMatch(reason::contains);
  }

  private static String rejectionReason(RemoteRefUpdate update) {
    return update.getMessage() == null || update.getMessage().isBlank()
        ? "it stated no reason (%s)".formatted(update.getStatus())
        : update.getMessage();
  }
}
