package dev.pawl.tool.integrity;

import dev.pawl.command.Command;
import dev.pawl.command.CommandSpec;
import dev.pawl.command.Invocation;
import dev.pawl.command.Outcome;
import dev.pawl.command.Outcome.FailureKind;
import dev.pawl.tool.Fixer;
import dev.pawl.tool.Fixing;
import dev.pawl.tool.SourceFile;
import dev.pawl.tool.SyntaxChecker;
import dev.pawl.workspace.Workspace;
import dev.pawl.workspace.Workspace.Difference;
import dev.pawl.workspace.Workspace.Kind;
import dev.pawl.workspace.Workspaces;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.springframework.stereotype.Component;

/**
 * Compares the workspace with the snapshot, trusting no step: each check is one row of the table in
 * 3-integrity-and-formats. Errors end the workflow; what can be mended file by file is mended, with a warning.
 */
@Component
class IntegrityCheck implements Command {

  /** What the steps before said they changed, and what for. */
  private record Reported(Set<String> files, Set<Fixer.Purpose> purposes) {

    static Reported by(Iterable<Outcome> outcomes) {
      var files = new HashSet<String>();
      var purposes = EnumSet.noneOf(Fixer.Purpose.class);
      for (Outcome outcome : outcomes) {
        files.addAll(outcome.changed());
        Optional.ofNullable(outcome.facts().get(Fixing.PURPOSE)).map(Fixer.Purpose::valueOf).ifPresent(purposes::add);
      }
      return new Reported(files, purposes);
    }
  }

  private final Workspaces workspaces;
  private final Fixing fixing;
  private final List<SyntaxChecker> syntax;

  IntegrityCheck(Workspaces workspaces, Fixing fixing, List<SyntaxChecker> syntax) {
    this.workspaces = workspaces;
    this.fixing = fixing;
    this.syntax = syntax;
  }

  @Override
  public CommandSpec spec() {
    return CommandSpec.modifying("integrity/check", "Proves that the result is safe, or takes it back");
  }

  @Override
  public Outcome execute(Invocation invocation) throws Exception {
    Workspace workspace = workspaces.get(invocation.workspace());
    Reported reported = Reported.by(invocation.previous().values());
    var errors = new ArrayList<String>();
    var warnings = new ArrayList<String>();
    List<Difference> differences = workspace.differences();
    for (Difference difference : differences) {
      invocation.ensureActive();
      check(workspace, difference, reported, errors, warnings);
    }
    if (errors.isEmpty() && !workspace.patchIsExact()) {
      errors.add("I-19: the patch does not give exactly the result");
    }
    warnings.forEach(warning -> invocation.say("Warning: " + warning));
    errors.forEach(error -> invocation.say("Error: " + error));
    if (!errors.isEmpty()) {
      return Outcome.failure(FailureKind.INTEGRITY, String.join("; ", errors)).withWarnings(warnings);
    }
    long changed = workspace.differences().size();
    return Outcome.success("%d changed files are safe".formatted(changed))
        .with("files_changed", changed)
        .withWarnings(warnings);
  }

  private void check(
      Workspace workspace, Difference difference, Reported reported, List<String> errors, List<String> warnings)
      throws IOException {
    String path = difference.path();
    switch (difference.kind()) {
      case DELETED -> errors.add("I-02: " + path + " is missing");
      case ADDED -> {
        Files.delete(workspace.folder().resolve(path));
        warnings.add("I-03: " + path + " was left behind by a tool and is removed");
      }
      case RETYPED -> errors.add("I-07: " + path + " has another mode or is another kind of file");
      case MODIFIED -> {
        if (!difference.regular()) {
          errors.add("I-05: " + path + " is a link or a submodule and was changed");
        } else if (!reported.files().contains(path)) {
          errors.add("I-04: " + path + " was changed, and no step reported it");
        } else {
          content(workspace, path, reported.purposes(), errors, warnings);
        }
      }
    }
  }

  private void content(
      Workspace workspace, String path, Set<Fixer.Purpose> purposes, List<String> errors, List<String> warnings)
      throws IOException {
    var file = workspace.folder().resolve(path);
    byte[] original = workspace.original(path).orElseThrow();
    byte[] result = Files.readAllBytes(file);
    Optional<SourceFile> before = SourceFile.decode(path, file, original);
    Optional<SourceFile> after = SourceFile.decode(path, file, result);
    if (before.isEmpty() || after.isEmpty()) {
      errors.add("I-06: " + path + " is binary and was changed");
      return;
    }
    Optional<String> form = form(before.get(), after.get());
    if (form.isPresent()) {
      workspace.revert(path);
      warnings.add(form.get() + " in " + path + "; the file is left as it was");
      return;
    }
    for (SyntaxChecker checker : syntax) {
      if (checker.handles(path) && checker.parse(after.get()).size() > checker.parse(before.get()).size()) {
        errors.add("I-11: " + path + " does not parse any more");
      }
    }
    for (Fixer.Purpose purpose : purposes) {
      if (!fixing.isSettled(after.get(), purpose)) {
        errors.add("I-14: " + path + " would change again if the same tools ran once more");
      }
    }
  }

  private static Optional<String> form(SourceFile before, SourceFile after) {
    if (!before.charset().equals(after.charset())) {
      return Optional.of("I-08: the charset was changed");
    }
    if (before.bom() != after.bom()) {
      return Optional.of("I-09: the byte-order mark was changed");
    }
    boolean severalLines = before.text().indexOf('\n') >= 0;
    if (severalLines && before.lineEnding() != after.lineEnding()) {
      return Optional.of("I-10: the line endings were changed");
    }
    return Optional.empty();
  }
}
