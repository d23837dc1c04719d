package dev.pawl.security;

import dev.pawl.security.AuditLog.Entry;
import dev.pawl.web.InvalidRequestException;
import dev.pawl.web.InvalidRequestException.ValidationError;
import dev.pawl.web.NextPage;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.headers.Header;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.Window;
import org.springframework.http.ResponseEntity;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Serves the audit log to administrators. */
@RestController
@Tag(name = "security")
class AuditController {

  private final AuditLog audit;

  AuditController(AuditLog audit) {
    this.audit = audit;
  }

  /**
   * A page of the audit log.
   *
   * @param items the entries, newest first
   * @param nextCursor the cursor of the next page; absent on the last page
   * @param nextBefore the same as next_cursor, as a number; use next_cursor
   */
  @Schema(name = "AuditPage")
  record AuditPage(
      List<Entry> items,
      @Nullable String nextCursor,
      @Schema(deprecated = true) @Nullable Long nextBefore) {}

  /**
   * Lists audit log entries, newest first.
   *
   * @param limit the maximum number of entries, from 1 to 1000
   * @param before the number of the last entry of the previous page; use cursor instead
   * @param cursor {@code next_cursor} of the previous page; the first page if absent
   */
  @GetMapping("/api/v1/audit")
  @Operation(
      operationId = "listAuditEntries",
      summary = "List audit log entries, newest first",
      description = "Every state-changing request, and every request rejected with 401 or 403.")
  @ApiResponse(
      responseCode = "200",
      headers = @Header(name = "Link", ref = "#/components/headers/Link"))
  ResponseEntity<AuditPage> list(
      @RequestParam(defaultValue = "100") @Min(1) @Max(1000) int limit,
      @Parameter(deprecated = true) @RequestParam(required = false) @Nullable Long before,
      @RequestParam(required = false) @Nullable String cursor,
      @Parameter(hidden = true) @RequestParam MultiValueMap<String, String> parameters) {
    var errors = new ArrayList<ValidationError>();
    Long position =
        InvalidRequestException.parse(
            "cursor", cursor, Long::valueOf, "is not a cursor of this list", errors);
    if (!errors.isEmpty()) {
      throw new InvalidRequestException(errors);
    }
    Window<Entry> window = audit.findNewest(limit, position == null ? before : position);
    List<Entry> items = window.toList();
    Long last = window.hasNext() ? items.getLast().id() : null;
    String next = last == null ? null : last.toString();
    return NextPage.respond(
        new AuditPage(items, next, last), "/api/v1/audit", parameters, next, "before");
  }
}
