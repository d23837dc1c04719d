package dev.pawl.cache;

import io.swagger.v3.oas.annotations.Operation;
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

/** The cache over HTTP. */
@RestController
@Tag(name = "operations")
class CacheController {

  private static final String ACTIONS = "must be auto, clear or optimize";

  private final CacheUpkeep upkeep;

  CacheController(CacheUpkeep upkeep) {
    this.upkeep = upkeep;
  }

  /** What is to be done. */
  record CacheRequest(
      @NotNull(message = ACTIONS) @Pattern(regexp = "auto|clear|optimize", message = ACTIONS)
          @Nullable String action) {}

  /** What was done, and what the cache is now; {@code auto} when it needed nothing. */
  record CacheAnswer(CacheAction done, CacheView cache) {}

  @GetMapping("/api/v1/cache")
  @Operation(
      summary = "What is kept of earlier runs",
      description =
          "Results of tools by the content that they were computed from. The state is missing, empty,"
              + " invalid (a checksum is wrong), stale (over half of it was not used for a day) or"
              + " valid; hits and misses are those of the node that answers.")
  CacheView cache() {
    return upkeep.view();
  }

  @PostMapping(path = "/api/v1/cache", consumes = MediaType.APPLICATION_JSON_VALUE)
  @Operation(
      summary = "Clear or optimize the cache",
      description =
          "clear forgets everything; optimize forgets what is damaged or was not used for a day; auto"
              + " clears an invalid cache and optimizes a stale one. Nothing but time is lost.")
  CacheAnswer act(@Valid @RequestBody CacheRequest request) {
    CacheAction done = upkeep.act(CacheAction.of(Objects.requireNonNull(request.action())));
    return new CacheAnswer(done, upkeep.view());
  }
}
