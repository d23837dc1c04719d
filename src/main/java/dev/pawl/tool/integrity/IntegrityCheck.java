package dev.pawl.tool.integrity;

import dev.pawl.command.Command;
import dev.pawl.command.CommandSpec;
import dev.pawl.command.Invocation;
import dev.pawl.command.Outcome;
import dev.pawl.command.Outcome.FailureKind;
import dev.pawl.tool.Fixer;
import dev.pawl.tool.Fixing;
import dev.pawl.tool.InParallel;
import dev.pawl.tool.SourceFile;
import dev.pawl.tool.SyntaxChecker;
import dev.pawl.workspace.TargetConfig;
import dev.pawl.workspace.Workspace;
import dev.pawl.workspace.Workspace.Difference;
import dev.pawl.workspace.Workspaces;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.springframework.stereotype.Component;

/**
 * Compares the workspace with the snapshot, trusting no step: each check is one row of the table in
 * 3-integrity-and-formats. Errors end the workflow; what can be mended file by file is mended, with a warning.
 */
@Component
class IntegrityCheck implements Command {

  /**
   * What the steps before said they changed.
   *
   * @param purposes what the fixers among them were for
   * @param declared files that steps without fixers changed or made, within what they may
   * @param laidOut files that no step without fixers changed after the fixers
   */
  private record Reported(
      Set<String> files,
      Set<Fixer.Purpose> purposes,
      Set<String> declared,
      Set<String> laidOut,
      Predicate<Fixer> wanted) {

    static Reported by(Iterable<Outcome> outcomes, TargetConfig config) {
      var files = new HashSet<String>();
      var purposes = EnumSet.noneOf(Fixer.Purpose.class);
      var declared = new HashSet<String>();
      var laidOut = new HashSet<String>();
      for (Outcome outcome : outcomes) {
        files.addAll(outcome.changed());
        String purpose = outcome.facts().get(Fixing.PURPOSE);
        if (purpose == null) {
          declared.addAll(outcome.changed());
          laidOut.removeAll(outcome.changed());
        } else {
          purposes.add(Fixer.Purpose.valueOf(purpose));
          laidOut.addAll(outcome.changed());
        }
      }
      return new Reported(files, purposes, declared, laidOut, Fixing.wantedBy(config));
    }
  }

  private final Workspaces workspaces;
  private final Fixing fixing;
  private final List<SyntaxChecker> syntax;
  private final BuildCheck build;

  IntegrityCheck(
      Workspaces workspaces, Fixing fixing, List<SyntaxChecker> syntax, BuildCheck build) {
    this.workspaces = workspaces;
    this.fixing = fixing;
    this.syntax = syntax;
    this.build = build;
  }

  @Override
  public CommandSpec spec() {
    return CommandSpec.modifying(
        "integrity/check", "Proves that the result is safe, or takes it back");
  }

  /** What one check of one file says. */
  private record Note(boolean error, String text) {

    static List<Note> error(String check, String path, String what) {
      return List.of(new Note(true, check + ": " + path + " " + what));
    }

    static List<Note> warning(String check, String path, String what) {
      return List.of(new Note(false, check + ": " + path + " " + what));
    }
  }

  @Override
  public Outcome execute(Invocation invocation) throws Exception {
    Workspace workspace = workspaces.get(invocation.workspace());
    Reported reported = Reported.by(invocation.previous().values(), workspace.config());
    List<Note> notes =
        InParallel.flatMap(
            workspace.differences(), difference -> check(workspace, difference, reported));
    invocation.ensureActive();
    var errors = new ArrayList<>(notes.stream().filter(Note::error).map(Note::text).toList());
    var warnings = notes.stream().filter(note -> !note.error()).map(Note::text).toList();
    if (errors.isEmpty() && !workspace.patchIsExact()) {
      errors.add("I-19: the patch does not give exactly the result");
    }
    if (errors.isEmpty()) {
      build.worse(workspace, invocation).ifPresent(errors::add);
    }
    warnings.forEach(warning -> invocation.say("Warning: " + warning));
    errors.forEach(error -> invocation.say("Error: " + error));
    if (!errors.isEmpty()) {
      return Outcome.failure(FailureKind.INTEGRITY, String.join("; ", errors))
          .withWarnings(warnings);
    }
    long changed = workspace.differences().size();
    return Outcome.success("%d changed files are safe".formatted(changed))
        .with("files_changed", changed)
        .withWarnings(warnings);
  }

  private List<Note> check(Workspace workspace, Difference difference, Reported reported) {
    String path = difference.path();
    try {
      return switch (difference.kind()) {
        case DELETED -> Note.error("I-02", path, "is missing");
        case ADDED -> added(workspace, path, reported);
        case RETYPED -> Note.error("I-07", path, "has another mode or is another kind of file");
        case MODIFIED -> modified(workspace, difference, reported);
      };
    } catch (IOException e) {
      return Note.error("I-01", path, "cannot be read: " + e.getMessage());
    }
  }

  private static List<Note> added(Workspace workspace, String path, Reported reported)
      throws IOException {
    if (reported.declared().contains(path)) {
      return List.of();
    }
    Files.delete(workspace.folder().resolve(path));
    return Note.warning("I-03", path, "was left behind by a tool and is removed");
  }

  private List<Note> modified(Workspace workspace, Difference difference, Reported reported)
      throws IOException {
    String path = difference.path();
    if (!difference.regular()) {
      return Note.error("I-05", path, "is a link or a submodule and was changed");
    }
    if (!reported.files().contains(path)) {
      return Note.error("I-04", path, "was changed, and no step reported it");
    }
    var file = workspace.folder().resolve(path);
    Optional<SourceFile> before =
        SourceFile.decode(path, file, workspace.original(path).orElseThrow());
    Optional<SourceFile> after = SourceFile.decode(path, file, Files.readAllBytes(file));
    if (before.isEmpty() || after.isEmpty()) {
      return Note.error("I-06", path, "is binary and was changed");
    }
    List<Note> form = form(before.get(), after.get());
    if (!form.isEmpty()) {
      workspace.revert(path);
      return form;
    }
    return content(before.get(), after.get(), reported);
  }

  private List<Note> content(SourceFile before, SourceFile after, Reported reported) {
    for (SyntaxChecker checker : syntax) {
      if (checker.handles(after.path())
          && checker.parse(after).size() > checker.parse(before).size()) {
        return Note.error("I-11", after.path(), "does not parse any more");
      }
    }
    boolean laidOut = reported.laidOut().contains(after.path());
    for (Fixer.Purpose purpose : laidOut ? reported.purposes() : Set.<Fixer.Purpose>of()) {
      if (!fixing.isSettled(after, purpose, reported.wanted())) {
        return Note.error(
            "I-14", after.path(), "would change again if the same tools ran once more");
      }
    }
    return List.of();
  }

  private static List<Note> form(SourceFile before, SourceFile after) {
    String path = after.path();
    String left = "; the file is left as it was";
    if (!before.charset().equals(after.charset())) {
      return Note.warning("I-08", path, "got another charset" + left);
    }
    if (before.bom() != after.bom()) {
      return Note.warning("I-09", path, "gained or lost its byte-order mark" + left);
    }
    boolean severalLines = before.text().indexOf('\n') >= 0;
    if (severalLines && before.lineEnding() != after.lineEnding()) {
      return Note.warning("I-10", path, "ends its lines in another way" + left);
    }
    return List.of();
  }
}
