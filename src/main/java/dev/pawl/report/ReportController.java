package dev.pawl.report;

import dev.pawl.workflow.WorkflowNotFoundException;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.headers.Header;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.util.MimeTypeUtils;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** REST API of the reports. */
@RestController
@Tag(name = "results")
class ReportController {

  private final ReportService reports;

  ReportController(ReportService reports) {
    this.reports = reports;
  }

  /**
   * Writes the report synchronously; a streaming response body would be subject to the async request timeout.
   *
   * @param id the id of the workflow
   * @param format the format; by the Accept header if absent
   */
  @GetMapping("/api/v1/workflows/{id}/report")
  @Operation(
      operationId = "getReport",
      summary = "Get the report of a workflow",
      description =
          "Also available for running and failed workflows. The format is selected by the format"
              + " parameter, else by the Accept header; the default is text. gitlab, checkstyle and"
              + " github require the format parameter, because they share the media types of json,"
              + " junit and text.")
  @ApiResponse(
      responseCode = "200",
      headers = {
        @Header(name = "Content-Disposition", ref = "#/components/headers/Content-Disposition"),
        @Header(name = "Vary", ref = "#/components/headers/Vary")
      },
      content = {
        @Content(mediaType = "text/plain", schema = @Schema(type = "string")),
        @Content(
            mediaType = "application/json",
            schema = @Schema(ref = JsonReportCustomizer.REFERENCE)),
        @Content(mediaType = "text/html", schema = @Schema(type = "string")),
        @Content(mediaType = "text/markdown", schema = @Schema(type = "string")),
        @Content(mediaType = "application/sarif+json", schema = @Schema(type = "object")),
        @Content(mediaType = "application/xml", schema = @Schema(type = "string")),
        @Content(mediaType = "text/x-diff", schema = @Schema(type = "string"))
      })
  void report(
      @PathVariable String id,
      @Parameter(schema = @Schema(implementation = ReportFormat.class))
          @RequestParam(required = false)
          @Nullable String format,
      @Parameter(hidden = true) @RequestHeader(name = HttpHeaders.ACCEPT, required = false)
          @Nullable String accept,
      HttpServletResponse response)
      throws IOException {
    ReportFormat requested = resolveFormat(format, accept);
    Report report = reports.find(id).orElseThrow(() -> new WorkflowNotFoundException(id));
    MediaType type = requested.mediaType();
    response.setContentType(
        (type.getType().equals("text") ? new MediaType(type, StandardCharsets.UTF_8) : type)
            .toString());
    response.setHeader(HttpHeaders.VARY, HttpHeaders.ACCEPT);
    response.setHeader(
        HttpHeaders.CONTENT_DISPOSITION,
        "inline; filename=\"%s.%s\"".formatted(id, requested.fileName()));
    reports.write(report, requested, response.getOutputStream());
  }

  private static ReportFormat resolveFormat(@Nullable String name, @Nullable String accept) {
    if (name != null) {
      return ReportFormat.fromParameter(name)
          .orElseThrow(() ->
              errorResponse(
                  HttpStatus.UNPROCESSABLE_CONTENT,
                  "Unknown format "
                      + name
                      + "; expected one of "
                      + ReportFormat.parameterValues()));
    }
    return ReportFormat.fromAccept(parseAccept(accept))
        .orElseThrow(() ->
            errorResponse(
                HttpStatus.NOT_ACCEPTABLE,
                "Not acceptable; use format= with one of " + ReportFormat.parameterValues() + "."));
  }

  private static List<MediaType> parseAccept(@Nullable String header) {
    try {
      var types = Optional.ofNullable(header).map(MediaType::parseMediaTypes).orElse(List.of());
      var sorted = new ArrayList<>(types);
      MimeTypeUtils.sortBySpecificity(sorted);
      return sorted;
    } catch (InvalidMediaTypeException e) {
      throw errorResponse(HttpStatus.NOT_ACCEPTABLE, "The Accept header is invalid.");
    }
  }

  private static ErrorResponseException errorResponse(HttpStatus status, String detail) {
    return new ErrorResponseException(
        status, ProblemDetail.forStatusAndDetail(status, detail), null);
  }
}
