package dev.pawl.report;

import dev.pawl.archive.TarGzWriter;
import dev.pawl.workflow.StepLogService;
import dev.pawl.workflow.WorkflowNotFoundException;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.headers.Header;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** REST API for downloading the logs and reports of a workflow as one archive. */
@RestController
@Tag(name = "results")
class ReportArchiveController {

  private static final String GZIP = "application/gzip";

  private final ReportService reports;
  private final StepLogService logs;

  ReportArchiveController(ReportService reports, StepLogService logs) {
    this.reports = reports;
    this.logs = logs;
  }

  /**
   * Writes the archive synchronously; a streaming response body would be subject to the async request timeout.
   *
   * @param id the id of the workflow
   */
  @GetMapping(
      path = "/api/v1/workflows/{id}/archive",
      produces = {GZIP, MediaType.APPLICATION_PROBLEM_JSON_VALUE})
  @Operation(
      operationId = "downloadReports",
      summary = "Download the logs and reports of a workflow as a tar.gz",
      description =
          "Contains logs/<step>.<attempt>.log and reports/ with the current report in every format."
              + " Also available for running and failed workflows.")
  @ApiResponse(
      responseCode = "200",
      headers =
          @Header(name = "Content-Disposition", ref = "#/components/headers/Content-Disposition"),
      content = @Content(mediaType = GZIP, schema = @Schema(type = "string", format = "binary")))
  void archive(@PathVariable String id, HttpServletResponse response) throws IOException {
    Report report = reports.find(id).orElseThrow(() -> new WorkflowNotFoundException(id));
    response.setContentType(GZIP);
    response.setHeader(
        HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"" + id + ".logs.tar.gz\"");
    // A tar entry starts with its size, which is unknown until a report or a copy of a growing log
    // is complete.
    Path tempFile = Files.createTempFile("report", null);
    try (var tarGz = new TarGzWriter(response.getOutputStream())) {
      for (StepLogService.NamedLog log : logs.findAll(id)) {
        try (InputStream in = log.content().getInputStream()) {
          Files.copy(in, tempFile, StandardCopyOption.REPLACE_EXISTING);
        }
        tarGz.addFile(id + "/logs/" + log.name(), false, Files.size(tempFile), copy(tempFile));
      }
      for (ReportFormat format : ReportFormat.values()) {
        try (OutputStream out = Files.newOutputStream(tempFile)) {
          reports.write(report, format, out);
        }
        tarGz.addFile(
            id + "/reports/" + format.fileName(), false, Files.size(tempFile), copy(tempFile));
      }
    } finally {
      Files.delete(tempFile);
    }
  }

  private static TarGzWriter.ContentWriter copy(Path file) {
    return out -> Files.copy(file, out);
  }
}
