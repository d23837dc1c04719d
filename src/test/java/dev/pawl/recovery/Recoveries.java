package dev.pawl.recovery;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Recoveries and failures for tests of what depends on them. */
public final class Recoveries {

  private Recoveries() {}

  /** A recovery that tries a step so often, with pauses of a second, two, four and so on, give or take a fifth. */
  public static Recovery of(int attempts) {
    return new Recovery(
        new RecoveryProperties(attempts, Duration.ofSeconds(1), Duration.ofSeconds(30)));
  }

  /** A failure at a stage, with these words and files. */
  public static FailureReport failure(Stage stage, String message, String... files) {
    return new FailureReport(
        Instant.EPOCH,
        stage,
        FailureType.of(message),
        message,
        null,
        List.of(files),
        "tool",
        List.of(),
        "node",
        1,
        "user",
        "/folder",
        null,
        List.of());
  }
}
