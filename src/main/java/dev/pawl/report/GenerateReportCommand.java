package dev.pawl.report;

import dev.pawl.command.Command;
import dev.pawl.command.CommandContext;
import dev.pawl.command.CommandResult;
import dev.pawl.command.CommandSpec;
import dev.pawl.workspace.StepLogStorage;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.springframework.stereotype.Component;

/** The command that writes the current reports of a workflow next to its logs. */
@Component
class GenerateReportCommand implements Command {

  private final ReportService reports;
  private final StepLogStorage logs;

  GenerateReportCommand(ReportService reports, StepLogStorage logs) {
    this.reports = reports;
    this.logs = logs;
  }

  @Override
  public CommandSpec spec() {
    return CommandSpec.readOnly("report/generate", "Writes the current reports of the workflow")
        .readingScope();
  }

  @Override
  public CommandResult execute(CommandContext invocation) throws Exception {
    String workflow = invocation.workflow();
    Report report = reports.find(workflow).orElseThrow();
    Path folder = Files.createDirectories(logs.folder(workflow).resolve("reports"));
    for (ReportFormat format : ReportFormat.values()) {
      invocation.ensureActive();
      try (OutputStream out = Files.newOutputStream(folder.resolve(format.fileName()))) {
        reports.write(report, format, out);
      }
      invocation.logLine("Report written: " + format.fileName());
    }
    return CommandResult.success("%d reports written".formatted(ReportFormat.values().length))
        .withMetric("reports", ReportFormat.values().length)
        .withFact("folder", folder.toString());
  }
}
