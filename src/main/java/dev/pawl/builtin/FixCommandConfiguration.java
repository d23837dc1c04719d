package dev.pawl.builtin;

import dev.pawl.command.Command;
import dev.pawl.command.CommandSpec;
import dev.pawl.command.Severity;
import dev.pawl.node.NodeService;
import dev.pawl.tool.Fixer.Purpose;
import dev.pawl.workspace.WorkspaceService;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Configures the commands that rewrite files, each with the purposes of the fixers that it runs. */
@Configuration(proxyBeanMethods = false)
class FixCommandConfiguration {

  private static final String FORMAT = "quality/format";
  private static final String DEDUPE = "quality/dedupe";

  private final WorkspaceService workspaces;
  private final FixerRunner fixerRunner;

  FixCommandConfiguration(WorkspaceService workspaces, FixerRunner fixerRunner) {
    this.workspaces = workspaces;
    this.fixerRunner = fixerRunner;
  }

  @Bean
  FixCommand format() {
    return createFixCommand(
        CommandSpec.modifying(
                FORMAT, "Formats files with their formatters or according to .editorconfig")
            .dependingOn("quality/verify")
            .readingScope(),
        EnumSet.of(Purpose.LINE_ENDINGS, Purpose.LAYOUT));
  }

  @Bean
  FixCommand cleanup() {
    return createFixCommand(
        cleanupSpec(
            "quality/cleanup",
            "Removes unused imports, exact duplicates and unused private declarations"),
        EnumSet.of(Purpose.DEAD_CODE, Purpose.DUPLICATES, Purpose.IMPORTS));
  }

  @Bean
  FixCommand cleanupImports() {
    return createFixCommand(
        cleanupSpec("quality/cleanup_imports", "Removes unused imports"),
        EnumSet.of(Purpose.IMPORTS));
  }

  @Bean
  FixCommand cleanupDeadCode() {
    return createFixCommand(
        cleanupSpec("quality/cleanup_dead_code", "Removes unused private and local declarations"),
        EnumSet.of(Purpose.DEAD_CODE));
  }

  @Bean
  FixCommand cleanupDuplicates() {
    return createFixCommand(
        cleanupSpec(
            "quality/cleanup_duplicates",
            "Removes exact duplicates: repeated imports and repeated entries in list files"),
        EnumSet.of(Purpose.DUPLICATES));
  }

  @Bean
  FixCommand optimizeImports() {
    return createFixCommand(
        cleanupSpec("quality/optimize_imports", "Removes unused imports and sorts the others"),
        EnumSet.of(Purpose.IMPORTS, Purpose.IMPORT_ORDER));
  }

  @Bean
  FormatPreview formatPreview(@Qualifier("format") FixCommand format, NodeService nodes) {
    return new FormatPreview(format, fixerRunner, workspaces, nodes.name(), nodes::findTools);
  }

  /**
   * Creates the part of a command that merges equal private methods and removes the code that becomes unused.
   *
   * @param options the options of the command that this part accepts and ignores
   */
  Command createMergeCommand(CommandSpec spec, List<String> options) {
    var purposes = EnumSet.of(Purpose.EQUAL_CODE, Purpose.DEAD_CODE, Purpose.IMPORTS);
    return new FixCommand(spec, purposes, options, workspaces, fixerRunner);
  }

  private static CommandSpec cleanupSpec(String name, String description) {
    return CommandSpec.modifying(name, description)
        .dependingOn(FORMAT)
        .conflictingWith(FORMAT, Severity.WARNING)
        .conflictingWith(DEDUPE, Severity.WARNING);
  }

  private FixCommand createFixCommand(CommandSpec spec, Set<Purpose> purposes) {
    return new FixCommand(spec, purposes, List.of(), workspaces, fixerRunner);
  }
}
