package dev.pawl.builtin.integrity;

import dev.pawl.builtin.FixerChain;
import dev.pawl.builtin.FixerRunner;
import dev.pawl.builtin.FixerRunner.FileResult;
import dev.pawl.builtin.FixerRunner.FixRequest;
import dev.pawl.command.Command;
import dev.pawl.command.CommandContext;
import dev.pawl.command.CommandResult;
import dev.pawl.command.CommandResult.FailureKind;
import dev.pawl.command.CommandSpec;
import dev.pawl.command.Quantity;
import dev.pawl.proof.RewriteVerifier;
import dev.pawl.proof.SafetyViolation;
import dev.pawl.snapshot.FileChange;
import dev.pawl.target.TargetConfig;
import dev.pawl.tool.CommandOptions;
import dev.pawl.tool.Fixer.Purpose;
import dev.pawl.tool.ParallelFiles;
import dev.pawl.tool.SourceFile;
import dev.pawl.tool.ToolConfigFiles;
import dev.pawl.workspace.Workspace;
import dev.pawl.workspace.WorkspaceService;
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
class IntegrityCheckCommand implements Command {

  private static final String BASIC = "basic";
  private static final String STANDARD = "standard";
  private static final String COMPREHENSIVE = "comprehensive";

  private final WorkspaceService workspaces;
  private final FixerRunner fixerRunner;
  private final RewriteVerifier verifier;
  private final NewErrorsCheck newErrorsCheck;
  private final BuildCheck buildCheck;
  private final DuplicationCheck duplicationCheck;

  IntegrityCheckCommand(
      WorkspaceService workspaces,
      FixerRunner fixerRunner,
      RewriteVerifier verifier,
      NewErrorsCheck newErrorsCheck,
      BuildCheck buildCheck,
      DuplicationCheck duplicationCheck) {
    this.workspaces = workspaces;
    this.fixerRunner = fixerRunner;
    this.verifier = verifier;
    this.newErrorsCheck = newErrorsCheck;
    this.buildCheck = buildCheck;
    this.duplicationCheck = duplicationCheck;
  }

  @Override
  public CommandSpec spec() {
    return CommandSpec.modifying(
            "integrity/check", "Verifies that the result is safe, or reverts it")
        .readingScope();
  }

  /** The result of one check of one file. */
  private record CheckMessage(boolean error, String text) {

    static List<CheckMessage> error(String check, String path, String description) {
      return List.of(new CheckMessage(true, check + ": " + path + " " + description));
    }

    static List<CheckMessage> warning(String check, String path, String description) {
      return List.of(new CheckMessage(false, check + ": " + path + " " + description));
    }
  }

  @Override
  public List<String> options() {
    return List.of(BASIC, STANDARD, COMPREHENSIVE);
  }

  @Override
  public CommandResult execute(CommandContext context) throws Exception {
    Workspace workspace = workspaces.get(context.workspace());
    CommandOptions options;
    try {
      options = CommandOptions.of(context, options());
    } catch (IllegalArgumentException e) {
      return CommandResult.failure(FailureKind.REFUSED, String.valueOf(e.getMessage()));
    }
    boolean checkContents = !options.has(BASIC);
    ReportedChanges reported = ReportedChanges.from(context.previousResults().values());
    List<FileChange> differences = workspace.differences();
    if (differences.isEmpty()) {
      return CommandResult.success("no files were changed").withMetric("files_changed", 0);
    }
    List<CheckMessage> messages =
        ParallelFiles.flatMap(
            differences, difference -> check(workspace, difference, reported, checkContents));
    context.ensureActive();
    var errors =
        new ArrayList<>(checkContents ? newErrorsCheck.find(workspace, context) : List.of());
    workspace
        .changesOutsideScope()
        .forEach(
            path -> errors.add("I-04: %s is outside of the scope and was changed".formatted(path)));
    messages.stream().filter(CheckMessage::error).map(CheckMessage::text).forEach(errors::add);
    var warnings =
        messages.stream().filter(message -> !message.error()).map(CheckMessage::text).toList();
    if (errors.isEmpty() && checkContents) {
      errors.addAll(findUnstable(workspace, reported, context));
    }
    if (errors.isEmpty() && options.has(COMPREHENSIVE)) {
      duplicationCheck.findIncrease(workspace).ifPresent(errors::add);
    }
    if (errors.isEmpty() && !workspace.isPatchExact()) {
      errors.add("I-19: the patch does not reproduce the result exactly");
    }
    if (errors.isEmpty()) {
      buildCheck.findRegression(workspace, context).ifPresent(errors::add);
    }
    warnings.forEach(warning -> context.logLine("Warning: " + warning));
    errors.forEach(error -> context.logLine("Error: " + error));
    if (!errors.isEmpty()) {
      return CommandResult.failure(FailureKind.INTEGRITY, String.join("; ", errors))
          .withWarnings(warnings);
    }
    long changedFiles = workspace.differences().size();
    return CommandResult.success(
            "%s %s safe"
                .formatted(
                    Quantity.of(changedFiles, "changed file"), changedFiles == 1 ? "is" : "are"))
        .withMetric("files_changed", changedFiles)
        .withWarnings(warnings);
  }

