package dev.pawl.engine.pipeline;

import dev.pawl.command.Arguments;
import dev.pawl.command.Command;
import dev.pawl.command.CommandContext;
import dev.pawl.command.CommandFile;
import dev.pawl.command.CommandFileExecution.Kind;
import dev.pawl.command.CommandResult;
import dev.pawl.command.Finding;
import dev.pawl.finding.FileKeys;
import dev.pawl.workspace.WorkspaceService;
import java.io.IOException;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Finds out which findings are not new: it runs a command again, on the base versions of the files in scope. Results of
 * files that were examined before come from the cache.
 */
@Component
class OriginalFindings {

  /** The commands that report duplicates; one of them also merges methods, here in a copy. */
  private static final String DEDUPE = "quality/dedupe";

  private final WorkspaceService workspaces;

  OriginalFindings(WorkspaceService workspaces) {
    this.workspaces = workspaces;
  }

  /**
   * Returns the fingerprints of the findings of a result that the base versions have too; empty if the scope has no base,
   * and for commands that do not only examine files.
   *
   * @param fileKeys the keys of renamed files in the fingerprints of the result
   */
  Optional<Set<String>> findKnown(
      Command command,
      @Nullable CommandFile definition,
      String workspace,
      CommandContext context,
      CommandResult result,
      FileKeys fileKeys)
      throws Exception {
    boolean examines = !command.spec().modifies() || command.spec().name().startsWith(DEDUPE);
    if (!examines || result.findFailure().isPresent() || result.findings().isEmpty()) {
      return Optional.empty();
    }
    Optional<String> original = workspaces.openOriginal(workspace);
    if (original.isEmpty()) {
      return Optional.empty();
    }
    context.ensureActive();
    boolean runsPrograms = definition != null && definition.execution().kind() != Kind.USES;
    Arguments arguments = runsPrograms ? context.arguments() : allowingNoFiles(context.arguments());
    CommandResult before = command.execute(context.forOriginal(original.get(), arguments));
    if (command.spec().modifies()) {
      workspaces.closeOriginal(workspace);
    }
    if (before.findFailure().isPresent()) {
      throw new IOException(
          "the base versions of the files in scope could not be examined: "
              + before.findFailure().get().message());
    }
    var known =
        fileKeys.apply(before.findings()).stream()
            .filter(finding -> !finding.isSuppressed())
            .map(Finding::fingerprint)
            .collect(Collectors.toCollection(HashSet::new));
    known.retainAll(result.findings().stream().map(Finding::fingerprint).toList());
    context.logLine(
        "Compared with the base: %d of %d findings are known"
            .formatted(known.size(), result.findings().size()));
    return Optional.of(known);
  }

  /** Returns the arguments for files that may not exist in the base. */
  private static Arguments allowingNoFiles(Arguments arguments) {
    return new Arguments((arguments.raw() + " --allow-empty").strip());
  }
}
