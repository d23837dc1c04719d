package dev.pawl.snapshot;

import dev.pawl.target.Target;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Locates the snapshots of each target, in a folder whose name is derived from the name of the target. */
public record SnapshotStores(Path home) {

  private static final Logger log = LoggerFactory.getLogger(SnapshotStores.class);

  /** Opens the store of a target; creates it on first use. */
  public SnapshotStore open(Target target) throws IOException {
    Path folder = folder(target);
    Files.createDirectories(folder);
    return SnapshotStore.open(folder.resolve("snapshots.git"));
  }

  /** Returns the folder for the data of a target. */
  public Path folder(Target target) {
    Path folder = folder(target.name());
    if (target.git() != null && !Files.exists(folder)) {
      moveEarlierFolder(folder(target.git().url()), folder);
    }
    return folder;
  }

  /** Moves the folder of a version of Pawl that named it after the URL as it was written. */
  private static void moveEarlierFolder(Path earlier, Path folder) {
    try {
      if (!earlier.equals(folder) && Files.exists(earlier)) {
        Files.move(earlier, folder, StandardCopyOption.ATOMIC_MOVE);
      }
    } catch (IOException e) {
      log.debug("Folder {} is moved by another node as well", earlier, e);
    }
  }

  /** Returns the folders for the data of all targets. */
  List<Path> folders() throws IOException {
    Path parent = home.resolve("targets");
    if (!Files.isDirectory(parent)) {
      return List.of();
    }
    try (Stream<Path> folders = Files.list(parent)) {
      return folders.toList();
    }
  }

  /** Returns the folder for the data of the target with this name. */
  Path folder(String target) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(target.getBytes(StandardCharsets.UTF_8));
      return home.resolve("targets").resolve(HexFormat.of().formatHex(digest, 0, 12));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("This JVM lacks the required algorithm SHA-256", e);
    }
  }
}
