package dev.pawl.target;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.api.errors.GitAPIException;
import org.eclipse.jgit.errors.TransportException;
import org.eclipse.jgit.lib.CommitBuilder;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.NullProgressMonitor;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.transport.PushResult;
import org.eclipse.jgit.transport.RefSpec;
import org.eclipse.jgit.transport.RemoteRefUpdate;
import org.eclipse.jgit.transport.Transport;
import org.eclipse.jgit.transport.URIish;
import org.jspecify.annotations.Nullable;

/** A remote repository: resolves refs, fetches commits and pushes the result to a branch. */
public final class GitRemote {

  private static final int FIRST_DEPTH = 50;
  private static final int DEPTH_FACTOR = 5;
  private static final int MAX_DEPTH = 10_000;

  /** The depth that git understands as all of the history. */
  private static final int COMPLETE_DEPTH = Constants.INFINITE_DEPTH;

  private final Target.Git target;
  private final GitRemoteCredentials access;

  GitRemote(Target.Git target, GitRemoteCredentials access) {
    this.target = target;
    this.access = access;
  }

  /**
   * Returns the commit that the ref points to; empty if the remote does not have the ref.
   *
   * @throws IOException if the remote cannot be reached
   */
  Optional<String> resolve() throws IOException {
    Optional<Ref> ref = findRef();
    if (ref.isEmpty()) {
      return Optional.of(requestedRef()).filter(ObjectId::isId);
    }
    return Optional.of(commitOf(ref.get())).filter(ObjectId::isId);
  }

  /** Returns the id of the commit that a ref points to; empty for a ref without a commit. */
  private static String commitOf(Ref ref) {
    ObjectId peeled = ref.getPeeledObjectId();
    ObjectId commit = peeled == null ? ref.getObjectId() : peeled;
    return commit == null ? "" : commit.name();
  }

  private String requestedRef() {
    return target.ref() == null ? Constants.HEAD : target.ref();
  }

  private Optional<Ref> findRef() throws IOException {
    access.checkAllowed();
    Map<String, Ref> refs;
    try {
      refs =
          Git.lsRemoteRepository()
              .setRemote(target.url())
              .setTransportConfigCallback(access::configure)
              .setTimeout(access.timeoutSeconds())
              .callAsMap();
    } catch (GitAPIException e) {
      throw new IOException(reason(e), e);
    }
    return Stream.of(
            requestedRef(), Constants.R_HEADS + requestedRef(), Constants.R_TAGS + requestedRef())
        .filter(refs::containsKey)
        .findFirst()
        .map(refs::get);
  }

  /** Fetches the commit into the store; shallow if the target sets a depth. */
  public void fetch(Repository repository, String commit) throws IOException {
    if (!tryFetch(repository, commit)) {
      throw new IOException(
          "commit " + commit + " is not reachable from any branch or tag of " + target.url());
    }
  }

  private boolean tryFetch(Repository repository, String commit) throws IOException {
    ObjectId id = ObjectId.fromString(commit);
    if (repository.getObjectDatabase().has(id)) {
      return true;
    }
    Optional<Ref> ref = findRef();
    if (ref.isPresent()) {
      fetch(repository, List.of("+" + ref.get().getName() + ":refs/pawl/fetched"), true);
    }
    if (!repository.getObjectDatabase().has(id)) {
      fetch(
          repository,
          List.of("+refs/heads/*:refs/pawl/heads/*", "+refs/tags/*:refs/pawl/tags/*"),
          false);
    }
    return repository.getObjectDatabase().has(id);
  }

  /**
   * Fetches the history that two commits need to have a merge base, and returns the merge base; empty if there is none.
   * A shallow history is deepened step by step until it cannot hide a newer merge base.
   *
   * @param revision the branch, tag or commit id by which the remote knows the other commit
   * @param other the other commit
   * @param commit the commit of the target, which the repository contains
   * @throws InvalidScopeException if no branch or tag of the remote contains the other commit
   */
  Optional<String> fetchMergeBase(
      Repository repository, String revision, String other, String commit) throws IOException {
    var history = new CommitHistory(repository);
    var otherTarget = new Target.Git(target.url(), revision, target.depth(), other);
    if (!new GitRemote(otherTarget, access).tryFetch(repository, other)) {
      throw InvalidScopeException.changedSince(
          revision,
          "(commit %s) is not reachable from any branch or tag of %s"
              .formatted(other, target.url()));
    }
    Optional<String> base = history.mergeBase(commit, other);
    int depth = FIRST_DEPTH;
    List<RefSpec> specs =
        history.mayHideNewerBase(commit, other, base) ? historySpecs(revision) : List.of();
    while (history.mayHideNewerBase(commit, other, base)) {
      deepen(repository, specs, depth);
      base = history.mergeBase(commit, other);
      if (depth == COMPLETE_DEPTH) {
        return base;
      }
      depth = depth > MAX_DEPTH ? COMPLETE_DEPTH : depth * DEPTH_FACTOR;
    }
    return base;
  }

