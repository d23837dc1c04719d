package dev.pawl.workspace;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectReader;

/**
 * Writes the files of a snapshot to a folder.
 *
 * @param folder the destination
 */
record Checkout(SnapshotStore store, Path folder) {

  private static final Set<StandardOpenOption> NEW =
      Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);

  /** Writes all files of a tree to the folder, which must be empty. */
  void of(ObjectId tree) throws IOException {
    write(store.entries(tree));
  }

  /**
   * Replaces the files of another tree by those of a tree; files that are already correct stay.
   *
   * @param index the known contents of the existing files, reduced to those that stay; files with unknown content are
   *     written again
   */
  void over(ObjectId tree, FileIndex index) throws IOException {
    var missing = new LinkedHashMap<String, Change>();
    store.entries(tree).forEach(entry -> missing.put(entry.path(), entry));
    var right = new ArrayList<FileWalk.Entry>();
    for (FileWalk.Entry present : FileWalk.ofWorkspace(folder)) {
      Change wanted = missing.get(present.path());
      if (wanted != null && is(present, wanted, index)) {
        missing.remove(present.path());
        right.add(present);
      } else {
        remove(present.file());
      }
    }
    index.retain(right);
    write(missing.values());
  }

  private static boolean is(FileWalk.Entry present, Change wanted, FileIndex index) {
    return present.mode().equals(wanted.newMode())
        && index.find(present).filter(wanted.newId()::equals).isPresent();
  }

  /** Deletes a file and the folders that become empty, which git does not track. */
  private void remove(Path file) throws IOException {
    Files.delete(file);
    Path parent = Objects.requireNonNull(file.getParent());
    while (!parent.equals(folder) && isEmpty(parent)) {
      Files.delete(parent);
      parent = Objects.requireNonNull(parent.getParent());
    }
  }

  private static boolean isEmpty(Path folder) throws IOException {
    try (var entries = Files.newDirectoryStream(folder)) {
      return !entries.iterator().hasNext();
    }
  }

  private void write(Collection<Change> entries) throws IOException {
    var files = new ArrayList<Change>();
    var folders = new HashSet<Path>();
    for (Change entry : entries) {
      if (entry.newMode() == FileMode.REGULAR_FILE || entry.newMode() == FileMode.EXECUTABLE_FILE) {
        Path parent = SnapshotStore.inside(entry, folder).getParent();
        if (folders.add(parent)) {
          Files.createDirectories(parent);
        }
        files.add(entry);
      } else {
        store.place(entry, folder);
      }
    }
    create(files);
  }

  /** Creates files in parallel on all processors, since most of the time is spent waiting for the file system. */
  private void create(List<Change> files) throws IOException {
    int threads = Runtime.getRuntime().availableProcessors();
    var parts = new ArrayList<Callable<Void>>();
    int size = Math.ceilDiv(Math.max(1, files.size()), threads);
    for (int from = 0; from < files.size(); from += size) {
      var part = files.subList(from, Math.min(from + size, files.size()));
      parts.add(() -> {
        try (ObjectReader reader = store.repository().newObjectReader()) {
          for (Change entry : part) {
            create(entry, folder.resolve(entry.path()), reader);
          }
        }
        return null;
      });
    }
    try (var pool = Executors.newFixedThreadPool(threads)) {
      for (Future<Void> part : pool.invokeAll(parts)) {
        part.get();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("checkout interrupted");
    } catch (ExecutionException e) {
      throw new IOException("checkout failed: " + e.getCause(), e.getCause());
    }
  }

  private static void create(Change entry, Path file, ObjectReader reader) throws IOException {
    var mode = PosixFilePermissions.asFileAttribute(SnapshotStore.permissions(entry));
    try (var channel = Files.newByteChannel(file, NEW, mode);
        OutputStream out = Channels.newOutputStream(channel)) {
      reader.open(entry.newId(), Constants.OBJ_BLOB).copyTo(out);
    }
  }
}
