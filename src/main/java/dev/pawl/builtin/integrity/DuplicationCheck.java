package dev.pawl.builtin.integrity;

import dev.pawl.duplication.DuplicationRate;
import dev.pawl.workspace.Workspace;
import dev.pawl.workspace.Workspace.WorkspaceFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Compares the amount of duplicated code before and after a workflow (integrity check I-18). */
@Component
class DuplicationCheck {

  /** Returns the reason why the result is worse than the snapshot; empty if it is not. */
  Optional<String> findIncrease(Workspace workspace) throws IOException {
    int minTokens = workspace.config().minDuplicateTokens();
    List<WorkspaceFile> files = workspace.scope().filter(workspace.files());
    long after = DuplicationRate.redundantTokens(files, minTokens, file -> Optional.empty());
    long before =
        DuplicationRate.redundantTokens(files, minTokens, file -> original(workspace, file));
    return after > before
        ? Optional.of("I-18: %d duplicated tokens, up from %d".formatted(after, before))
        : Optional.empty();
  }

  private static Optional<byte[]> original(Workspace workspace, String path) {
    try {
      return workspace.readOriginal(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
