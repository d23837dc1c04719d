package dev.pawl.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.command.RetrySettings;
import dev.pawl.recovery.RecoveryAction.GiveUp;
import dev.pawl.recovery.RecoveryAction.RestartWorkflow;
import dev.pawl.recovery.RecoveryAction.Retry;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The recovery actions by stage, failure type and command. */
class RecoveryPolicyTests {

  private final RecoveryPolicy policy = RecoveryFixtures.policy(3);

  private static FailureContext context(String command, boolean parallel, int attempts) {
    return new FailureContext(
        command, true, parallel, attempts, RetrySettings.DEFAULT, false, false);
  }

  private RecoveryStrategy strategy(
      StepStage stage, String message, String command, boolean parallel) {
    return policy
        .actionFor(RecoveryFixtures.failure(stage, message, "a.txt"), context(command, parallel, 1))
        .strategy();
  }

  @ParameterizedTest
  @CsvSource({
    "DEPENDENCIES, RETRY",
    "PRE_GATES, MANUAL_INTERVENTION",
    "QUALITY_GATES, MANUAL_INTERVENTION",
    "VALIDATION, PARTIAL_RECOVERY",
    "RESOLUTION, MANUAL_INTERVENTION",
    "METADATA, MANUAL_INTERVENTION",
    "TRIAGE, MANUAL_INTERVENTION",
    "AGENTS, MANUAL_INTERVENTION",
    "PERSISTENCE, MANUAL_INTERVENTION",
  })
  void selectsStrategyByStage(StepStage stage, RecoveryStrategy strategy) {
    assertThat(strategy(stage, "it broke", "team/it", false)).isEqualTo(strategy);
  }

  @ParameterizedTest
  @CsvSource({
    "timeout: took longer than 3 s, false, RETRY_WITH_DIFFERENT_PARAMS",
    "timeout: took longer than 3 s, true, FALLBACK_TO_SIMPLER_APPROACH",
    "cp: Permission denied, false, PARTIAL_RECOVERY",
    "syntax error near line 3, false, PARTIAL_RECOVERY",
    "java.lang.OutOfMemoryError, false, FALLBACK_TO_SIMPLER_APPROACH",
    "exit 137 of tool, true, FALLBACK_TO_SIMPLER_APPROACH",
    "No space left on device, false, ROLLBACK_AND_RESTART",
    "exit 1 of tool, false, RETRY_WITH_DIFFERENT_PARAMS",
  })
  void selectsStrategyByFailureType(String message, boolean parallel, RecoveryStrategy strategy) {
    assertThat(strategy(StepStage.EXECUTION, message, "team/it", parallel)).isEqualTo(strategy);
  }

  @ParameterizedTest
  @CsvSource({
    "quality/format, FALLBACK_TO_SIMPLER_APPROACH",
    "quality/cleanup, FALLBACK_TO_SIMPLER_APPROACH",
    "quality/verify, MANUAL_INTERVENTION",
    "safety/check, MANUAL_INTERVENTION",
    "quality/dedupe, RETRY_WITH_DIFFERENT_PARAMS",
  })
  void selectsStrategyByCommandForUnknownType(String command, RecoveryStrategy strategy) {
    assertThat(strategy(StepStage.EXECUTION, "it broke", command, false)).isEqualTo(strategy);
  }

  @ParameterizedTest
  @CsvSource({
    "timed out waiting for permission, TIMEOUT",
    "Time-out, TIMEOUT",
    "deadline exceeded, TIMEOUT",
    "permission denied: syntax, PERMISSION",
    "Read-only file system, PERMISSION",
    "Access denied, PERMISSION",
    "Syntax error: out of memory, SYNTAX",
    "out of memory on disk, MEMORY",
    "exit 137 of java, MEMORY",
    "No space left on device, DISK_SPACE",
    "it is complex and declares no timeout, UNKNOWN",
    "without a timeout, UNKNOWN",
    "connect timeout, TIMEOUT",
    "disk quota exceeded, DISK_SPACE",
    "the workspace is gone, UNKNOWN",
    "namespace x, UNKNOWN",
    "'', UNKNOWN",
  })
  void classifiesErrorMessages(String error, FailureType type) {
    assertThat(FailureType.of(error)).isEqualTo(type);
  }

  @Test
  void classifiesMissingMessageAsUnknown() {
    assertThat(FailureType.of(null)).isEqualTo(FailureType.UNKNOWN);
  }

  @Test
  void retriesWithExponentialBackoffAndJitter() {
    for (int attempts = 1; attempts < 3; attempts++) {
      Retry retry =
          (Retry)
              policy.actionFor(
                  RecoveryFixtures.failure(StepStage.EXECUTION, "it broke"),
                  context("team/it", false, attempts));

      long baseMillis = 1000L << (attempts - 1);
      assertThat(retry.backoff())
          .isBetween(
              Duration.ofMillis(baseMillis * 8 / 10), Duration.ofMillis(baseMillis * 12 / 10));
    }
    assertThat(
            policy.actionFor(
                RecoveryFixtures.failure(StepStage.EXECUTION, "it broke"),
                context("team/it", false, 3)))
        .isInstanceOf(GiveUp.class);
  }

