package dev.pawl.report;

import dev.pawl.command.Command;
import dev.pawl.command.CommandSpec;
import dev.pawl.command.Invocation;
import dev.pawl.command.Outcome;
import dev.pawl.workflow.StepLogs;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.springframework.stereotype.Component;

/** The command that writes the current reports of a workflow next to its logs. */
@Component
class GenerateReport implements Command {

  private final Reports reports;
  private final StepLogs logs;

  GenerateReport(Reports reports, StepLogs logs) {
    this.reports = reports;
    this.logs = logs;
  }

  @Override
  public CommandSpec spec() {
    return CommandSpec.reading("report/generate", "Writes the current reports of the workflow");
  }

  @Override
  public Outcome execute(Invocation invocation) throws Exception {
    String workflow = invocation.workflow();
    Report report = reports.of(workflow).orElseThrow();
    Path folder = Files.createDirectories(logs.folder(workflow).resolve("reports"));
    for (Format format : Format.values()) {
      invocation.ensureActive();
      try (OutputStream out = Files.newOutputStream(folder.resolve(format.file()))) {
        reports.write(report, format, out);
      }
      invocation.say("Report written: " + format.file());
    }
    return Outcome.success("%d reports written".formatted(Format.values().length))
        .with("reports", Format.values().length)
        .with("folder", folder.toString());
  }
}
