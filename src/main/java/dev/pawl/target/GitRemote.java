package dev.pawl.target;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
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

  private final Target.Git target;
  private final GitRemoteCredentials access;

  GitRemote(Target.Git target, GitRemoteCredentials access) {
    this.target = target;
    this.access = access;
  }

  /**
   * A ref of the remote.
   *
   * @param commit the full id of the commit that it points to
   * @param name its full name, such as {@code refs/heads/main}; absent if a commit was named, or HEAD is detached
   */
  record ResolvedRef(String commit, @Nullable String name) {}

  /**
   * Returns the ref and the commit that it points to; empty if the remote does not have the ref.
   *
   * @throws IOException if the remote cannot be reached
   */
  Optional<ResolvedRef> resolve() throws IOException {
    Optional<Ref> ref = findRef();
    if (ref.isEmpty()) {
      return Optional.of(requestedRef())
          .filter(ObjectId::isId)
          .map(commit -> new ResolvedRef(commit, null));
    }
    ObjectId peeled = ref.get().getPeeledObjectId();
    ObjectId commit = peeled == null ? ref.get().getObjectId() : peeled;
    String name = ref.get().getLeaf().getName();
    return Optional.ofNullable(commit)
        .map(id -> new ResolvedRef(id.name(), name.equals(Constants.HEAD) ? null : name));
  }

  private String requestedRef() {
    return target.ref() == null ? Constants.HEAD : target.ref();
  }

  private Optional<Ref> findRef() throws IOException {
    Map<String, Ref> refs = readRefs();
    return Stream.of(
            requestedRef(), Constants.R_HEADS + requestedRef(), Constants.R_TAGS + requestedRef())
        .filter(refs::containsKey)
        .findFirst()
        .map(refs::get);
  }

  private Map<String, Ref> readRefs() throws IOException {
    access.checkAllowed();
    try {
      return Git.lsRemoteRepository()
          .setRemote(target.url())
          .setTransportConfigCallback(access::configure)
          .setTimeout(access.timeoutSeconds())
          .callAsMap();
    } catch (GitAPIException e) {
      throw new IOException(reason(e), e);
    }
  }

  /** Fetches the commit into the store; shallow if the target sets a depth. */
  public void fetch(Repository repository, String commit) throws IOException {
    ObjectId id = ObjectId.fromString(commit);
    if (repository.getObjectDatabase().has(id)) {
      return;
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
    if (!repository.getObjectDatabase().has(id)) {
      throw new IOException(
          "commit " + commit + " is not reachable from any branch or tag of " + target.url());
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
    return Optional.ofNullable(readRefs().get(Constants.R_HEADS + branch))
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
    access.checkAllowed();
    try (Transport transport = Transport.open(from, new URIish(target.url()))) {
      transport.setTimeout(access.timeoutSeconds());
      access.configure(transport);
      var change =
          new RemoteRefUpdate(from, source, Constants.R_HEADS + branch, true, null, expected);
      PushResult result = transport.push(NullProgressMonitor.INSTANCE, List.of(change));
      for (RemoteRefUpdate remoteUpdate : result.getRemoteUpdates()) {
        switch (remoteUpdate.getStatus()) {
          case OK, UP_TO_DATE, NON_EXISTING -> {}
          case REJECTED_NONFASTFORWARD, REJECTED_REMOTE_CHANGED ->
              throw new PushRejectedException(
                  branch, "it has commits that Pawl did not push", result.getMessages());
          case REJECTED_NODELETE ->
              throw new PushRejectedException(
                  branch, "it must not be deleted", result.getMessages());
          default ->
              throw new PushRejectedException(
                  branch, rejectionReason(remoteUpdate), result.getMessages());
        }
      }
    } catch (TransportException e) {
      if (isAccessDenied(e)) {
        throw new PushRejectedException(branch, reason(e), access.credential() == null);
      }
      throw new IOException(reason(e), e);
    } catch (URISyntaxException e) {
      throw new IOException(reason(e), e);
    }
  }

  /** Returns whether a server refused access, which only the texts of the library tell. */
  private static boolean isAccessDenied(TransportException e) {
    String reason = reason(e).toLowerCase(Locale.ROOT);
    return Stream.of(
            "not authorized", "not permitted", "credentialsprovider", "no more authentication")
        .anyMatch(reason::contains);
  }

  private static String rejectionReason(RemoteRefUpdate update) {
    return update.getMessage() == null || update.getMessage().isBlank()
        ? "it stated no reason (%s)".formatted(update.getStatus())
        : update.getMessage();
  }
}
