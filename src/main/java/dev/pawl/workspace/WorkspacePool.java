package dev.pawl.workspace;

import dev.pawl.snapshot.Checkout;
import dev.pawl.snapshot.SnapshotStore;
import dev.pawl.target.FileIndex;
import dev.pawl.target.FileWalker;
import dev.pawl.target.Target;
import dev.pawl.target.WorkspaceProperties;
import jakarta.annotation.PreDestroy;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.eclipse.jgit.lib.ObjectId;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.util.FileSystemUtils;

/**
 * A pool of workspaces that workflows have left in good order, for the next workflow of the same target on this node:
 * only files that differ are written again. All other workspaces are deleted in the background.
 */
@Component
class WorkspacePool {

  private static final Logger log = LoggerFactory.getLogger(WorkspacePool.class);
  private static final int MAX_WORKSPACES = 4;

  /** The maximum number of files in all pooled workspaces, since their file indexes are kept in memory. */
  private static final int MAX_FILES = 250_000;

  /** The time after the expiry of a folder from which it counts as orphaned by a node that stopped or crashed. */
  private static final Duration ORPHANED_AFTER = Duration.ofHours(1);

  private record PooledWorkspace(Path folder, FileIndex index, Instant returnedAt) {}

  private final Path folder;
  private final Path trash;
  private final Duration idleTimeout;
  private final Clock clock;

  /** By target, in the order in which the workspaces were returned. */
  private final SequencedMap<String, PooledWorkspace> pool = new LinkedHashMap<>();

  private final ExecutorService deletionExecutor =
      Executors.newSingleThreadExecutor(Thread.ofVirtual().name("remove").factory());

  /** Limits the folders that await deletion; callers that release more have to wait. */
  private final Semaphore deletionPermits = new Semaphore(16);

  WorkspacePool(WorkspaceProperties properties, Clock clock) {
    this.folder = properties.home().resolve("spare");
    this.trash = properties.home().resolve("gone");
    this.idleTimeout = properties.poolIdleTimeout();
    this.clock = clock;
  }

  /**
   * A workspace that was taken out of the pool, and whose files are being listed; none if the pool had none for the
   * target. Must be closed, which deletes a workspace that was not used.
   */
  final class Reservation implements AutoCloseable {

    private final Target target;
    private @Nullable PooledWorkspace pooled;
    private final FutureTask<List<FileWalker.Entry>> files;

    private Reservation(Target target, @Nullable PooledWorkspace pooled) {
      this.target = target;
      this.pooled = pooled;
      this.files =
          new FutureTask<>(
              () -> pooled == null ? List.of() : FileWalker.listWorkspace(pooled.folder()));
      if (pooled != null) {
        Thread.ofVirtual().name("list").start(files);
      }
    }

    /**
     * Checks out a snapshot of the target in an empty folder.
     *
     * @param index receives the contents of the files
     */
    void checkout(SnapshotStore store, ObjectId tree, Path to, FileIndex index) throws IOException {
      var checkout = new Checkout(store, to);
      if (pooled != null && update(checkout, pooled, tree)) {
        index.addAll(pooled.index());
        pooled = null;
        return;
      }
      pooled = null;
      checkout.checkOut(tree);
      store.recordContents(tree, FileWalker.listWorkspace(to), index);
    }

    private boolean update(Checkout checkout, PooledWorkspace workspace, ObjectId tree)
        throws IOException {
      Path to = checkout.folder();
      try {
        List<FileWalker.Entry> existing = awaitFiles();
        Files.move(workspace.folder(), to, StandardCopyOption.ATOMIC_MOVE);
        checkout.update(tree, existing, workspace.index());
        return true;
      } catch (InterruptedIOException e) {
        throw e;
      } catch (NoSuchFileException e) {
        log.debug("Pooled workspace no longer exists: {}", workspace.folder());
      } catch (IOException e) {
        log.warn(
            "Pooled workspace not usable, checking out all files: target {}: {}",
            target.name(),
            e.toString());
      }
      // Deleted immediately: if the disk is full, there is no room for both.
      FileSystemUtils.deleteRecursively(workspace.folder());
      FileSystemUtils.deleteRecursively(to);
      Files.createDirectories(to);
      return false;
    }

    private List<FileWalker.Entry> awaitFiles() throws IOException {
      try {
        return files.get();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new InterruptedIOException("interrupted while the files of a workspace were listed");
      } catch (ExecutionException e) {
        throw e.getCause() instanceof IOException cause ? cause : new IOException(e.getCause());
      }
    }

    @Override
    public void close() throws IOException {
      if (pooled != null) {
        files.cancel(true);
        deleteAsync(pooled.folder());
      }
    }
  }

  /**
   * Takes a workspace of a target out of the pool, if there is one, and lists its files in the background, while the
   * caller reads those of the target.
   */
  Reservation reserve(Target target) {
    PooledWorkspace pooled;
    synchronized (pool) {
      pooled = pool.remove(target.name());
    }
    return new Reservation(target, pooled);
  }

