package dev.pawl.builtin;

import dev.pawl.command.Command;
import dev.pawl.command.CommandContext;
import dev.pawl.command.CommandResult;
import dev.pawl.command.CommandSpec;
import dev.pawl.command.Finding;
import dev.pawl.command.Finding.RelatedLocation;
import dev.pawl.command.Severity;
import dev.pawl.duplication.DedupeCommand;
import java.util.ArrayList;
import java.util.List;
import org.springframework.stereotype.Component;

/** Merges private methods that are provably equal, and reports the remaining duplicate code. */
@Component
class DedupeAdvancedCommand implements Command {

  private static final String FORMAT = "quality/format";
  private static final String NOT_EQUAL_METHODS =
      "the places are not private methods of one class that are provably equal";

  private static final String OTHER_CLASS =
      "the places are in different files, and no class may call the private methods of another";

  private static final String CLEANUP = "quality/cleanup";

  private final CommandSpec spec =
      CommandSpec.modifying(
              "quality/dedupe_advanced",
              "Merges equal private methods of a class, and finds the remaining duplicate code")
          .dependingOn(CLEANUP, FORMAT)
          .conflictingWith(CLEANUP, Severity.WARNING);
  private final Command mergeCommand;
  private final DedupeCommand dedupeCommand;

  DedupeAdvancedCommand(FixCommandConfiguration fixCommands, DedupeCommand dedupeCommand) {
    this.mergeCommand = fixCommands.createMergeCommand(spec, dedupeCommand.options());
    this.dedupeCommand = dedupeCommand;
  }

  @Override
  public CommandSpec spec() {
    return spec;
  }

  @Override
  public List<String> options() {
    return dedupeCommand.options();
  }

  @Override
  public CommandResult execute(CommandContext context) throws Exception {
    CommandResult merged = mergeCommand.execute(context);
    if (merged.findFailure().isPresent()) {
      return merged;
    }
    CommandResult report = dedupeCommand.execute(context);
    if (report.findFailure().isPresent()) {
      return report;
    }
    var findings = new ArrayList<Finding>(merged.findings());
    report.findings().stream().map(DedupeAdvancedCommand::withReason).forEach(findings::add);
    CommandResult combined = merged.withFindings(findings).withWarnings(report.warnings());
    for (var metric : report.metrics().entrySet()) {
      combined = combined.withMetric(metric.getKey(), metric.getValue());
    }
    return combined
        .withSummary("%s; %s".formatted(merged.summary(), report.summary()))
        .withMetric("findings", findings.stream().filter(it -> !it.isSuppressed()).count());
  }

  /** Adds to a finding about duplicate code in Java why it was not merged. */
  private static Finding withReason(Finding finding) {
    List<RelatedLocation> others = finding.relatedLocations();
    if (others == null || !finding.file().endsWith(".java")) {
      return finding;
    }
    boolean inOneFile = others.stream().allMatch(place -> place.file().equals(finding.file()));
    return finding.withMessage(
        "%s; not merged: %s"
            .formatted(finding.message(), inOneFile ? NOT_EQUAL_METHODS : OTHER_CLASS));
  }
}
