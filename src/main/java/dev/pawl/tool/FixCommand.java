package dev.pawl.tool;

import dev.pawl.command.Command;
import dev.pawl.command.CommandSpec;
import dev.pawl.command.Finding;
import dev.pawl.command.Invocation;
import dev.pawl.command.Outcome;
import dev.pawl.command.Severity;
import dev.pawl.workspace.TargetConfig;
import dev.pawl.workspace.Workspace;
import dev.pawl.workspace.Workspace.WorkspaceFile;
import dev.pawl.workspace.Workspaces;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Rewrites the files that the fixers of one purpose speak for. */
final class FixCommand implements Command {

  /** One command for each purpose. */
  @Configuration(proxyBeanMethods = false)
  static class Registration {

    @Bean
    FixCommand format(Workspaces workspaces, Fixing fixing) {
      var spec =
          CommandSpec.modifying(
              "quality/format", "Lays out files as their formatter or .editorconfig says");
      return new FixCommand(spec.after("quality/verify"), Fixer.Purpose.LAYOUT, workspaces, fixing);
    }

    @Bean
    FixCommand cleanup(Workspaces workspaces, Fixing fixing) {
      var spec =
          CommandSpec.modifying("quality/cleanup", "Removes what nothing needs: unused imports");
      return new FixCommand(
          spec.after("quality/format")
              .conflictsWith("quality/format", Severity.WARNING)
              .conflictsWith("quality/dedupe", Severity.WARNING),
          Fixer.Purpose.CLEANUP,
          workspaces,
          fixing);
    }
  }

  /** What became of one file. */
  private record Fixed(String path, List<String> fixers, List<Finding> findings) {}

  private final CommandSpec spec;
  private final Fixer.Purpose purpose;
  private final Workspaces workspaces;
  private final Fixing fixing;

  FixCommand(CommandSpec spec, Fixer.Purpose purpose, Workspaces workspaces, Fixing fixing) {
    this.spec = spec;
    this.purpose = purpose;
    this.workspaces = workspaces;
    this.fixing = fixing;
  }

  @Override
  public CommandSpec spec() {
    return spec;
  }

  @Override
  public Outcome execute(Invocation invocation) throws Exception {
    Workspace workspace = workspaces.get(invocation.workspace());
    var selection = Selection.of(invocation);
    var files =
        selection.in(workspace).stream()
            .filter(file -> !invocation.conditions().without().contains(file.path()))
            .filter(file -> !TargetConfig.isCritical(file.path()) || selection.names(file.path()))
            .toList();
    Predicate<Fixer> wanted =
        Fixing.wantedBy(workspace.config())
            .and(fixer -> !invocation.conditions().avoided().contains(fixer.name()));
    List<Fixed> results =
        InParallel.flatMap(
            invocation.conditions(),
            files,
            file -> fix(file, wanted, invocation).stream().toList());
    var changed =
        results.stream().filter(result -> !result.fixers().isEmpty()).map(Fixed::path).toList();
    var findings =
        Finding.fingerprinted(
            results.stream().flatMap(result -> result.findings().stream()).toList(),
            (file, line) -> "");
    findings.forEach(finding -> invocation.say(finding.file() + ": " + finding.message()));
    String left = findings.isEmpty() ? "" : ", %d left as they are".formatted(findings.size());
    return Outcome.success("%d of %d files changed%s".formatted(changed.size(), files.size(), left))
        .withFindings(findings)
        .withChanged(changed)
        .with(Fixing.PURPOSE, purpose.name())
        .with("files", files.size())
        .with("files_changed", changed.size());
  }

  private Optional<Fixed> fix(WorkspaceFile file, Predicate<Fixer> wanted, Invocation invocation) {
    try {
      Optional<SourceFile> source = SourceFile.read(file);
      if (source.isEmpty()) {
        return Optional.empty();
      }
      Fixing.Result result = fixing.fix(source.get(), purpose, wanted);
      if (!result.fixers().isEmpty()) {
        invocation.ensureActive();
        Files.write(file.file(), result.source().encode());
        invocation.say(file.path() + ": " + String.join(", ", result.fixers()));
      }
      return result.fixers().isEmpty() && result.findings().isEmpty()
          ? Optional.empty()
          : Optional.of(new Fixed(file.path(), result.fixers(), result.findings()));
    } catch (IOException e) {
      var finding =
          Finding.at(
              file.path(),
              0,
              0,
              Severity.WARNING,
              spec.name(),
              "unreadable",
              String.valueOf(e.getMessage()));
      return Optional.of(new Fixed(file.path(), List.of(), List.of(finding)));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }
}
