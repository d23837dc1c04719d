package dev.pawl.tool.integrity;

import dev.pawl.command.Command;
import dev.pawl.command.CommandSpec;
import dev.pawl.command.Invocation;
import dev.pawl.command.Outcome;
import dev.pawl.command.Outcome.FailureKind;
import dev.pawl.tool.Chain;
import dev.pawl.tool.Fixer.Purpose;
import dev.pawl.tool.Fixing;
import dev.pawl.tool.Fixing.Request;
import dev.pawl.tool.Fixing.Result;
import dev.pawl.tool.InParallel;
import dev.pawl.tool.Options;
import dev.pawl.tool.Settings;
import dev.pawl.tool.SourceFile;
import dev.pawl.tool.proof.Fault;
import dev.pawl.tool.proof.Proofs;
import dev.pawl.workspace.TargetConfig;
import dev.pawl.workspace.Workspace;
import dev.pawl.workspace.FileChange;
import dev.pawl.workspace.Workspaces;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.springframework.stereotype.Component;

/**
 * Compares the workspace with the snapshot without trusting any step. Each check has an id, I-01 to I-21. Errors end
 * the workflow; changes that can be reverted file by file are reverted, with a warning.
 */
@Component
class IntegrityCheck implements Command {

  private static final String BASIC = "basic";
  private static final String STANDARD = "standard";
  private static final String COMPREHENSIVE = "comprehensive";

  private final Workspaces workspaces;
  private final Fixing fixing;
  private final Proofs proofs;
  private final NewErrors newErrors;
  private final BuildCheck build;
  private final DuplicationCheck duplication;

  IntegrityCheck(
      Workspaces workspaces,
      Fixing fixing,
      Proofs proofs,
      NewErrors newErrors,
      BuildCheck build,
      DuplicationCheck duplication) {
    this.workspaces = workspaces;
    this.fixing = fixing;
    this.proofs = proofs;
    this.newErrors = newErrors;
    this.build = build;
    this.duplication = duplication;
  }

  @Override
  public CommandSpec spec() {
    return CommandSpec.modifying(
        "integrity/check", "Verifies that the result is safe, or reverts it");
  }

  /** The result of one check of one file. */
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
    Options level;
    try {
      level = Options.of(invocation, BASIC, STANDARD, COMPREHENSIVE);
    } catch (IllegalArgumentException e) {
      return Outcome.failure(FailureKind.REFUSED, String.valueOf(e.getMessage()));
    }
    boolean contents = !level.has(BASIC);
    Reported reported = Reported.by(invocation.previous().values());
    List<FileChange> differences = workspace.differences();
    if (differences.isEmpty()) {
      return Outcome.success("0 changed files are safe").with("files_changed", 0);
    }
    List<Note> notes =
        InParallel.flatMap(
            differences, difference -> check(workspace, difference, reported, contents));
    invocation.ensureActive();
    var errors = new ArrayList<>(contents ? newErrors.in(workspace, invocation) : List.of());
    notes.stream().filter(Note::error).map(Note::text).forEach(errors::add);
    var warnings = notes.stream().filter(note -> !note.error()).map(Note::text).toList();
    if (errors.isEmpty() && contents) {
      errors.addAll(unsettled(workspace, reported, invocation));
    }
    if (errors.isEmpty() && level.has(COMPREHENSIVE)) {
      duplication.more(workspace).ifPresent(errors::add);
    }
    if (errors.isEmpty() && !workspace.patchIsExact()) {
      errors.add("I-19: the patch does not reproduce the result exactly");
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

  private List<Note> check(
      Workspace workspace, FileChange difference, Reported reported, boolean contents) {
    String path = difference.path();
    try {
      return switch (difference.kind()) {
        case DELETED -> Note.error("I-02", path, "is missing");
        case ADDED -> added(workspace, path, reported);
        case RETYPED -> Note.error("I-07", path, "changed its mode or its file type");
        case MODIFIED -> modified(workspace, difference, reported, contents);
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
    return Note.warning("I-03", path, "was left behind by a tool and has been removed");
  }

  private List<Note> modified(
      Workspace workspace, FileChange difference, Reported reported, boolean contents)
      throws IOException {
    String path = difference.path();
    if (!difference.regular()) {
      return Note.error("I-05", path, "is a link or a submodule and was changed");
    }
    if (!reported.files().contains(path)) {
      return Note.error("I-04", path, "was changed but not reported by any step");
    }
    var file = workspace.folder().resolve(path);
    Optional<SourceFile> before =
        SourceFile.decode(path, file, workspace.original(path).orElseThrow());
    Optional<SourceFile> after = SourceFile.decode(path, file, Files.readAllBytes(file));
    if (before.isEmpty() || after.isEmpty()) {
      return Note.error("I-06", path, "is binary and was changed");
    }
    Set<Purpose> purposes = reported.purposes();
    Optional<Fault> form = proofs.form(before.get(), after.get(), purposes);
    if (form.isPresent()) {
      workspace.revert(path);
      return Note.warning(
          form.get().check(), path, form.get().what() + "; the file has been restored");
    }
    if (!contents) {
      return List.of();
    }
    if (TargetConfig.isCritical(path) && !reported.named().contains(path)) {
      return Note.error(
          "I-21", path, "is critical and was changed without being requested by its full path");
    }
    Optional<Fault> fault =
        reported.fixedOnly(path)
            ? proofs.content(before.get(), after.get(), purposes)
            : Optional.empty();
    return fault.map(one -> Note.error(one.check(), path, one.what())).orElse(List.of());
  }

  /** Returns an error for each file that the same tools would change again (integrity check I-14). */
  private List<String> unsettled(Workspace workspace, Reported reported, Invocation invocation)
      throws IOException, InterruptedException {
    var errors = new ArrayList<String>();
    var changed = NewErrors.changed(workspace);
    var settings = new Settings(workspace.files());
    var files =
        settings.files().stream()
            .filter(file -> changed.contains(file.path()) && reported.laidOut(file.path()))
            .toList();
    for (Request request : reported.requests()) {
      Chain chain = fixing.chain(workspace, settings, request, invocation);
      for (Result result : fixing.fix(files, chain, request.purposes(), invocation)) {
        if (result.isChanged()) {
          errors.add(
              "I-14: %s would change again in a second pass of the same tools"
                  .formatted(result.path()));
        }
      }
    }
    return errors;
  }
}
