package dev.pawl.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.command.CommandSpec;
import dev.pawl.command.Commands;
import dev.pawl.command.CommandsOf;
import dev.pawl.gate.Gate;
import dev.pawl.gate.Gate.Metric;
import dev.pawl.gate.Gate.Operator;
import dev.pawl.gate.Gate.Scope;
import dev.pawl.plan.Plan.OnFailure;
import dev.pawl.plan.Plan.PlannedPhase;
import dev.pawl.plan.Plan.PlannedStep;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.validation.FieldError;
import org.springframework.validation.MapBindingResult;

class PlannerTests {

  private static final Gate NO_WARNINGS = new Gate(Metric.WARNINGS, Operator.AT_MOST, 0, Scope.ALL);

  private final Commands commands =
      CommandsOf.specs(
          CommandSpec.reading("safety/check", "Looks at the target"),
          CommandSpec.reading("snapshot/create", "Takes a snapshot"),
          CommandSpec.reading("quality/verify", "Verifies"),
          CommandSpec.modifying("quality/format", "Formats").after("quality/verify"),
          CommandSpec.modifying("quality/cleanup", "Cleans up").after("quality/format"),
          CommandSpec.modifying("integrity/check", "Compares"),
          CommandSpec.modifying("publish/apply", "Publishes"));

  private MapBindingResult errors = new MapBindingResult(new TreeMap<>(), "submission");
  private Planner planner;

  @BeforeEach
  void readTypes() throws IOException {
    planner = new Planner(new WorkflowTypes(new WorkflowTypes.Properties(null)), commands);
  }

  @ParameterizedTest
  @CsvSource({
    "standard, safety_check create_snapshot verify format cleanup final_verify integrity_check"
        + " publish",
    "format-only, safety_check create_snapshot format final_verify integrity_check publish",
    "cleanup-only, safety_check create_snapshot cleanup final_verify integrity_check publish",
    "verify-only, verify",
  })
  void plansTheStepsOfAType(String type, String steps) {
    assertThat(stepNames(plan(type))).containsExactly(steps.split(" "));
  }

  @Test
  void knowsEveryTypeOfTheProduct() {
    assertThat(planner.types())
        .extracting(Planner.TypeDescription::type)
        .containsExactlyInAnyOrder(
            "standard",
            "comprehensive",
            "format-only",
            "cleanup-only",
            "verify-only",
            "custom",
            "adaptive");
  }

  @Test
  void hasThePublicStepNamesOfTheComprehensiveType() {
    assertThat(planner.types())
        .filteredOn(type -> type.type().equals("comprehensive"))
        .singleElement()
        .extracting(Planner.TypeDescription::steps)
        .isEqualTo(
            List.of(
                "risk_assessment",
                "safety_check",
                "create_snapshot",
                "initial_verify",
                "analyze_codebase",
                "format_code",
                "cleanup_imports",
                "cleanup_dead_code",
                "cleanup_duplicates",
                "dedupe_advanced",
                "final_verify",
                "optimize_imports",
                "integrity_check",
                "publish",
                "generate_report"));
  }

  @Test
  void refusesAnUnknownTypeAndListsTheKnownOnes() {
    assertThat(plan("standart")).isEmpty();

    assertThat(fault("type")).contains("standard", "verify-only", "custom");
  }

  @ParameterizedTest
  @ValueSource(strings = {"comprehensive", "adaptive"})
  void refusesATypeThatIsNotWholeAndSaysWhatIsMissing(String type) {
    assertThat(plan(type)).isEmpty();

    assertThat(fault("type")).contains("needs what this version does not have");
  }

  @Test
  void namesTheMissingCommandsOfAType() {
    plan("comprehensive");

    assertThat(fault("type"))
        .contains("risk/assess of step risk_assessment", "quality/dedupe of step dedupe_advanced")
        .doesNotContain("quality/format of");
  }

  @Test
  void enclosesCustomCommandsThatMayChangeFiles() {
    assertThat(stepNames(custom("cleanup", "format")))
        .containsExactly(
            "safety_check", "create_snapshot", "format", "cleanup", "integrity_check", "publish");
  }

  @Test
  void leavesCustomCommandsThatOnlyReadAsTheyAre() {
    assertThat(stepNames(custom("verify", "verify"))).containsExactly("verify");
  }

