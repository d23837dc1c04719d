package dev.pawl.workspace;

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
record StatesKept(FileRepository repository) {

  private static final String PREFIX = "refs/pawl/kept/";

  /** Retains these snapshots, releases all others and collects the garbage; returns whether that was completed. */
  boolean only(Set<String> trees) throws IOException {
    var wanted = new HashSet<String>();
    for (String tree : trees) {
      if (repository.getObjectDatabase().has(ObjectId.fromString(tree))) {
        wanted.add(tree);
      }
    }
    for (Ref ref : repository.getRefDatabase().getRefsByPrefix(PREFIX)) {
      String tree = ref.getName().substring(PREFIX.length());
      if (!wanted.remove(tree)) {
        var update = repository.updateRef(ref.getName());
        update.setForceUpdate(true);
        update.delete();
      }
    }
    for (String tree : wanted) {
      var update = repository.updateRef(PREFIX + tree);
      update.setNewObjectId(commit(ObjectId.fromString(tree)));
      update.forceUpdate();
    }
    return sweep();
  }

  /** Creates a commit of a tree, since garbage collection deletes what no commit references. */
  private ObjectId commit(ObjectId tree) throws IOException {
    var nobody = new PersonIdent("Pawl", "pawl@localhost", Instant.EPOCH, ZoneOffset.UTC);
    var builder = new CommitBuilder();
    builder.setTreeId(tree);
    builder.setAuthor(nobody);
    builder.setCommitter(nobody);
    builder.setMessage("Retain a snapshot");
    try (var inserter = repository.newObjectInserter()) {
      ObjectId commit = inserter.insert(builder);
      inserter.flush();
      return commit;
    }
  }

  private boolean sweep() throws IOException {
    var gc = new GC(repository);
    gc.setExpireAgeMillis(0);
    gc.setPackExpireAgeMillis(0);
    try {
      gc.gc().get();
      return true;
    } catch (ParseException e) {
      throw new IOException("the expiry age of the garbage collection is invalid", e);
    } catch (ExecutionException | GitAPIException e) {
      throw new IOException("the garbage collection of snapshots failed: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
