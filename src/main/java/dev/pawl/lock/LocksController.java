package dev.pawl.lock;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Locks over HTTP. */
@RestController
@Tag(name = "operations")
class LocksController {

  private final Locks locks;

  LocksController(Locks locks) {
    this.locks = locks;
  }

  /** What is held. */
  record LockList(List<LockView> items) {}

  @GetMapping("/api/v1/locks")
  @Operation(
      summary = "What only one workflow may hold at a time",
      description = "Concurrency groups and the right to publish to a target: holders and waiters.")
  LockList locks() {
    return new LockList(locks.all());
  }
}
