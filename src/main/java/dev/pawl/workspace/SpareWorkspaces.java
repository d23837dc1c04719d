package dev.pawl.workspace;

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
import java.util.Optional;
import java.util.SequencedMap;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.eclipse.jgit.lib.ObjectId;
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
class SpareWorkspaces {

  private static final Logger log = LoggerFactory.getLogger(SpareWorkspaces.class);
  private static final int MOST = 4;

  /** The maximum number of files in all pooled workspaces, since their file indexes are kept in memory. */
  private static final int MOST_FILES = 100_000;

  /** The time after the expiry of a folder from which it counts as orphaned by a node that stopped or crashed. */
  private static final Duration LEFT_BEHIND = Duration.ofHours(1);

  private record Spare(Path folder, FileIndex index, Instant since) {}

  private final Path folder;
  private final Path gone;
  private final Duration kept;
  private final Clock clock;

  /** By target, in the order in which the workspaces were returned. */
  private final SequencedMap<String, Spare> spares = new LinkedHashMap<>();

  private final ExecutorService removal =
      Executors.newSingleThreadExecutor(Thread.ofVirtual().name("remove").factory());

  /** Limits the folders that await deletion; callers that release more have to wait. */
  private final Semaphore places = new Semaphore(16);

  SpareWorkspaces(WorkspaceProperties properties, Clock clock) {
    this.folder = properties.home().resolve("spare");
    this.gone = properties.home().resolve("gone");
    this.kept = properties.spare();
    this.clock = clock;
  }

  /**
   * Checks out a snapshot of a target in an empty folder.
   *
   * @param index receives the contents of the files
   */
  void layOut(Target target, SnapshotStore store, ObjectId tree, Path to, FileIndex index)
      throws IOException {
    var checkout = new Checkout(store, to);
    Optional<Spare> spare = take(target.name(), to);
    if (spare.isPresent()) {
      try {
        checkout.over(tree, spare.get().index());
        index.take(spare.get().index());
        return;
      } catch (IOException e) {
        log.warn(
            "Pooled workspace not usable, checking out all files: target {}: {}",
            target.name(),
            e.toString());
        // Deleted immediately: if the disk is full, there is no room for both.
        FileSystemUtils.deleteRecursively(to);
        Files.createDirectories(to);
      }
    }
    checkout.of(tree);
    store.learn(tree, FileWalk.ofWorkspace(to), index);
  }

  private Optional<Spare> take(String target, Path to) throws IOException {
    Spare spare;
    synchronized (spares) {
      spare = spares.remove(target);
    }
    if (spare == null) {
      return Optional.empty();
    }
    try {
      Files.move(spare.folder(), to, StandardCopyOption.ATOMIC_MOVE);
      return Optional.of(spare);
    } catch (NoSuchFileException e) {
      log.debug("Pooled workspace no longer exists: {}", spare.folder());
      return Optional.empty();
    }
  }

  /**
   * Returns a workspace to the pool, for the next workflow.
   *
   * @param of the folder; contains only files and links whose changes {@code index} detects, and no program has had
   *     access to it
   */
  void keep(Target target, Path of, FileIndex index) throws IOException {
    if (kept.isZero() || index.size() > MOST_FILES) {
      remove(of);
      return;
    }
    Files.createDirectories(folder);
    Path to = folder.resolve(UUID.randomUUID().toString());
    Instant now = clock.instant();
    Files.setLastModifiedTime(of, FileTime.from(now));
    Files.move(of, to, StandardCopyOption.ATOMIC_MOVE);
    var left = new ArrayList<Spare>();
    synchronized (spares) {
      Spare before = spares.remove(target.name());
      if (before != null) {
        left.add(before);
      }
      spares.put(target.name(), new Spare(to, index, now));
      while (spares.size() > MOST || files() > MOST_FILES) {
        left.add(spares.pollFirstEntry().getValue());
      }
    }
    drop(left);
  }

  private int files() {
    return spares.values().stream().mapToInt(spare -> spare.index().size()).sum();
  }

  /** Deletes a folder: renames it immediately, and deletes its files in the background. */
  void remove(Path what) throws IOException {
    Files.createDirectories(gone);
    Path to = gone.resolve(UUID.randomUUID().toString());
    try {
      Files.setLastModifiedTime(what, FileTime.from(clock.instant()));
      Files.move(what, to, StandardCopyOption.ATOMIC_MOVE);
    } catch (NoSuchFileException e) {
      return;
    }
    places.acquireUninterruptibly();
    try {
      removal.execute(() -> {
        try {
          wipe(to);
        } finally {
          places.release();
        }
      });
    } catch (RejectedExecutionException e) {
      places.release();
      log.info("Node is stopping, deletion left to other nodes: {}", to);
    }
  }

  /** Deletes all pooled workspaces, and waits until these and all earlier deletions are complete. */
  void makeSpace() throws IOException {
    drop();
    try {
      removal.submit(() -> {}).get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while disk space is freed");
    } catch (ExecutionException e) {
      throw new IOException(e);
    }
  }

  private void drop() throws IOException {
    List<Spare> all;
    synchronized (spares) {
      all = List.copyOf(spares.values());
      spares.clear();
    }
    drop(all);
  }

  private void drop(List<Spare> some) throws IOException {
    for (Spare spare : some) {
      remove(spare.folder());
    }
  }

  private static void wipe(Path folder) {
    try {
      FileSystemUtils.deleteRecursively(folder);
    } catch (IOException e) {
      log.debug(
          "Folder not deleted, left to another node or the next cleanup: {} ({})",
          folder,
          e.getMessage());
    }
  }

  /** Evicts expired workspaces, but not on the scheduler thread, which other tasks share. */
  @Scheduled(initialDelayString = "1m", fixedDelayString = "10m")
  void runOnce() {
    Thread.ofVirtual()
        .name("sweep")
        .start(() -> {
          try {
            sweep();
          } catch (IOException e) {
            log.warn("Cleanup of pooled workspaces incomplete: {}", e.toString());
          }
        });
  }

  /** Evicts workspaces that were not reused in time, and deletes the leftovers of crashes. */
  void sweep() throws IOException {
    Instant last = clock.instant().minus(kept);
    var old = new ArrayList<Spare>();
    synchronized (spares) {
      spares.values().removeIf(spare -> spare.since().isBefore(last) && old.add(spare));
    }
    drop(old);
    for (Path left : in(folder)) {
      if (isOlder(left, last.minus(LEFT_BEHIND))) {
        remove(left);
      }
    }
    for (Path left : in(gone)) {
      if (isOlder(left, clock.instant().minus(LEFT_BEHIND))) {
        wipe(left);
      }
    }
  }

  private static boolean isOlder(Path folder, Instant than) throws IOException {
    try {
      return Files.getLastModifiedTime(folder).toInstant().isBefore(than);
    } catch (NoSuchFileException e) {
      return false;
    }
  }

  private static List<Path> in(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (var all = Files.list(folder)) {
      return all.toList();
    }
  }

  @PreDestroy
  void close() throws IOException, InterruptedException {
    drop();
    removal.shutdown();
    if (!removal.awaitTermination(10, TimeUnit.SECONDS)) {
      log.info("Node is stopping, deletion of workspaces left to other nodes: {}", gone);
    }
  }
}