  /**
   * Returns a workspace to the pool, for the next workflow.
   *
   * @param workspaceFolder the folder; contains only files and links whose changes {@code index} detects, and no program has had
   *     access to it
   */
  void release(Target target, Path workspaceFolder, FileIndex index) throws IOException {
    if (idleTimeout.isZero() || index.size() > MAX_FILES) {
      deleteAsync(workspaceFolder);
      return;
    }
    Files.createDirectories(folder);
    Path to = folder.resolve(UUID.randomUUID().toString());
    Instant now = clock.instant();
    Files.setLastModifiedTime(workspaceFolder, FileTime.from(now));
    Files.move(workspaceFolder, to, StandardCopyOption.ATOMIC_MOVE);
    var evicted = new ArrayList<PooledWorkspace>();
    synchronized (pool) {
      PooledWorkspace previous = pool.remove(target.name());
      if (previous != null) {
        evicted.add(previous);
      }
      pool.put(target.name(), new PooledWorkspace(to, index, now));
      while (pool.size() > MAX_WORKSPACES || totalFiles() > MAX_FILES) {
        evicted.add(pool.pollFirstEntry().getValue());
      }
    }
    deleteAll(evicted);
  }

  private int totalFiles() {
    return pool.values().stream().mapToInt(pooled -> pooled.index().size()).sum();
  }

  /** Deletes a folder: renames it immediately, and deletes its files in the background. */
  void deleteAsync(Path source) throws IOException {
    Files.createDirectories(trash);
    Path to = trash.resolve(UUID.randomUUID().toString());
    try {
      Files.setLastModifiedTime(source, FileTime.from(clock.instant()));
      Files.move(source, to, StandardCopyOption.ATOMIC_MOVE);
    } catch (NoSuchFileException e) {
      return;
    }
    deletionPermits.acquireUninterruptibly();
    try {
      deletionExecutor.execute(() -> {
        try {
          deleteNow(to);
        } finally {
          deletionPermits.release();
        }
      });
    } catch (RejectedExecutionException e) {
      deletionPermits.release();
      log.info("Node is stopping; leaving deletion to other nodes: {}", to);
    }
  }

  /** Deletes all pooled workspaces, and waits until these and all earlier deletions are complete. */
  void clearAndAwait() throws IOException {
    clear();
    try {
      deletionExecutor.submit(() -> {}).get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while disk space was being freed");
    } catch (ExecutionException e) {
      throw new IOException(e);
    }
  }

  private void clear() throws IOException {
    List<PooledWorkspace> workspaces;
    synchronized (pool) {
      workspaces = List.copyOf(pool.values());
      pool.clear();
    }
    deleteAll(workspaces);
  }

  private void deleteAll(List<PooledWorkspace> workspaces) throws IOException {
    for (PooledWorkspace pooled : workspaces) {
      deleteAsync(pooled.folder());
    }
  }

  private static void deleteNow(Path folder) {
    try {
      FileSystemUtils.deleteRecursively(folder);
    } catch (IOException e) {
      log.debug(
          "Failed to delete folder, leaving it to another node or the next cleanup: {} ({})",
          folder,
          e.getMessage());
    }
  }

  /** Evicts expired workspaces, but not on the scheduler thread, which other tasks share. */
  @Scheduled(initialDelayString = "1m", fixedDelayString = "10m")
  void evictExpiredAsync() {
    Thread.ofVirtual()
        .name("sweep")
        .start(() -> {
          try {
            evictExpired();
          } catch (IOException e) {
            log.warn("Cleanup of pooled workspaces incomplete: {}", e.toString());
          }
        });
  }

  /** Evicts workspaces that were not reused in time, and deletes the leftovers of crashes. */
  void evictExpired() throws IOException {
    Instant cutoff = clock.instant().minus(idleTimeout);
    var expired = new ArrayList<PooledWorkspace>();
    synchronized (pool) {
      pool.values().removeIf(pooled -> pooled.returnedAt().isBefore(cutoff) && expired.add(pooled));
    }
    deleteAll(expired);
    for (Path orphan : list(folder)) {
      if (isOlder(orphan, cutoff.minus(ORPHANED_AFTER))) {
        deleteAsync(orphan);
      }
    }
    for (Path orphan : list(trash)) {
      if (isOlder(orphan, clock.instant().minus(ORPHANED_AFTER))) {
        deleteNow(orphan);
      }
    }
  }

  private static boolean isOlder(Path folder, Instant cutoff) throws IOException {
    try {
      return Files.getLastModifiedTime(folder).toInstant().isBefore(cutoff);
    } catch (NoSuchFileException e) {
      return false;
    }
  }

  private static List<Path> list(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (var entries = Files.list(folder)) {
      return entries.toList();
    }
  }

  @PreDestroy
  void close() throws IOException, InterruptedException {
    clear();
    deletionExecutor.shutdown();
    if (!deletionExecutor.awaitTermination(10, TimeUnit.SECONDS)) {
      log.info("Node is stopping; leaving workspaces for other nodes to delete: {}", trash);
    }
  }
}