  @Test
  void refusesUnknownCommandsEachAtItsPlace() {
    assertThat(custom("format", "nonsense", "publish/apply")).isEmpty();

    assertThat(fault("commands[1]")).contains("quality/format");
    assertThat(fault("commands[2]")).contains("quality/verify").doesNotContain("publish");
    assertThat(errors.getFieldError("commands[0]")).isNull();
  }

  @Test
  void wantsCommandsForACustomWorkflowAndForNoOther() {
    assertThat(custom()).isEmpty();
    assertThat(fault("commands")).contains("at least one");

    errors = new MapBindingResult(new TreeMap<>(), "submission");
    assertThat(planner.plan(new PlanRequest("standard", List.of("format"), null, Map.of()), errors))
        .isEmpty();
    assertThat(fault("commands")).contains("custom");
  }

  @Test
  void putsTheTypesOwnGatesOnItsLastVerification() {
    assertThat(step(plan("standard"), "final_verify").gates())
        .containsExactly(new Gate(Metric.ERRORS, Operator.AT_MOST, 0, Scope.NEW));
    assertThat(step(plan("standard"), "verify").gates()).isEmpty();
  }

  @Test
  void putsTheGatesOfTheRequestInTheirPlace() {
    var plan =
        planner.plan(
            new PlanRequest("standard", List.of(), List.of(NO_WARNINGS), Map.of()), errors);

    assertThat(step(plan, "final_verify").gates()).containsExactly(NO_WARNINGS);
    assertThat(step(plan, "verify").gates()).isEmpty();
  }

  @Test
  void letsARequestSwitchTheGatesOff() {
    var plan = planner.plan(new PlanRequest("verify-only", List.of(), List.of(), Map.of()), errors);

    assertThat(step(plan, "verify").gates()).isEmpty();
  }

  @Test
  void refusesGatesWhereNothingIsVerified() {
    var request = new PlanRequest("custom", List.of("format"), List.of(NO_WARNINGS), Map.of());

    assertThat(planner.plan(request, errors)).isEmpty();
    assertThat(fault("gates")).contains("verifies");
  }

  @Test
  void takesOverWhatToDoOnFailureAndAbortsOtherwise() {
    var plan =
        planner.plan(
            new PlanRequest("standard", List.of(), null, Map.of("format", OnFailure.CONTINUE)),
            errors);

    assertThat(step(plan, "format").onFailure()).isEqualTo(OnFailure.CONTINUE);
    assertThat(step(plan, "cleanup").onFailure()).isEqualTo(OnFailure.ABORT);
  }

  @ParameterizedTest
  @ValueSource(strings = {"safety_check", "create_snapshot", "integrity_check", "publish"})
  void neverGoesOnWithoutAStepThatKeepsTheTargetSafe(String step) {
    var request = new PlanRequest("standard", List.of(), null, Map.of(step, OnFailure.CONTINUE));

    assertThat(planner.plan(request, errors)).isEmpty();
    assertThat(fault("on_failure." + step)).contains("cannot be continue");
  }

  @Test
  void refusesWhatToDoOnFailureOfAStepThatIsNotThere() {
    var request =
        new PlanRequest("verify-only", List.of(), null, Map.of("format", OnFailure.ABORT));

    assertThat(planner.plan(request, errors)).isEmpty();
    assertThat(fault("on_failure.format")).contains("[verify]");
  }

  @Test
  void knowsWhichStepsMayChangeFiles() {
    assertThat(steps(plan("standard")))
        .filteredOn(PlannedStep::modifies)
        .extracting(PlannedStep::name)
        .containsExactly("format", "cleanup", "integrity_check", "publish");
  }

  private Optional<Plan> plan(String type) {
    return planner.plan(new PlanRequest(type, List.of(), null, Map.of()), errors);
  }

  private Optional<Plan> custom(String... names) {
    return planner.plan(new PlanRequest("custom", List.of(names), null, Map.of()), errors);
  }

  private static List<PlannedStep> steps(Optional<Plan> plan) {
    return plan.orElseThrow().phases().stream()
        .map(PlannedPhase::steps)
        .flatMap(List::stream)
        .toList();
  }

  private static List<String> stepNames(Optional<Plan> plan) {
    return steps(plan).stream().map(PlannedStep::name).toList();
  }

  private static PlannedStep step(Optional<Plan> plan, String name) {
    return steps(plan).stream().filter(step -> step.name().equals(name)).findFirst().orElseThrow();
  }

  private @Nullable String fault(String field) {
    FieldError error = errors.getFieldError(field);
    return error == null ? null : error.getDefaultMessage();
  }
}
