package dev.pawl.lock;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** REST API for locks. */
@RestController
@Tag(name = "operations")
class LockController {

  private final LockService locks;

  LockController(LockService locks) {
    this.locks = locks;
  }

  /**
   * The held locks.
   *
   * @param items the held locks
   */
  @Schema(name = "LockList")
  record LockList(List<LockView> items) {}

  @GetMapping("/api/v1/locks")
  @Operation(
      operationId = "listLocks",
      summary = "List held locks",
      description =
          "Locks of concurrency groups and of publishing to targets, with holders and waiters.")
  LockList locks() {
    return new LockList(locks.findAll());
  }
}
