package dev.pawl.recovery;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Creates recovery policies and failure reports for tests. */
public final class RecoveryFixtures {

  private RecoveryFixtures() {}

  /** Creates a policy with this number of attempts and a back-off of 1 s to 30 s. */
  public static RecoveryPolicy policy(int attempts) {
    return new RecoveryPolicy(
        new RecoveryProperties(attempts, Duration.ofSeconds(1), Duration.ofSeconds(30)));
  }

  /** Creates the report of a failure at a stage, with a message and files. */
  public static FailureReport failure(StepStage stage, String message, String... files) {
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
