package dev.pawl.builtin;

import dev.pawl.command.CommandContext;
import dev.pawl.workspace.Workspace;
import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;

/** Reports, once in a workflow, the files of which a target contains only a pointer to git LFS. */
final class LfsPointers {

  private static final String MESSAGE = "git LFS pointers, neither checked nor changed: ";
  private static final int MAX_NAMED = 10;

  private LfsPointers() {}

  /** Returns the files in scope that only point to their content. */
  static List<String> inScope(Workspace workspace) throws IOException {
    return workspace.lfsPointers().stream().filter(workspace.scope()::includes).toList();
  }

  /** Returns the warning about these files; empty if there are none or a step before has reported them. */
  static List<String> describe(Workspace workspace, CommandContext context) throws IOException {
    List<String> pointers = inScope(workspace);
    boolean reported =
        context.previousResults().values().stream()
            .flatMap(previous -> previous.warnings().stream())
            .anyMatch(warning -> warning.startsWith(MESSAGE));
    if (pointers.isEmpty() || reported) {
      return List.of();
    }
    String named = pointers.stream().limit(MAX_NAMED).collect(Collectors.joining(", "));
    int others = pointers.size() - MAX_NAMED;
    return List.of(MESSAGE + named + (others > 0 ? " and %d more".formatted(others) : ""));
  }
}
