package dev.pawl.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.command.CommandSpec;
import dev.pawl.command.Severity;
import dev.pawl.plan.PlanDraft.DraftStep;
import dev.pawl.plan.PlanRequest.RequestedCommand;
import dev.pawl.registry.CommandRegistry;
import dev.pawl.registry.TestCommandRegistries;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.validation.FieldError;
import org.springframework.validation.MapBindingResult;

class StepSelectorTests {

  private final CommandRegistry commands =
      TestCommandRegistries.ofSpecs(
          CommandSpec.readOnly("quality/verify", "Verifies"),
          CommandSpec.modifying("quality/format", "Formats"),
          CommandSpec.modifying("publish/apply", "Publishes"),
          CommandSpec.readOnly("a/status", "One"),
          CommandSpec.readOnly("b/status", "Other")
              .conflictingWith("a/status", Severity.WARNING)
              .conflictingWith("nobody", Severity.ERROR));
  private final MapBindingResult errors = new MapBindingResult(new TreeMap<>(), "request");
  private final List<String> warnings = new ArrayList<>();

  private static RequestedCommand requested(
      int index, String command, @Nullable String name, String arguments) {
    return new RequestedCommand("steps[" + index + "]", command, name, arguments, null, null, null);
  }

  private List<DraftStep> steps(RequestedCommand... requestedCommands) {
    return new StepSelector(commands, commands.catalog(), errors, warnings)
        .select(List.of(requestedCommands));
  }

  private List<String> names(RequestedCommand... requestedCommands) {
    return steps(requestedCommands).stream().map(DraftStep::name).toList();
  }

  private @Nullable String error(String field) {
    FieldError error = errors.getFieldError(field);
    return error == null ? null : error.getDefaultMessage();
  }

  @ParameterizedTest
  @CsvSource({
    "quality/format, format",
    "quality/cleanup_imports, cleanup_imports",
    "team/lint, team_lint",
    "deep/er/est, deep_er_est",
    "Team/Lint, team_lint",
    "a b/c.d, a_b_c_d",
    "émoji, moji",
    "'???', step",
  })
  void derivesStepNameFromCommand(String command, String step) {
    assertThat(StepSelector.baseName(command)).isEqualTo(step);
  }

  @Test
  void numbersStepsWithSameName() {
    assertThat(
            names(
                requested(0, "format", null, "a"),
                requested(1, "format", null, "b"),
                requested(2, "format", null, "c")))
        .containsExactly("format", "format_2", "format_3");
  }

  @Test
  void removesDuplicatesWithoutOwnNameOrArguments() {
    assertThat(
            names(
                requested(0, "verify", null, ""),
                requested(1, "quality/verify", null, ""),
                requested(2, "verify", "again", ""),
                requested(3, "verify", null, "src/**")))
        .containsExactly("verify", "again", "verify_2");
  }

  @Test
  void rejectsPlannerCommands() {
    steps(requested(0, "publish/apply", null, ""));

    assertThat(error("steps[0]")).startsWith("is not one of a/status, ").doesNotContain("publish");
  }

  @ParameterizedTest
  @ValueSource(strings = {"safety_check", "create_snapshot", "integrity_check", "publish"})
  void reservesNamesOfPlannerSteps(String name) {
    steps(requested(0, "verify", name, ""));

    assertThat(error("steps[0].name")).contains("another step");
  }

  @Test
  void reservesNameOfFinalVerification() {
    steps(requested(0, "verify", null, ""), requested(1, "format", "final_verify", ""));

    assertThat(error("steps")).contains("final_verify");
  }

  @Test
  void suggestsSimilarNames() {
    steps(requested(0, "x/status", null, ""));

    assertThat(error("steps[0]"))
        .isEqualTo("is not a known command; similar names are a/status, b/status");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "A", "a b", "-a", "_a", "ä", "a/b", "a.b"})
  void rejectsInvalidName(String name) {
    steps(requested(0, "verify", name, ""));

    assertThat(error("steps[0].name")).contains("lower-case letters");
  }

  @Test
  void acceptsNamesOfAtMost63Characters() {
    assertThat(names(requested(0, "verify", "a".repeat(63), ""))).hasSize(1);
    assertThat(errors.hasErrors()).isFalse();
    steps(requested(0, "verify", "a".repeat(64), ""));
    assertThat(errors.hasErrors()).isTrue();
  }

  @Test
  void rejectsInvalidArguments() {
    steps(requested(0, "verify", null, "a\0b"), requested(1, "format", null, "x".repeat(10_001)));

    assertThat(error("steps[0].arguments")).contains("NUL");
    assertThat(error("steps[1].arguments")).contains("10000");
  }

  @Test
  void rejectsTimeoutOutOfRange() {
    for (Duration timeout : List.of(Duration.ZERO, Duration.ofHours(25))) {
      steps(new RequestedCommand("steps[0]", "verify", null, "", timeout, null, null));
      assertThat(error("steps[0].timeout")).isEqualTo("must be from 1s to 24h");
    }
  }

  @Test
  void warnsOnlyAboutConflictsOfPresentCommands() {
    steps(requested(0, "b/status", null, ""));
    assertThat(warnings).isEmpty();

    steps(requested(0, "b/status", null, ""), requested(1, "a/status", null, ""));
    assertThat(warnings).containsExactly("a/status and b/status may have conflicting effects");
    assertThat(errors.hasErrors()).isFalse();
  }
}
