package dev.pawl.snapshot;

import dev.pawl.target.Target;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Locates the snapshots of each target, in a folder whose name is derived from the name of the target. */
public record SnapshotStores(Path home) {

  /** Opens the store of a target; creates it on first use. */
  public SnapshotStore open(Target target) throws IOException {
    Path folder = folder(target);
    Files.createDirectories(folder);
    return SnapshotStore.open(folder.resolve("snapshots.git"));
  }

  /** Returns the folder for the data of a target. */
  public Path folder(Target target) {
    return folder(target.name());
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
