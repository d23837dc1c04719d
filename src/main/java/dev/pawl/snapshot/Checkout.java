package dev.pawl.snapshot;

import dev.pawl.target.FileIndex;
import dev.pawl.target.FileWalker;
import dev.pawl.target.FolderHandle;
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
public record Checkout(SnapshotStore store, Path folder) {

  private static final Set<StandardOpenOption> CREATE_NEW_OPTIONS =
      Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);

  /** Writes all files of a tree to the folder, which must be empty. */
  public void checkOut(ObjectId tree) throws IOException {
    write(store.entries(tree));
  }

  /** Writes some of the files of a tree to the folder, which must be empty. */
  public void checkOut(Collection<TreeChange> entries) throws IOException {
    write(entries);
  }

  /**
   * Replaces the files of another tree by those of a tree; files that are already correct stay.
   *
   * @param files all files in the folder
   * @param index the known contents of the existing files, reduced to those that stay; files with unknown content are
   *     written again
   */
  public void update(ObjectId tree, List<FileWalker.Entry> files, FileIndex index)
      throws IOException {
    var remaining = new LinkedHashMap<String, TreeChange>();
    store.entries(tree).forEach(entry -> remaining.put(entry.path(), entry));
    var unchanged = new ArrayList<FileWalker.Entry>();
    for (FileWalker.Entry existing : files) {
      TreeChange expected = remaining.get(existing.path());
      if (expected != null && matches(existing, expected, index)) {
        remaining.remove(existing.path());
        unchanged.add(existing);
      } else {
        deleteWithEmptyParents(folder.resolve(existing.path()));
      }
    }
    index.retainAll(unchanged);
    write(remaining.values());
  }

  private static boolean matches(FileWalker.Entry existing, TreeChange expected, FileIndex index) {
    return existing.mode().equals(expected.newMode())
        && index.find(existing).filter(expected.newId()::equals).isPresent();
  }

  /** Deletes a file and the folders that become empty, which git does not track. */
  private void deleteWithEmptyParents(Path file) throws IOException {
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

  private void write(Collection<TreeChange> entries) throws IOException {
    var files = new ArrayList<TreeChange>();
    try (FolderHandle root = FolderHandle.openOwn(folder)) {
      write(entries, root, files);
    }
    create(files);
  }

  /** Creates the folders and the links, and adds the regular files to a list. */
  private void write(Collection<TreeChange> entries, FolderHandle root, List<TreeChange> files)
      throws IOException {
    var folders = new HashSet<Path>();
    for (TreeChange entry : entries) {
      if (entry.newMode() == FileMode.REGULAR_FILE || entry.newMode() == FileMode.EXECUTABLE_FILE) {
        Path parent = SnapshotStore.resolvePath(entry, folder).getParent();
        if (folders.add(parent)) {
          Files.createDirectories(parent);
        }
        files.add(entry);
      } else {
        store.writeEntry(entry, root);
      }
    }
  }

  /** Creates files in parallel on all processors, since most of the time is spent waiting for the file system. */
  private void create(List<TreeChange> files) throws IOException {
    int threads = Runtime.getRuntime().availableProcessors();
    var parts = new ArrayList<Callable<Void>>();
    int size = Math.ceilDiv(Math.max(1, files.size()), threads);
    for (int from = 0; from < files.size(); from += size) {
      var part = files.subList(from, Math.min(from + size, files.size()));
      parts.add(() -> {
        try (ObjectReader reader = store.repository().newObjectReader()) {
          for (TreeChange entry : part) {
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

  private static void create(TreeChange entry, Path file, ObjectReader reader) throws IOException {
    var mode = PosixFilePermissions.asFileAttribute(SnapshotStore.permissions(entry));
    try (var channel = Files.newByteChannel(file, CREATE_NEW_OPTIONS, mode);
        OutputStream out = Channels.newOutputStream(channel)) {
      reader.open(entry.newId(), Constants.OBJ_BLOB).copyTo(out);
    }
  }
}
