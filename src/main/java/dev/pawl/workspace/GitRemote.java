package dev.pawl.workspace;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
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
final class GitRemote {

  private final Target.Git git;
  private final GitAccess access;

  GitRemote(Target.Git git, GitAccess access) {
    this.git = git;
    this.access = access;
  }

  /**
   * Returns the commit that the ref points to; empty if the remote does not have the ref.
   *
   * @throws IOException if the remote cannot be reached
   */
  Optional<String> resolve() throws IOException {
    Optional<Ref> found = advertised();
    if (found.isEmpty()) {
      return Optional.of(wanted()).filter(ObjectId::isId);
    }
    ObjectId peeled = found.get().getPeeledObjectId();
    ObjectId commit = peeled == null ? found.get().getObjectId() : peeled;
    return Optional.ofNullable(commit).map(ObjectId::name);
  }

  private String wanted() {
    return git.ref() == null ? Constants.HEAD : git.ref();
  }

  private Optional<Ref> advertised() throws IOException {
    access.check();
    Map<String, Ref> refs;
    try {
      refs =
          Git.lsRemoteRepository()
              .setRemote(git.url())
              .setTransportConfigCallback(access::prepare)
              .setTimeout(access.seconds())
              .callAsMap();
    } catch (GitAPIException e) {
      throw new IOException(reason(e), e);
    }
    return Stream.of(wanted(), Constants.R_HEADS + wanted(), Constants.R_TAGS + wanted())
        .filter(refs::containsKey)
        .findFirst()
        .map(refs::get);
  }

  /** Fetches the commit into the store; shallow if the target sets a depth. */
  void fetch(Repository into, String commit) throws IOException {
    ObjectId id = ObjectId.fromString(commit);
    if (into.getObjectDatabase().has(id)) {
      return;
    }
    Optional<Ref> named = advertised();
    if (named.isPresent()) {
      fetch(into, List.of("+" + named.get().getName() + ":refs/pawl/fetched"), true);
    }
    if (!into.getObjectDatabase().has(id)) {
      fetch(
          into, List.of("+refs/heads/*:refs/pawl/heads/*", "+refs/tags/*:refs/pawl/tags/*"), false);
    }
    if (!into.getObjectDatabase().has(id)) {
      throw new IOException(
          "commit " + commit + " is not reachable from any branch or tag of " + git.url());
    }
  }

  private void fetch(Repository into, List<String> specs, boolean shallow) throws IOException {
    access.check();
    try (var local = new Git(into)) {
      var fetch =
          local
              .fetch()
              .setRemote(git.url())
              .setTransportConfigCallback(access::prepare)
              .setTimeout(access.seconds());
      fetch.setRefSpecs(specs.stream().map(RefSpec::new).toList());
      if (shallow && git.depth() != null) {
        fetch.setDepth(git.depth());
      }
      fetch.call();
    } catch (GitAPIException e) {
      throw new IOException("cannot fetch " + git.url() + ": " + reason(e), e);
    }
  }

  /** Returns the message of an exception, with that of the root cause if it is missing there. */
  private static String reason(Exception e) {
    Throwable cause = e;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    String said = String.valueOf(e.getMessage());
    String why = String.valueOf(cause.getMessage());
    return said.contains(why) ? said : said + ": " + why;
  }

  static ObjectId treeOf(Repository repository, String commit) throws IOException {
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
  String push(Repository from, ObjectId tree, String branch, String message) throws IOException {
    ObjectId commit;
    try (var inserter = from.newObjectInserter();
        var walk = new RevWalk(from)) {
      var parent = walk.parseCommit(ObjectId.fromString(git.commit()));
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
  void delete(Repository from, String branch, String commit) throws IOException {
    update(from, null, branch, ObjectId.fromString(commit));
  }

  private void update(
      Repository from, @Nullable String source, String branch, @Nullable ObjectId expected)
      throws IOException {
    access.check();
    try (Transport transport = Transport.open(from, new URIish(git.url()))) {
      transport.setTimeout(access.seconds());
      access.prepare(transport);
      var change =
          new RemoteRefUpdate(from, source, Constants.R_HEADS + branch, false, null, expected);
      PushResult result = transport.push(NullProgressMonitor.INSTANCE, List.of(change));
      for (RemoteRefUpdate done : result.getRemoteUpdates()) {
        switch (done.getStatus()) {
          case OK, UP_TO_DATE, NON_EXISTING -> {}
          default ->
              throw new IOException(
                  "push failed, the remote returned " + done.getStatus() + " for branch " + branch);
        }
      }
    } catch (URISyntaxException | TransportException e) {
      throw new IOException(reason(e), e);
    }
  }
}