  /** Returns what to fetch for the history of the target and a revision: their refs, or all if a commit is named. */
  private List<RefSpec> historySpecs(String revision) throws IOException {
    Optional<Ref> targetRef = findRef();
    Optional<Ref> otherRef =
        new GitRemote(new Target.Git(target.url(), revision, null, null), access).findRef();
    var specs =
        new ArrayList<>(
            Stream.of(targetRef, otherRef)
                .flatMap(Optional::stream)
                .map(Ref::getName)
                .distinct()
                .map(name -> new RefSpec("+%s:refs/pawl/history/%s".formatted(name, name)))
                .toList());
    boolean moved = targetRef.filter(ref -> !commitOf(ref).equals(target.commit())).isPresent();
    if (targetRef.isEmpty() || otherRef.isEmpty() || moved) {
      specs.add(new RefSpec("+refs/heads/*:refs/pawl/heads/*"));
      specs.add(new RefSpec("+refs/tags/*:refs/pawl/tags/*"));
    }
    return specs;
  }

  /** Fetches a number of commits of the history of refs. */
  private void deepen(Repository repository, List<RefSpec> specs, int depth) throws IOException {
    access.checkAllowed();
    try (var local = new Git(repository)) {
      local
          .fetch()
          .setRemote(target.url())
          .setTransportConfigCallback(access::configure)
          .setTimeout(access.timeoutSeconds())
          .setRefSpecs(specs)
          .setDepth(depth)
          .call();
    } catch (GitAPIException e) {
      throw new IOException("cannot fetch " + target.url() + ": " + reason(e), e);
    }
  }

  private void fetch(Repository repository, List<String> specs, boolean shallow)
      throws IOException {
    access.checkAllowed();
    try (var local = new Git(repository)) {
      var fetch =
          local
              .fetch()
              .setRemote(target.url())
              .setTransportConfigCallback(access::configure)
              .setTimeout(access.timeoutSeconds());
      fetch.setRefSpecs(specs.stream().map(RefSpec::new).toList());
      if (shallow && target.depth() != null) {
        fetch.setDepth(target.depth());
      }
      fetch.call();
    } catch (GitAPIException e) {
      throw new IOException("cannot fetch " + target.url() + ": " + reason(e), e);
    }
  }

  /** Returns the message of an exception, with that of the root cause if it is missing there. */
  private static String reason(Exception e) {
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
   * Commits the result on top of the target's commit and pushes it to a branch. The same result gives the same commit,
   * so that a second push after a crash changes nothing.
   *
   * @return the id of the commit
   * @throws IOException if the remote rejects the push
   */
  public String push(Repository from, ObjectId tree, String branch, String message)
      throws IOException {
    ObjectId commit;
    try (var inserter = from.newObjectInserter();
        var walk = new RevWalk(from)) {
      var parent = walk.parseCommit(ObjectId.fromString(target.commit()));
      var author =
          new PersonIdent(
              "Pawl",
              "pawl@localhost",
              parent.getCommitterIdent().getWhenAsInstant(),
              ZoneOffset.UTC);
      var builder = new CommitBuilder();
      builder.setTreeId(tree);
      builder.setParentId(parent);
      builder.setAuthor(author);
      builder.setCommitter(author);
      builder.setEncoding(StandardCharsets.UTF_8);
      builder.setMessage(message);
      commit = inserter.insert(builder);
      inserter.flush();
    }
    update(from, commit.name(), branch, null);
    return commit.name();
  }

  /** Deletes the branch if it still points to the given commit. */
  public void delete(Repository from, String branch, String commit) throws IOException {
    update(from, null, branch, ObjectId.fromString(commit));
  }

  private void update(
      Repository from, @Nullable String source, String branch, @Nullable ObjectId expected)
      throws IOException {
    access.checkAllowed();
    try (Transport transport = Transport.open(from, new URIish(target.url()))) {
      transport.setTimeout(access.timeoutSeconds());
      access.configure(transport);
      var change =
          new RemoteRefUpdate(from, source, Constants.R_HEADS + branch, false, null, expected);
      PushResult result = transport.push(NullProgressMonitor.INSTANCE, List.of(change));
      for (RemoteRefUpdate remoteUpdate : result.getRemoteUpdates()) {
        switch (remoteUpdate.getStatus()) {
          case OK, UP_TO_DATE, NON_EXISTING -> {}
          default ->
              throw new IOException(
                  "push failed: the remote returned "
                      + remoteUpdate.getStatus()
                      + " for branch "
                      + branch);
        }
      }
    } catch (URISyntaxException | TransportException e) {
      throw new IOException(reason(e), e);
    }
  }
}
