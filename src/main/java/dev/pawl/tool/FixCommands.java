package dev.pawl.tool;

import dev.pawl.command.Command;
import dev.pawl.command.CommandSpec;
import dev.pawl.command.Severity;
import dev.pawl.tool.Fixer.Purpose;
import dev.pawl.workspace.Workspaces;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Configures the commands that rewrite files, each with the purposes of the fixers that it runs. */
@Configuration(proxyBeanMethods = false)
public class FixCommands {

  private static final String FORMAT = "quality/format";
  private static final String DEDUPE = "quality/dedupe";

  private final Workspaces workspaces;
  private final Fixing fixing;

  FixCommands(Workspaces workspaces, Fixing fixing) {
    this.workspaces = workspaces;
    this.fixing = fixing;
  }

  @Bean
  FixCommand format() {
    return command(
        CommandSpec.modifying(FORMAT, "Formats files with their formatters or by .editorconfig")
            .after("quality/verify"),
        EnumSet.of(Purpose.LINE_ENDINGS, Purpose.LAYOUT));
  }

  @Bean
  FixCommand cleanup() {
    return command(
        cleaning(
            "quality/cleanup",
            "Removes unused imports, exact duplicates and unused private declarations"),
        EnumSet.of(Purpose.DEAD_CODE, Purpose.DUPLICATES, Purpose.IMPORTS));
  }

  @Bean
  FixCommand cleanupImports() {
    return command(
        cleaning("quality/cleanup_imports", "Removes unused imports"), EnumSet.of(Purpose.IMPORTS));
  }

  @Bean
  FixCommand cleanupDeadCode() {
    return command(
        cleaning("quality/cleanup_dead_code", "Removes unused private and local declarations"),
        EnumSet.of(Purpose.DEAD_CODE));
  }

  @Bean
  FixCommand cleanupDuplicates() {
    return command(
        cleaning(
            "quality/cleanup_duplicates",
            "Removes exact duplicates: repeated imports and repeated entries of list files"),
        EnumSet.of(Purpose.DUPLICATES));
  }

  @Bean
  FixCommand optimizeImports() {
    return command(
        cleaning("quality/optimize_imports", "Removes unused imports and sorts the others"),
        EnumSet.of(Purpose.IMPORTS, Purpose.IMPORT_ORDER));
  }

  /**
   * Creates the part of a command that merges equal private methods and removes the code that becomes unused.
   *
   * @param options the options of the command that this part accepts and ignores
   */
  public Command merging(CommandSpec spec, List<String> options) {
    var purposes = EnumSet.of(Purpose.EQUAL_CODE, Purpose.DEAD_CODE, Purpose.IMPORTS);
    return new FixCommand(spec, purposes, options, workspaces, fixing);
  }

  private static CommandSpec cleaning(String name, String description) {
    return CommandSpec.modifying(name, description)
        .after(FORMAT)
        .conflictsWith(FORMAT, Severity.WARNING)
        .conflictsWith(DEDUPE, Severity.WARNING);
  }

  private FixCommand command(CommandSpec spec, Set<Purpose> purposes) {
    return new FixCommand(spec, purposes, List.of(), workspaces, fixing);
  }
}