  private List<CheckMessage> check(
      Workspace workspace, FileChange difference, ReportedChanges reported, boolean checkContents) {
    String path = difference.path();
    try {
      return switch (difference.kind()) {
        case DELETED -> CheckMessage.error("I-02", path, "is missing");
        case ADDED -> handleAdded(workspace, path, reported);
        case RETYPED -> CheckMessage.error("I-07", path, "changed its mode or its file type");
        case MODIFIED -> checkModified(workspace, difference, reported, checkContents);
      };
    } catch (IOException e) {
      return CheckMessage.error("I-01", path, "cannot be read: " + e.getMessage());
    }
  }

  private static List<CheckMessage> handleAdded(
      Workspace workspace, String path, ReportedChanges reported) throws IOException {
    if (reported.declared().contains(path)) {
      return List.of();
    }
    Files.delete(workspace.folder().resolve(path));
    return CheckMessage.warning("I-03", path, "was left behind by a tool and has been removed");
  }

  private List<CheckMessage> checkModified(
      Workspace workspace, FileChange difference, ReportedChanges reported, boolean checkContents)
      throws IOException {
    String path = difference.path();
    if (!difference.regular()) {
      return CheckMessage.error("I-05", path, "is a link or a submodule and was changed");
    }
    if (!reported.changedFiles().contains(path)) {
      return CheckMessage.error("I-04", path, "was changed but not reported by any step");
    }
    var file = workspace.folder().resolve(path);
    Optional<SourceFile> before =
        SourceFile.decode(path, file, workspace.readOriginal(path).orElseThrow());
    Optional<SourceFile> after = SourceFile.decode(path, file, Files.readAllBytes(file));
    if (before.isEmpty() || after.isEmpty()) {
      return CheckMessage.error("I-06", path, "is binary and was changed");
    }
    Set<Purpose> purposes = reported.purposes();
    Optional<SafetyViolation> formViolation =
        verifier.verifyForm(before.get(), after.get(), purposes);
    if (formViolation.isPresent()) {
      workspace.revert(path);
      return CheckMessage.warning(
          formViolation.get().check(),
          path,
          formViolation.get().description() + "; the file has been restored");
    }
    if (!checkContents) {
      return List.of();
    }
    if (TargetConfig.isCritical(path) && !reported.selectedByName().contains(path)) {
      return CheckMessage.error(
          "I-21", path, "is critical and was changed without being requested by its full path");
    }
    Optional<SafetyViolation> contentViolation =
        reported.isFixedOnly(path)
            ? verifier.verifyContent(before.get(), after.get(), purposes)
            : Optional.empty();
    return contentViolation
        .map(violation -> CheckMessage.error(violation.check(), path, violation.description()))
        .orElse(List.of());
  }

  /** Returns an error for each file that the same tools would change again (integrity check I-14). */
  private List<String> findUnstable(
      Workspace workspace, ReportedChanges reported, CommandContext context)
      throws IOException, InterruptedException {
    var errors = new ArrayList<String>();
    var changed = NewErrorsCheck.changedPaths(workspace);
    var configFiles = new ToolConfigFiles(workspace.files());
    var files =
        configFiles.files().stream()
            .filter(file -> changed.contains(file.path()) && reported.isLastFixed(file.path()))
            .toList();
    for (FixRequest request : reported.requests()) {
      FixerChain chain = fixerRunner.chain(workspace, configFiles, request, context);
      for (FileResult result : fixerRunner.fix(files, chain, request.purposes(), context)) {
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
