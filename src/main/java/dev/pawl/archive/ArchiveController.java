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

/** Uploads, lists and deletes archives over HTTP. */
@RestController
@RequestMapping("/api/v1/archives")
@Tag(name = "archives")
class ArchiveController {

  private static final String GZIP = "application/gzip";
  private static final String X_GZIP = "application/x-gzip";
  private static final String ZIP = "application/zip";
  private static final String X_ZIP = "application/x-zip-compressed";
  private static final String BYTES = MediaType.APPLICATION_OCTET_STREAM_VALUE;

  private final ArchiveService archives;

  ArchiveController(ArchiveService archives) {
    this.archives = archives;
  }

  /**
   * The usable archives, newest first.
   *
   * @param items the usable archives, newest first
   */
  @Schema(name = "ArchiveList")
  record ArchiveList(List<Archive> items) {}

  private static ErrorResponseException notFound(String id) {
    var problem =
        ProblemDetail.forStatusAndDetail(
            HttpStatus.NOT_FOUND,
            "Archive %s does not exist or has expired; GET /api/v1/archives lists the usable archives"
                .formatted(id));
    problem.setTitle("Archive not found");
    return new ErrorResponseException(HttpStatus.NOT_FOUND, problem, null);
  }

  @PostMapping(consumes = {GZIP, X_GZIP, ZIP, X_ZIP, BYTES})
  @Operation(
      operationId = "uploadArchive",
      summary = "Upload an archive as a target",
      description =
          "The body is the archive, a tar.gz or a zip; the format is detected by its first bytes."
              + " Submit {\"target\": {\"archive\": \"<archive_id>\"}} afterwards. Executable bits"
              + " and symbolic links are preserved, owners and times are not. Entries called .git"
              + " are omitted and listed in left_out. The upload is rejected, and nothing is"
              + " stored, if an entry points outside the archive, occurs twice or is not a file,"
              + " folder or link, or if the extracted size exceeds a limit; the response names the"
              + " entries at fault.")
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
      description = "The archive exceeds the maximum upload size",
      content = @Content(mediaType = "application/problem+json"))
  @ApiResponse(
      responseCode = "415",
      description = "The body is neither a tar.gz nor a zip",
      content = @Content(mediaType = "application/problem+json"))
  @ApiResponse(
      responseCode = "422",
      description = "The archive is rejected; errors lists the entries at fault",
      content = @Content(mediaType = "application/problem+json"))
  @ApiResponse(
      responseCode = "507",
      description = "The stored archives have reached their total size limit",
      content = @Content(mediaType = "application/problem+json"))
  ResponseEntity<Archive> upload(HttpServletRequest request) throws IOException {
    Archive archive = archives.upload(request.getInputStream(), request.getContentLengthLong());
    return ResponseEntity.created(URI.create("/api/v1/archives/" + archive.archiveId()))
        .body(archive);
  }

  @GetMapping
  @Operation(
      operationId = "listArchives",
      summary = "List the usable archives, newest first",
      description = "Archives can be used by workflows until they expire.")
  ArchiveList list() {
    return new ArchiveList(archives.list());
  }

  /**
   * Returns an archive.
   *
   * @param id the id of the archive
   */
  @GetMapping("/{id}")
  @Operation(
      operationId = "getArchive",
      summary = "Get an archive",
      description = "Returns its format, size and time of expiry.")
  Archive get(@PathVariable String id) {
    return archives.find(id).orElseThrow(() -> notFound(id));
  }

  /**
   * Deletes an archive before it expires.
   *
   * @param id the id of the archive
   */
  @DeleteMapping("/{id}")
  @Operation(
      operationId = "deleteArchive",
      summary = "Delete an archive before it expires",
      description = "Patches and results of workflows that used it remain available.")
  @ApiResponse(responseCode = "204")
  @ApiResponse(
      responseCode = "409",
      description = "An unfinished workflow uses the archive",
      content = @Content(mediaType = "application/problem+json"))
  ResponseEntity<Void> forget(@PathVariable String id) throws IOException {
    archives.find(id).orElseThrow(() -> notFound(id));
    archives.delete(id);
    return ResponseEntity.noContent().build();
  }
}
