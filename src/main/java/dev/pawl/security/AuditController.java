package dev.pawl.security;

import dev.pawl.security.AuditLog.Entry;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The audit log over HTTP, for administrators. */
@RestController
@Tag(name = "security")
class AuditController {

  private final AuditLog audit;

  AuditController(AuditLog audit) {
    this.audit = audit;
  }

  /**
   * A page of it.
   *
   * @param nextBefore to be sent as {@code before} for the next page; absent on the last one
   */
  record AuditPage(List<Entry> items, @Nullable Long nextBefore) {}

  @GetMapping("/api/v1/audit")
  @Operation(
      summary = "Who did what, newest first",
      description = "Every request that changed something, and every one that was refused.")
  AuditPage list(
      @RequestParam(defaultValue = "100") @Min(1) @Max(1000) int limit,
      @RequestParam(required = false) @Nullable Long before) {
    List<Entry> items = audit.entries(limit, before);
    return new AuditPage(items, items.size() == limit ? items.getLast().id() : null);
  }
}
