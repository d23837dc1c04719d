package dev.pawl.tool.duplicates;

import dev.pawl.command.Command;
import dev.pawl.command.CommandSpec;
import dev.pawl.command.Finding;
import dev.pawl.command.Invocation;
import dev.pawl.command.Outcome;
import dev.pawl.command.Severity;
import dev.pawl.tool.FixCommands;
import java.util.ArrayList;
import org.springframework.stereotype.Component;

/** Merges private methods that are provably equal, and reports the remaining duplicate code. */
@Component
class DedupeAdvancedCommand implements Command {

  private static final String FORMAT = "quality/format";
  private static final String CLEANUP = "quality/cleanup";

  private final CommandSpec spec =
      CommandSpec.modifying(
              "quality/dedupe_advanced",
              "Merges equal private methods of a class, and finds the remaining duplicate code")
          .after(CLEANUP, FORMAT)
          .conflictsWith(CLEANUP, Severity.WARNING);
  private final Command merging;
  private final DedupeCommand dedupe;

  DedupeAdvancedCommand(FixCommands fixes, DedupeCommand dedupe) {
    this.merging = fixes.merging(spec, DedupeCommand.OPTIONS);
    this.dedupe = dedupe;
  }

  @Override
  public CommandSpec spec() {
    return spec;
  }

  @Override
  public Outcome execute(Invocation invocation) throws Exception {
    Outcome merged = merging.execute(invocation);
    if (merged.failed().isPresent()) {
      return merged;
    }
    Outcome report = dedupe.report(invocation);
    if (report.failed().isPresent()) {
      return report;
    }
    var findings = new ArrayList<Finding>(merged.findings());
    findings.addAll(report.findings());
    Outcome both = merged.withFindings(findings).withWarnings(report.warnings());
    for (var metric : report.metrics().entrySet()) {
      both = both.with(metric.getKey(), metric.getValue());
    }
    return both.saying("%s; %s".formatted(merged.summary(), report.summary()))
        .with("findings", findings.size());
  }
}
