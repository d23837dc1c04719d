package dev.pawl.tool.integrity;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toSet;

import dev.pawl.command.Finding;
import dev.pawl.command.Invocation;
import dev.pawl.tool.Checking;
import dev.pawl.tool.Settings;
import dev.pawl.tool.SourceFile;
import dev.pawl.tool.SyntaxChecker;
import dev.pawl.workspace.Workspace;
import dev.pawl.workspace.FileChange;
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
class NewErrors {

  private final Checking checking;

  NewErrors(Checking checking) {
    this.checking = checking;
  }

  /** Returns one sentence for each new error. */
  List<String> in(Workspace workspace, Invocation invocation)
      throws IOException, InterruptedException {
    var files = new ArrayList<WorkspaceFile>();
    var originals = new ArrayList<WorkspaceFile>();
    var changed = changed(workspace);
    var settings = new Settings(workspace.files());
    for (WorkspaceFile file : settings.files()) {
      if (changed.contains(file.path())) {
        files.add(file);
        workspace
            .originalContent(file.path())
            .map(content -> new WorkspaceFile(file.path(), file.file(), file.size(), content))
            .ifPresent(originals::add);
      }
    }
    List<Finding> now = checking.faults(workspace, files, settings, SourceFile::read, invocation);
    if (now.isEmpty()) {
      return List.of();
    }
    List<Finding> before =
        checking.faults(
            workspace, originals, settings, file -> original(workspace, file), invocation);
    var known = before.stream().map(Finding::fingerprint).collect(toSet());
    Map<String, Long> syntaxBefore = syntax(before);
    Map<String, Long> syntaxNow = syntax(now);
    return now.stream()
        .filter(error ->
            isSyntax(error)
                // Syntax errors change with the surrounding code, so their number is compared.
                ? syntaxNow.getOrDefault(error.file(), 0L)
                    > syntaxBefore.getOrDefault(error.file(), 0L)
                : !known.contains(error.fingerprint()))
        .map(NewErrors::text)
        .toList();
  }

  private static Optional<SourceFile> original(Workspace workspace, WorkspaceFile file)
      throws IOException {
    byte[] content = workspace.original(file.path()).orElseThrow();
    return SourceFile.decode(file.path(), file.file(), content);
  }

  private static Map<String, Long> syntax(List<Finding> errors) {
    return errors.stream()
        .filter(NewErrors::isSyntax)
        .collect(groupingBy(Finding::file, counting()));
  }

  private static boolean isSyntax(Finding error) {
    return error.rule().equals(SyntaxChecker.RULE);
  }

  private static String text(Finding error) {
    return isSyntax(error)
        ? "I-11: %s no longer parses, line %d: %s"
            .formatted(error.file(), error.line(), error.message())
        : "I-17: %s has a new error, line %d: %s"
            .formatted(error.file(), error.line(), error.message());
  }

  /** Returns the paths of the files that differ from the snapshot. */
  static Set<String> changed(Workspace workspace) throws IOException {
    return workspace.differences().stream().map(FileChange::path).collect(toSet());
  }
}
