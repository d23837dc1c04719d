package dev.pawl.workspace;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Where the snapshots of each target are: a folder of its own, found by its name. */
record SnapshotStores(Path home) {

  /** The store of a target; made when it is first asked for. */
  SnapshotStore of(Target target) throws IOException {
    Path folder = folder(target);
    Files.createDirectories(folder);
    return SnapshotStore.open(folder.resolve("snapshots.git"));
  }

  /** What is kept of a target. */
  Path folder(Target target) {
    return folder(target.name());
  }

  /** What is kept of the target of a name. */
  Path folder(String target) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(target.getBytes(StandardCharsets.UTF_8));
      return home.resolve("targets").resolve(HexFormat.of().formatHex(digest, 0, 12));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256", e);
    }
  }
}
