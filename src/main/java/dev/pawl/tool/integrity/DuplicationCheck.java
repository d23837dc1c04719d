package dev.pawl.tool.integrity;

import dev.pawl.tool.duplicates.Duplication;
import dev.pawl.workspace.Workspace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Compares how much of the code stands twice, before and after (I-18). */
@Component
class DuplicationCheck {

  /** Why the result is worse than the snapshot; empty when it is not. */
  Optional<String> more(Workspace workspace) throws IOException {
    long after = Duplication.tokens(workspace.files(), file -> Optional.empty());
    long before = Duplication.tokens(workspace.files(), file -> original(workspace, file));
    return after > before
        ? Optional.of("I-18: %d tokens stand twice, there were %d before".formatted(after, before))
        : Optional.empty();
  }

  private static Optional<byte[]> original(Workspace workspace, String path) {
    try {
      return workspace.original(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
