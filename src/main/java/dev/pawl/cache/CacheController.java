package dev.pawl.cache;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** Reports on the cache and maintains it, over HTTP. */
@RestController
@Tag(name = "operations")
class CacheController {

  private static final String ACTIONS = "must be auto, clear or optimize";

  private final CacheMaintenanceService maintenance;

  CacheController(CacheMaintenanceService maintenance) {
    this.maintenance = maintenance;
  }

  /**
   * The requested action.
   *
   * @param action the action to execute; {@code auto} chooses the action by the state of the cache
   */
  @Schema(name = "CacheActionRequest")
  record CacheRequest(
      @NotNull(message = ACTIONS)
          @Pattern(regexp = "auto|clear|optimize", message = ACTIONS)
          @Schema(requiredMode = Schema.RequiredMode.REQUIRED, implementation = CacheAction.class)
          @Nullable String action) {}

  /**
   * The executed action and the resulting state; {@code auto} if no action was necessary.
   *
   * @param done the executed action; {@code auto} if no action was necessary
   * @param cache the state after the action
   */
  @Schema(name = "CacheActionResult")
  record CacheAnswer(CacheAction done, CacheView cache) {}

  @GetMapping("/api/v1/cache")
  @Operation(
      operationId = "getCache",
      summary = "Get the state of the result cache",
      description =
          "The cache holds results of tools, by the content that they were computed from. Its state"
              + " is missing, empty, invalid (a checksum is wrong), stale (more than half of the"
              + " entries were not used for a day) or valid. Hits and misses are those of the"
              + " responding node.")
  CacheView cache() {
    return maintenance.view();
  }

  @PostMapping(path = "/api/v1/cache", consumes = MediaType.APPLICATION_JSON_VALUE)
  @Operation(
      operationId = "maintainCache",
      summary = "Clear or optimize the cache",
      description =
          "clear deletes all entries; optimize deletes entries that are damaged or were not used"
              + " for a day; auto clears an invalid cache and optimizes a stale one. Deleted"
              + " results are computed again when they are needed.")
  CacheAnswer act(@Valid @RequestBody CacheRequest request) {
    CacheAction executed =
        maintenance.execute(CacheAction.fromName(Objects.requireNonNull(request.action())));
    return new CacheAnswer(executed, maintenance.view());
  }
}
