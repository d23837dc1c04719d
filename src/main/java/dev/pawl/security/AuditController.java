package dev.pawl.security;

import dev.pawl.security.AuditLog.Entry;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.Window;
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
   * @param nextBefore the value of {@code before} for the next page; absent on the last page
   */
  @Schema(name = "AuditPage")
  record AuditPage(List<Entry> items, @Nullable Long nextBefore) {}

  @GetMapping("/api/v1/audit")
  @Operation(
      summary = "List audit log entries, newest first",
      description = "Every state-changing request, and every request rejected with 401 or 403.")
  AuditPage list(
      @RequestParam(defaultValue = "100") @Min(1) @Max(1000) int limit,
      @RequestParam(required = false) @Nullable Long before) {
    Window<Entry> window = audit.findNewest(limit, before);
    List<Entry> items = window.toList();
    return new AuditPage(items, window.hasNext() ? items.getLast().id() : null);
  }
}
