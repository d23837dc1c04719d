package dev.pawl.report;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
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
import org.springframework.http.ResponseEntity;
import org.springframework.util.MimeTypeUtils;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.StreamingResponseBody;

/** Reports over HTTP. */
@RestController
@Tag(name = "reports")
class ReportsController {

  private final Reports reports;

  ReportsController(Reports reports) {
    this.reports = reports;
  }

  @GetMapping("/api/v1/workflows/{id}/report")
  @Operation(
      summary = "The report of a workflow",
      description =
          "Also of one that runs or failed. The format comes from format=, else from Accept, else"
              + " it is text.")
  @ApiResponse(
      responseCode = "200",
      content = {
        @Content(mediaType = "text/plain", schema = @Schema(type = "string")),
        @Content(mediaType = "application/json", schema = @Schema(type = "object"))
      })
  ResponseEntity<StreamingResponseBody> report(
      @PathVariable String id,
      @Parameter(description = "text or json") @RequestParam(required = false)
          @Nullable String format,
      @Parameter(hidden = true) @RequestHeader(name = HttpHeaders.ACCEPT, required = false)
          @Nullable String accept) {
    Renderer renderer =
        format != null
            ? reports
                .byName(format)
                .orElseThrow(() ->
                    refused(
                        HttpStatus.UNPROCESSABLE_CONTENT,
                        "There is no format " + format + "; there are " + reports.formats()))
            : reports
                .byAccept(accepted(accept))
                .orElseThrow(() ->
                    refused(
                        HttpStatus.NOT_ACCEPTABLE,
                        "Ask for one of " + reports.formats() + " with format="));
    Report report =
        reports
            .of(id)
            .orElseThrow(() -> refused(HttpStatus.NOT_FOUND, "There is no workflow " + id + "."));
    MediaType type =
        renderer.mediaType().getType().equals("text")
            ? new MediaType(renderer.mediaType(), StandardCharsets.UTF_8)
            : renderer.mediaType();
    return ResponseEntity.ok().contentType(type).body(out -> renderer.render(report, out));
  }

  private static List<MediaType> accepted(@Nullable String header) {
    try {
      var types = Optional.ofNullable(header).map(MediaType::parseMediaTypes).orElse(List.of());
      var sorted = new ArrayList<>(types);
      MimeTypeUtils.sortBySpecificity(sorted);
      return sorted;
    } catch (InvalidMediaTypeException e) {
      throw refused(HttpStatus.NOT_ACCEPTABLE, "The Accept header cannot be read.");
    }
  }

  private static ErrorResponseException refused(HttpStatus status, String detail) {
    return new ErrorResponseException(
        status, ProblemDetail.forStatusAndDetail(status, detail), null);
  }
}
