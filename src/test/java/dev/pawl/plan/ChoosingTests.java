package dev.pawl.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.command.CommandSpec;
import dev.pawl.command.Severity;
import dev.pawl.plan.Draft.DraftStep;
import dev.pawl.plan.PlanRequest.Wanted;
import dev.pawl.registry.Commands;
import dev.pawl.registry.CommandsOf;
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

class ChoosingTests {

  private final Commands commands =
      CommandsOf.specs(
          CommandSpec.reading("quality/verify", "Verifies"),
          CommandSpec.modifying("quality/format", "Formats"),
          CommandSpec.modifying("publish/apply", "Publishes"),
          CommandSpec.reading("a/status", "One"),
          CommandSpec.reading("b/status", "Other")
              .conflictsWith("a/status", Severity.WARNING)
              .conflictsWith("nobody", Severity.ERROR));
  private final MapBindingResult errors = new MapBindingResult(new TreeMap<>(), "request");
  private final List<String> warnings = new ArrayList<>();

  private static Wanted wanted(int place, String command, @Nullable String name, String arguments) {
    return new Wanted("steps[" + place + "]", command, name, arguments, null, null, null);
  }

  private List<DraftStep> steps(Wanted... wanted) {
    return new Choosing(commands, commands.catalog(), errors, warnings).steps(List.of(wanted));
  }

  private List<String> names(Wanted... wanted) {
    return steps(wanted).stream().map(DraftStep::name).toList();
  }

  private @Nullable String fault(String field) {
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
  void namesAStepAfterItsCommand(String command, String step) {
    assertThat(Choosing.base(command)).isEqualTo(step);
  }

  @Test
  void tellsStepsOfOneNameApart() {
    assertThat(
            names(
                wanted(0, "format", null, "a"),
                wanted(1, "format", null, "b"),
                wanted(2, "format", null, "c")))
        .containsExactly("format", "format_2", "format_3");
  }

  @Test
  void leavesOutARepeatUnlessItHasANameOrArgumentsOfItsOwn() {
    assertThat(
            names(
                wanted(0, "verify", null, ""),
                wanted(1, "quality/verify", null, ""),
                wanted(2, "verify", "again", ""),
                wanted(3, "verify", null, "src/**")))
        .containsExactly("verify", "again", "verify_2");
  }

  @Test
  void refusesWhatThePlannerPlacesItself() {
    steps(wanted(0, "publish/apply", null, ""));

    assertThat(fault("steps[0]")).startsWith("is not one of a/status, ").doesNotContain("publish");
  }

  @ParameterizedTest
  @ValueSource(strings = {"safety_check", "create_snapshot", "integrity_check", "publish"})
  void keepsTheNamesOfTheStepsThatThePlannerPlaces(String name) {
    steps(wanted(0, "verify", name, ""));

    assertThat(fault("steps[0].name")).contains("another step");
  }

  @Test
  void keepsTheNameOfTheLastLook() {
    steps(wanted(0, "verify", null, ""), wanted(1, "format", "final_verify", ""));

    assertThat(fault("steps")).contains("final_verify");
  }

  @Test
  void offersWhatComesNear() {
    steps(wanted(0, "x/status", null, ""));

    assertThat(fault("steps[0]"))
        .isEqualTo("is not a known command; similar names are a/status, b/status");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "A", "a b", "-a", "_a", "ä", "a/b", "a.b"})
  void refusesABadName(String name) {
    steps(wanted(0, "verify", name, ""));

    assertThat(fault("steps[0].name")).contains("lower-case letters");
  }

  @Test
  void takesANameOfSixtyThreeCharactersAndNoMore() {
    assertThat(names(wanted(0, "verify", "a".repeat(63), ""))).hasSize(1);
    assertThat(errors.hasErrors()).isFalse();
    steps(wanted(0, "verify", "a".repeat(64), ""));
    assertThat(errors.hasErrors()).isTrue();
  }

  @Test
  void refusesArgumentsThatNoProgramCanTake() {
    steps(wanted(0, "verify", null, "a\0b"), wanted(1, "format", null, "x".repeat(10_001)));

    assertThat(fault("steps[0].arguments")).contains("NUL");
    assertThat(fault("steps[1].arguments")).contains("10000");
  }

  @Test
  void refusesATimeoutOutOfRange() {
    for (Duration timeout : List.of(Duration.ZERO, Duration.ofHours(25))) {
      steps(new Wanted("steps[0]", "verify", null, "", timeout, null, null));
      assertThat(fault("steps[0].timeout")).isEqualTo("must be from 1s to 24h");
    }
  }

  @Test
  void warnsOfAConflictOfWhatIsThereAndOfNothingElse() {
    steps(wanted(0, "b/status", null, ""));
    assertThat(warnings).isEmpty();

    steps(wanted(0, "b/status", null, ""), wanted(1, "a/status", null, ""));
    assertThat(warnings).containsExactly("a/status and b/status may have conflicting effects");
    assertThat(errors.hasErrors()).isFalse();
  }
}
