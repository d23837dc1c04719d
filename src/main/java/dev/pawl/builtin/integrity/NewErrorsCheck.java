package dev.pawl.builtin.integrity;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toSet;

import dev.pawl.builtin.CheckerRunner;
import dev.pawl.command.CommandContext;
import dev.pawl.command.Finding;
import dev.pawl.snapshot.FileChange;
import dev.pawl.tool.SourceFile;
import dev.pawl.tool.SyntaxChecker;
import dev.pawl.tool.ToolConfigFiles;
import dev.pawl.workspace.Workspace;
import dev.pawl.workspace.Workspace.WorkspaceFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.springframework.stereotype.Component;

/** Finds errors in changed files that the snapshot did not have (integrity checks I-11 and I-17). */
@Component
class NewErrorsCheck {

  private final CheckerRunner checkerRunner;

  NewErrorsCheck(CheckerRunner checkerRunner) {
    this.checkerRunner = checkerRunner;
  }

  /** Returns one sentence for each new error. */
  List<String> find(Workspace workspace, CommandContext context)
      throws IOException, InterruptedException {
    var files = new ArrayList<WorkspaceFile>();
    var originals = new ArrayList<WorkspaceFile>();
    var changedPaths = changedPaths(workspace);
    var configFiles = new ToolConfigFiles(workspace.files());
    for (WorkspaceFile file : configFiles.files()) {
      if (changedPaths.contains(file.path())) {
        files.add(file);
        workspace
            .originalContentId(file.path())
            .map(content -> new WorkspaceFile(file.path(), file.file(), file.size(), content))
            .ifPresent(originals::add);
      }
    }
    List<Finding> currentErrors =
        checkerRunner.findErrors(workspace, files, configFiles, SourceFile::read, context);
    if (currentErrors.isEmpty()) {
      return List.of();
    }
    List<Finding> originalErrors =
        checkerRunner.findErrors(
            workspace, originals, configFiles, file -> original(workspace, file), context);
    var originalFingerprints = originalErrors.stream().map(Finding::fingerprint).collect(toSet());
    Map<String, Long> syntaxBefore = countSyntaxErrors(originalErrors);
    Map<String, Long> syntaxNow = countSyntaxErrors(currentErrors);
    return currentErrors.stream()
        .filter(error ->
            isSyntax(error)
                // Syntax errors change with the surrounding code, so their number is compared.
                ? syntaxNow.getOrDefault(error.file(), 0L)
                    > syntaxBefore.getOrDefault(error.file(), 0L)
                : !originalFingerprints.contains(error.fingerprint()))
        .map(NewErrorsCheck::describe)
        .toList();
  }

  private static Optional<SourceFile> original(Workspace workspace, WorkspaceFile file)
      throws IOException {
    byte[] content = workspace.readOriginal(file.path()).orElseThrow();
    return SourceFile.decode(file.path(), file.file(), content);
  }

  private static Map<String, Long> countSyntaxErrors(List<Finding> errors) {
    return errors.stream()
        .filter(NewErrorsCheck::isSyntax)
        .collect(groupingBy(Finding::file, counting()));
  }

  /** Returns whether a file does not parse; as a template it does not parse either. */
  private static boolean isSyntax(Finding error) {
    return error.rule().equals(SyntaxChecker.RULE) || error.rule().equals(Finding.TEMPLATE);
  }

  private static String describe(Finding error) {
    return isSyntax(error)
        ? "I-11: %s no longer parses, line %d: %s"
            .formatted(error.file(), error.line(), error.message())
        : "I-17: %s has a new error, line %d: %s"
            .formatted(error.file(), error.line(), error.message());
  }

  /** Returns the paths of the files that differ from the snapshot. */
  static Set<String> changedPaths(Workspace workspace) throws IOException {
    return workspace.differences().stream().map(FileChange::path).collect(toSet());
  }
}
