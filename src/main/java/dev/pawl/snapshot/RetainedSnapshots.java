package dev.pawl.snapshot;

import dev.pawl.target.GitRemote;
import java.io.IOException;
import java.nio.file.Files;
import java.text.ParseException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.eclipse.jgit.api.errors.GitAPIException;
import org.eclipse.jgit.internal.storage.file.FileRepository;
import org.eclipse.jgit.internal.storage.file.GC;
import org.eclipse.jgit.lib.CommitBuilder;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.Ref;

/** The refs that protect snapshots of a repository from garbage collection. */
record RetainedSnapshots(FileRepository repository) {

  private static final String REF_PREFIX = "refs/pawl/kept/";

  /** Retains these snapshots, releases all others and collects the garbage; returns whether that was completed. */
  boolean retainOnly(Set<String> trees) throws IOException {
    var missing = new HashSet<String>();
    for (String tree : trees) {
      if (repository.getObjectDatabase().has(ObjectId.fromString(tree))) {
        missing.add(tree);
      }
    }
    for (Ref ref : repository.getRefDatabase().getRefsByPrefix(REF_PREFIX)) {
      String tree = ref.getName().substring(REF_PREFIX.length());
      if (!missing.remove(tree)) {
        var update = repository.updateRef(ref.getName());
        update.setForceUpdate(true);
        update.delete();
      }
    }
    releaseFetched(trees);
    for (String tree : missing) {
      var update = repository.updateRef(REF_PREFIX + tree);
      update.setNewObjectId(createCommit(ObjectId.fromString(tree)));
      update.forceUpdate();
    }
    boolean collected = collectGarbage();
    forgetDeletedHistory();
    return collected;
  }

  /** Releases what was fetched from a remote, except the commits whose trees are retained. */
  private void releaseFetched(Set<String> trees) throws IOException {
    for (Ref ref : repository.getRefDatabase().getRefs()) {
      String name = ref.getName();
      boolean fetched = !name.startsWith(REF_PREFIX) && !name.equals(SnapshotStore.UPLOAD_REF);
      if (!fetched || ref.isSymbolic() || isRetainedCommit(ref, trees)) {
        continue;
      }
      var update = repository.updateRef(name);
      update.setForceUpdate(true);
      update.delete();
    }
    // Garbage collection would keep what this file names.
    Files.deleteIfExists(repository.getDirectory().toPath().resolve(Constants.FETCH_HEAD));
  }

  private boolean isRetainedCommit(Ref ref, Set<String> trees) throws IOException {
    ObjectId commit = ref.getObjectId();
    return commit != null
        && ref.getName().startsWith(GitRemote.FETCHED_COMMITS)
        && trees.contains(GitRemote.treeOf(repository, commit.name()).name());
  }

  /** Forgets the ends of partial histories that were deleted; a fetch would report them to the remote. */
  private void forgetDeletedHistory() throws IOException {
    var shallow = new HashSet<ObjectId>();
    for (ObjectId commit : repository.getObjectDatabase().getShallowCommits()) {
      if (repository.getObjectDatabase().has(commit)) {
        shallow.add(commit);
      }
    }
    repository.getObjectDatabase().setShallowCommits(shallow);
  }

  /** Creates a commit of a tree, since garbage collection deletes what no commit references. */
  private ObjectId createCommit(ObjectId tree) throws IOException {
    var identity = new PersonIdent("Pawl", "pawl@localhost", Instant.EPOCH, ZoneOffset.UTC);
    var builder = new CommitBuilder();
    builder.setTreeId(tree);
    builder.setAuthor(identity);
    builder.setCommitter(identity);
    builder.setMessage("Retain a snapshot");
    try (var inserter = repository.newObjectInserter()) {
      ObjectId commit = inserter.insert(builder);
      inserter.flush();
      return commit;
    }
  }

  private boolean collectGarbage() throws IOException {
    var gc = new GC(repository);
    gc.setExpireAgeMillis(0);
    gc.setPackExpireAgeMillis(0);
    try {
      gc.gc().get();
      return true;
    } catch (ParseException e) {
      throw new IOException("the expiry age of the garbage collection is invalid", e);
    } catch (ExecutionException | GitAPIException e) {
      throw new IOException("snapshot garbage collection failed: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