  @Test
  void limitsBackoff() {
    Retry retry =
        (Retry)
            RecoveryFixtures.policy(20)
                .actionFor(
                    RecoveryFixtures.failure(StepStage.EXECUTION, "it broke"),
                    context("team/it", false, 15));

    assertThat(retry.backoff()).isBetween(Duration.ofSeconds(24), Duration.ofSeconds(36));
  }

  @ParameterizedTest
  @ValueSource(ints = {54, 55, 63, 64, 65, 100, 999})
  void limitsBackoffAfterAnyNumberOfAttempts(int attempts) {
    Retry retry =
        (Retry)
            RecoveryFixtures.policy(1000)
                .actionFor(
                    RecoveryFixtures.failure(StepStage.EXECUTION, "it broke"),
                    context("team/it", false, attempts));

    assertThat(retry.backoff()).isBetween(Duration.ofSeconds(24), Duration.ofSeconds(36));
  }

  @Test
  void reducesParallelismAndBatchSize() {
    Retry retry =
        (Retry)
            policy.actionFor(
                RecoveryFixtures.failure(StepStage.EXECUTION, "it broke"),
                context("team/it", false, 1));

    assertThat(retry.settings())
        .returns(1, RetrySettings::parallelism)
        .returns(2, RetrySettings::share)
        .returns(150, RetrySettings::patience)
        .returns(false, RetrySettings::simple);
  }

  @Test
  void fallsBackToSimplerAttemptWithoutFailedTool() {
    Retry retry =
        (Retry)
            policy.actionFor(
                RecoveryFixtures.failure(StepStage.EXECUTION, "out of memory"),
                context("team/it", false, 1));

    assertThat(retry.settings())
        .returns(1, RetrySettings::parallelism)
        .returns(true, RetrySettings::simple);
    assertThat(retry.settings().avoided()).containsExactly("tool");
  }

  @Test
  void excludesFailedFiles() {
    var before =
        new FailureContext(
            "team/it",
            true,
            false,
            2,
            RetrySettings.DEFAULT.excludingFiles(List.of("a.txt")),
            false,
            false);

    Retry retry =
        (Retry)
            policy.actionFor(
                RecoveryFixtures.failure(StepStage.EXECUTION, "syntax", "b.txt"), before);

    assertThat(retry.settings().without()).containsExactly("a.txt", "b.txt");
    assertThat(retry.backoff()).isZero();
    assertThat(
            policy.actionFor(
                RecoveryFixtures.failure(StepStage.EXECUTION, "syntax", "a.txt"), before))
        .as("it failed on a file that was already left out")
        .isInstanceOf(GiveUp.class);
  }

  @Test
  void excludesNothingForChecksOrUnknownFiles() {
    var check = new FailureContext("team/it", false, false, 1, RetrySettings.DEFAULT, false, false);

    assertThat(
            policy.actionFor(
                RecoveryFixtures.failure(StepStage.EXECUTION, "syntax", "a.txt"), check))
        .isInstanceOf(GiveUp.class);
    assertThat(
            policy.actionFor(
                RecoveryFixtures.failure(StepStage.EXECUTION, "syntax"),
                context("team/it", false, 1)))
        .isInstanceOf(GiveUp.class);
  }

  @Test
  void restartsOnce() {
    var failure = RecoveryFixtures.failure(StepStage.EXECUTION, "No space left on device");
    var restarted =
        new FailureContext("team/it", true, false, 1, RetrySettings.DEFAULT, true, false);

    assertThat(policy.actionFor(failure, context("team/it", false, 1)))
        .isInstanceOf(RestartWorkflow.class);
    assertThat(policy.actionFor(failure, restarted)).isInstanceOf(GiveUp.class);
  }

  @ParameterizedTest
  @EnumSource(StepStage.class)
  void givesUpIfNotRetryable(StepStage stage) {
    var notRetryable =
        new FailureContext("team/it", true, false, 1, RetrySettings.DEFAULT, false, true);

    assertThat(policy.actionFor(RecoveryFixtures.failure(stage, "timeout", "a.txt"), notRetryable))
        .isInstanceOf(GiveUp.class);
  }

  @ParameterizedTest
  @EnumSource(FailureType.class)
  void suggestsActionsForEachFailure(FailureType type) {
    for (StepStage stage : StepStage.values()) {
      assertThat(FailureSuggestions.suggestionsFor(stage, type, false))
          .hasSize(2)
          .doesNotHaveDuplicates();
    }
    assertThat(
            RecoveryFixtures.failure(StepStage.EXECUTION, "timeout")
                .withStrategy(RecoveryStrategy.RETRY))
        .returns(RecoveryStrategy.RETRY, FailureReport::strategy)
        .extracting(FailureReport::suggestions)
        .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.LIST)
        .contains("increase the timeout of the step, or reduce the number of its files");
  }
}
