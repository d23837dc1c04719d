package dev.pawl.snapshot;

import java.io.IOException;
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
    for (String tree : missing) {
      var update = repository.updateRef(REF_PREFIX + tree);
      update.setNewObjectId(createCommit(ObjectId.fromString(tree)));
      update.forceUpdate();
    }
    return collectGarbage();
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
