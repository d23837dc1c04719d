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

/** The commands that rewrite files, each with what it may change, and parts of others. */
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
        CommandSpec.modifying(FORMAT, "Lays out files as their formatter or .editorconfig says")
            .after("quality/verify"),
        EnumSet.of(Purpose.LINE_ENDINGS, Purpose.LAYOUT));
  }

  @Bean
  FixCommand cleanup() {
    return command(
        cleaning(
            "quality/cleanup",
            "Removes what nothing needs: unused imports, what stands twice, dead private code"),
        EnumSet.of(Purpose.DEAD_CODE, Purpose.DUPLICATES, Purpose.IMPORTS));
  }

  @Bean
  FixCommand cleanupImports() {
    return command(
        cleaning("quality/cleanup_imports", "Removes imports that nothing needs"),
        EnumSet.of(Purpose.IMPORTS));
  }

  @Bean
  FixCommand cleanupDeadCode() {
    return command(
        cleaning(
            "quality/cleanup_dead_code",
            "Removes private and local declarations that nothing refers to"),
        EnumSet.of(Purpose.DEAD_CODE));
  }

  @Bean
  FixCommand cleanupDuplicates() {
    return command(
        cleaning(
            "quality/cleanup_duplicates",
            "Removes what stands twice where once says the same: imports, declarations, entries of"
                + " lists"),
        EnumSet.of(Purpose.DUPLICATES));
  }

  @Bean
  FixCommand optimizeImports() {
    return command(
        cleaning("quality/optimize_imports", "Removes unused imports and puts the others in order"),
        EnumSet.of(Purpose.IMPORTS, Purpose.IMPORT_ORDER));
  }

  /**
   * What of a command merges private code that says the same, and removes what nothing needs any more then.
   *
   * @param options of the command that are not for this part of it
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
