package dev.pawl.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.command.Conditions;
import dev.pawl.recovery.Remedy.Again;
import dev.pawl.recovery.Remedy.Manual;
import dev.pawl.recovery.Remedy.Restart;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The recovery actions by stage, failure type and command. */
class RecoveryTests {

  private final Recovery recovery = Recoveries.of(3);

  private static Situation situation(String command, boolean parallel, int tries) {
    return new Situation(command, true, parallel, tries, Conditions.USUAL, false, false);
  }

  private Strategy strategy(Stage stage, String message, String command, boolean parallel) {
    return recovery
        .remedy(Recoveries.failure(stage, message, "a.txt"), situation(command, parallel, 1))
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
  void goesByTheStage(Stage stage, Strategy strategy) {
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
  void goesByTheTypeOfAFailedExecution(String message, boolean parallel, Strategy strategy) {
    assertThat(strategy(Stage.EXECUTION, message, "team/it", parallel)).isEqualTo(strategy);
  }

  @ParameterizedTest
  @CsvSource({
    "quality/format, FALLBACK_TO_SIMPLER_APPROACH",
    "quality/cleanup, FALLBACK_TO_SIMPLER_APPROACH",
    "quality/verify, MANUAL_INTERVENTION",
    "safety/check, MANUAL_INTERVENTION",
    "quality/dedupe, RETRY_WITH_DIFFERENT_PARAMS",
  })
  void goesByTheStepWhenTheTypeIsUnknown(String command, Strategy strategy) {
    assertThat(strategy(Stage.EXECUTION, "it broke", command, false)).isEqualTo(strategy);
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
    "disk quota exceeded, DISK_SPACE",
    "the workspace is gone, UNKNOWN",
    "namespace x, UNKNOWN",
    "'', UNKNOWN",
  })
  void readsTheTypeFromTheError(String error, FailureType type) {
    assertThat(FailureType.of(error)).isEqualTo(type);
  }

  @Test
  void knowsNothingOfAnErrorThatSaysNothing() {
    assertThat(FailureType.of(null)).isEqualTo(FailureType.UNKNOWN);
  }

  @Test
  void triesThriceWithDoublingPausesAndALittleChance() {
    for (int tries = 1; tries < 3; tries++) {
      Again again =
          (Again)
              recovery.remedy(
                  Recoveries.failure(Stage.EXECUTION, "it broke"),
                  situation("team/it", false, tries));

      long usual = 1000L << (tries - 1);
      assertThat(again.pause())
          .isBetween(Duration.ofMillis(usual * 8 / 10), Duration.ofMillis(usual * 12 / 10));
    }
    assertThat(
            recovery.remedy(
                Recoveries.failure(Stage.EXECUTION, "it broke"), situation("team/it", false, 3)))
        .isInstanceOf(Manual.class);
  }

  @Test
  void pausesAtMostHalfAMinute() {
    Again again =
        (Again)
            Recoveries.of(20)
                .remedy(
                    Recoveries.failure(Stage.EXECUTION, "it broke"),
                    situation("team/it", false, 15));

    assertThat(again.pause()).isBetween(Duration.ofSeconds(24), Duration.ofSeconds(36));
  }

  @Test
  void makesTheNextAttemptGentler() {
    Again again =
        (Again)
            recovery.remedy(
                Recoveries.failure(Stage.EXECUTION, "it broke"), situation("team/it", false, 1));

    assertThat(again.conditions())
        .returns(1, Conditions::parallelism)
        .returns(2, Conditions::share)
        .returns(150, Conditions::patience)
        .returns(false, Conditions::simple);
  }

  @Test
  void makesTheNextAttemptSimplerAndWithoutTheToolThatFailed() {
    Again again =
        (Again)
            recovery.remedy(
                Recoveries.failure(Stage.EXECUTION, "out of memory"),
                situation("team/it", false, 1));

    assertThat(again.conditions())
        .returns(1, Conditions::parallelism)
        .returns(true, Conditions::simple);
    assertThat(again.conditions().avoided()).containsExactly("tool");
  }

  @Test
  void leavesOutTheFilesThatFailedAndThoseThatFailedBefore() {
    var before =
        new Situation(
            "team/it", true, false, 2, Conditions.USUAL.without(List.of("a.txt")), false, false);

    Again again =
        (Again) recovery.remedy(Recoveries.failure(Stage.EXECUTION, "syntax", "b.txt"), before);

    assertThat(again.conditions().without()).containsExactly("a.txt", "b.txt");
    assertThat(again.pause()).isZero();
    assertThat(recovery.remedy(Recoveries.failure(Stage.EXECUTION, "syntax", "a.txt"), before))
        .as("it failed on a file that was already left out")
        .isInstanceOf(Manual.class);
  }

  @Test
  void leavesNothingOutOfACheckOrOfWhatNobodyKnows() {
    var reads = new Situation("team/it", false, false, 1, Conditions.USUAL, false, false);

    assertThat(recovery.remedy(Recoveries.failure(Stage.EXECUTION, "syntax", "a.txt"), reads))
        .isInstanceOf(Manual.class);
    assertThat(
            recovery.remedy(
                Recoveries.failure(Stage.EXECUTION, "syntax"), situation("team/it", false, 1)))
        .isInstanceOf(Manual.class);
  }

  @Test
  void restartsOnce() {
    var failure = Recoveries.failure(Stage.EXECUTION, "No space left on device");
    var restarted = new Situation("team/it", true, false, 1, Conditions.USUAL, true, false);

    assertThat(recovery.remedy(failure, situation("team/it", false, 1)))
        .isInstanceOf(Restart.class);
    assertThat(recovery.remedy(failure, restarted)).isInstanceOf(Manual.class);
  }

  @ParameterizedTest
  @EnumSource(Stage.class)
  void triesNothingThatCannotHelp(Stage stage) {
    var hopeless = new Situation("team/it", true, false, 1, Conditions.USUAL, false, true);

    assertThat(recovery.remedy(Recoveries.failure(stage, "timeout", "a.txt"), hopeless))
        .isInstanceOf(Manual.class);
  }

  @ParameterizedTest
  @EnumSource(FailureType.class)
  void suggestsSomethingAboutEachFailure(FailureType type) {
    for (Stage stage : Stage.values()) {
      assertThat(Suggestions.of(stage, type, false)).hasSize(2).doesNotHaveDuplicates();
    }
    assertThat(Recoveries.failure(Stage.EXECUTION, "timeout").answered(Strategy.RETRY))
        .returns(Strategy.RETRY, FailureReport::strategy)
        .extracting(FailureReport::suggestions)
        .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.LIST)
        .contains("increase the timeout of the step, or reduce its number of files");
  }
}
