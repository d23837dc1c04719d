package dev.pawl.archive;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Uploaded archives over HTTP. */
@RestController
@RequestMapping("/api/v1/archives")
@Tag(name = "archives")
class ArchivesController {

  private static final String GZIP = "application/gzip";
  private static final String X_GZIP = "application/x-gzip";
  private static final String ZIP = "application/zip";
  private static final String X_ZIP = "application/x-zip-compressed";
  private static final String BYTES = MediaType.APPLICATION_OCTET_STREAM_VALUE;

  private final Archives archives;

  ArchivesController(Archives archives) {
    this.archives = archives;
  }

  /** The archives that can be used, newest first. */
  record ArchiveList(List<Archive> items) {}

  private static ErrorResponseException unknown(String id) {
    var problem =
        ProblemDetail.forStatusAndDetail(
            HttpStatus.NOT_FOUND,
            "There is no archive %s, or it has expired; GET /api/v1/archives lists them"
                .formatted(id));
    problem.setTitle("Unknown archive");
    return new ErrorResponseException(HttpStatus.NOT_FOUND, problem, null);
  }

  @PostMapping(consumes = {GZIP, X_GZIP, ZIP, X_ZIP, BYTES})
  @Operation(
      summary = "Upload a tar.gz or a zip as a target",
      description =
          "The body is the archive itself; which of the two it is, its first bytes say. Submit"
              + " {\"target\": {\"archive\": \"<archive_id>\"}} then. Executable bits and links are"
              + " kept, owners and times are not; folders called .git are left out, and said in"
              + " left_out. What leads out of the archive, is there twice, is neither file, folder nor"
              + " link, or unpacks to too much, is refused with its name, and nothing is kept.")
  @RequestBody(
      required = true,
      content = {
        @Content(mediaType = GZIP, schema = @Schema(type = "string", format = "binary")),
        @Content(mediaType = ZIP, schema = @Schema(type = "string", format = "binary")),
        @Content(mediaType = BYTES, schema = @Schema(type = "string", format = "binary"))
      })
  @ApiResponse(responseCode = "201")
  @ApiResponse(
      responseCode = "413",
      description = "Larger than an upload may be",
      content = @Content(mediaType = "application/problem+json"))
  @ApiResponse(
      responseCode = "415",
      description = "Neither a tar.gz nor a zip",
      content = @Content(mediaType = "application/problem+json"))
  @ApiResponse(
      responseCode = "422",
      description = "Not an archive to work on; the entries are named",
      content = @Content(mediaType = "application/problem+json"))
  @ApiResponse(
      responseCode = "507",
      description = "The archives that are kept leave no room for another one",
      content = @Content(mediaType = "application/problem+json"))
  ResponseEntity<Archive> upload(HttpServletRequest request) throws IOException {
    Archive archive = archives.receive(request.getInputStream(), request.getContentLengthLong());
    return ResponseEntity.created(URI.create("/api/v1/archives/" + archive.archiveId()))
        .body(archive);
  }

  @GetMapping
  @Operation(summary = "The archives that can be used, newest first")
  ArchiveList list() {
    return new ArchiveList(archives.list());
  }

  @GetMapping("/{id}")
  @Operation(summary = "Look at an archive")
  Archive get(@PathVariable String id) {
    return archives.find(id).orElseThrow(() -> unknown(id));
  }

  @DeleteMapping("/{id}")
  @Operation(
      summary = "Forget an archive before it expires",
      description = "Patches and results of workflows that used it stay.")
  @ApiResponse(responseCode = "204")
  @ApiResponse(
      responseCode = "409",
      description = "A workflow that is not over uses it",
      content = @Content(mediaType = "application/problem+json"))
  ResponseEntity<Void> forget(@PathVariable String id) throws IOException {
    archives.find(id).orElseThrow(() -> unknown(id));
    archives.forget(id);
    return ResponseEntity.noContent().build();
  }
}
