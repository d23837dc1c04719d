package dev.pawl.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.command.CommandSpec;
import dev.pawl.command.Severity;
import dev.pawl.gate.Gate;
import dev.pawl.gate.Gate.Metric;
import dev.pawl.gate.Gate.Operator;
import dev.pawl.gate.Gate.Scope;
import dev.pawl.plan.Plan.OnFailure;
import dev.pawl.plan.Plan.PlannedPhase;
import dev.pawl.plan.Plan.PlannedStep;
import dev.pawl.plan.PlanRequest.Wanted;
import dev.pawl.registry.Commands;
import dev.pawl.registry.CommandsOf;
import dev.pawl.workspace.Target;
import dev.pawl.workspace.WorkspacesOf;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.validation.FieldError;
import org.springframework.validation.MapBindingResult;

class PlannerTests {

  private static final Gate NO_WARNINGS = new Gate(Metric.WARNINGS, Operator.AT_MOST, 0, Scope.ALL);

  private final Commands commands =
      CommandsOf.specs(
          CommandSpec.reading("safety/check", "Checks the target"),
          CommandSpec.reading("snapshot/create", "Creates a snapshot"),
          CommandSpec.reading("quality/verify", "Verifies"),
          CommandSpec.reading("quality/analyze", "Analyses"),
          CommandSpec.modifying("quality/format", "Formats").after("quality/verify"),
          CommandSpec.modifying("quality/cleanup", "Cleans up")
              .after("quality/format")
              .conflictsWith("quality/format", Severity.WARNING)
              .conflictsWith("quality/dedupe", Severity.WARNING),
          CommandSpec.reading("quality/dedupe", "Finds duplicates")
              .after("quality/cleanup", "quality/format"),
          CommandSpec.modifying("team/hostile", "Hates formatting")
              .conflictsWith("quality/format", Severity.ERROR),
          CommandSpec.reading("team/lost", "Depends on a missing command").after("team/gone"),
          CommandSpec.reading("team/a", "Depends on b").after("team/b"),
          CommandSpec.reading("team/b", "Depends on a").after("team/a"),
          CommandSpec.modifying("integrity/check", "Compares"),
          CommandSpec.modifying("publish/apply", "Publishes"));

  @TempDir Path target;
  private MapBindingResult errors = new MapBindingResult(new TreeMap<>(), "submission");
  private Planner planner;

  @BeforeEach
  void readTypes() throws IOException {
    var workspaces = WorkspacesOf.root(target);
    planner =
        new Planner(
            new WorkflowTypes(new WorkflowTypes.Properties(null)),
            commands,
            workspaces,
            new SystemStates(workspaces));
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
  @ValueSource(strings = "comprehensive")
  void refusesATypeThatIsNotWholeAndSaysWhatIsMissing(String type) {
    assertThat(plan(type)).isEmpty();

    assertThat(fault("type")).contains("requires commands that are not available");
  }

  @Test
  void namesTheMissingCommandsOfAType() {
    plan("comprehensive");

    assertThat(fault("type"))
        .contains(
            "risk/assess of step risk_assessment",
            "quality/cleanup_imports of step cleanup_imports")
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
    assertThat(planner.plan(request("standard", null, Map.of(), "format"), errors)).isEmpty();
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
    var plan = planner.plan(request("standard", List.of(NO_WARNINGS), Map.of()), errors);

    assertThat(step(plan, "final_verify").gates()).containsExactly(NO_WARNINGS);
    assertThat(step(plan, "verify").gates()).isEmpty();
  }

  @Test
  void letsARequestSwitchTheGatesOff() {
    var plan = planner.plan(request("verify-only", List.of(), Map.of()), errors);

    assertThat(step(plan, "verify").gates()).isEmpty();
  }

  @Test
  void refusesGatesWhereNothingIsVerified() {
    var request = request("custom", List.of(NO_WARNINGS), Map.of(), "format");

    assertThat(planner.plan(request, errors)).isEmpty();
    assertThat(fault("gates")).contains("verifies");
  }

  @Test
  void takesOverWhatToDoOnFailureAndAbortsOtherwise() {
    var plan =
        planner.plan(request("standard", null, Map.of("format", OnFailure.CONTINUE)), errors);

    assertThat(step(plan, "format").onFailure()).isEqualTo(OnFailure.CONTINUE);
    assertThat(step(plan, "cleanup").onFailure()).isEqualTo(OnFailure.ABORT);
  }

  @ParameterizedTest
  @ValueSource(strings = {"safety_check", "create_snapshot", "integrity_check", "publish"})
  void neverGoesOnWithoutAStepThatKeepsTheTargetSafe(String step) {
    var request = request("standard", null, Map.of(step, OnFailure.CONTINUE));

    assertThat(planner.plan(request, errors)).isEmpty();
    assertThat(fault("on_failure." + step)).contains("cannot be continue");
  }

  @Test
  void refusesWhatToDoOnFailureOfAStepThatIsNotThere() {
    var request = request("verify-only", null, Map.of("format", OnFailure.ABORT));

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
    return planner.plan(request(type, null, Map.of()), errors);
  }

  private Optional<Plan> custom(String... names) {
    return planner.plan(request("custom", null, Map.of(), names), errors);
  }

  private PlanRequest request(
      String type,
      @Nullable List<Gate> gates,
      Map<String, OnFailure> onFailure,
      String... commands) {
    var wanted = new ArrayList<Wanted>();
    for (String command : commands) {
      wanted.add(Wanted.command("commands[" + wanted.size() + "]", command));
    }
    return request(type, gates, onFailure, wanted, Planning.DEFAULT);
  }

  private PlanRequest request(
      String type,
      @Nullable List<Gate> gates,
      Map<String, OnFailure> onFailure,
      List<Wanted> wanted,
      Planning planning) {
    return new PlanRequest(
        type,
        wanted,
        gates,
        onFailure,
        List.of(),
        Map.of(),
        planning,
        false,
        Target.directory(target.toString()),
        OptionalLong.empty());
  }

  private static String phases(Optional<Plan> plan) {
    return plan.orElseThrow().phases().stream()
        .filter(phase -> !List.of("prepare", "confirm", "publish").contains(phase.name()))
        .map(phase ->
            "%s(%s%s): %s"
                .formatted(
                    phase.name(),
                    phase.kind().name().toLowerCase(Locale.ROOT),
                    phase.timeout() == null ? "" : " " + phase.timeout().toSeconds(),
                    String.join(" ", phase.steps().stream().map(PlannedStep::name).toList())))
        .collect(Collectors.joining("; "));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "verify| analysis(parallel): verify",
        "analyze verify| analysis(parallel): analyze verify",
        "format| formatting(sequential): format",
        "cleanup format| formatting(sequential): format; cleanup(sequential): cleanup",
        "dedupe verify| analysis(parallel): verify; cleanup(sequential): dedupe",
        "format verify| analysis(parallel): verify; formatting(sequential): format;"
            + " verification(parallel): final_verify",
        "dedupe format verify| analysis(parallel): verify; formatting(sequential): format;"
            + " cleanup(sequential): dedupe; verification(parallel): final_verify",
        "dedupe cleanup analyze format verify| analysis(parallel): analyze verify;"
            + " formatting(sequential): format; cleanup(sequential): cleanup dedupe;"
            + " verification(parallel): final_verify",
      })
  void putsCommandsIntoUpToFourPhases(String commands, String phases) {
    var plan = custom(commands.split(" "));

    assertThat(phases(plan)).isEqualTo(phases);
    assertThat(plan.orElseThrow().strategy()).isEqualTo("coordinated");
  }

  @Test
  void warnsOfPairsThatMayConflictAndRejectsThoseThatDo() {
    assertThat(custom("format", "cleanup").orElseThrow().warnings())
        .containsExactly("quality/format and quality/cleanup may have conflicting effects");
    assertThat(custom("dedupe", "cleanup").orElseThrow().warnings())
        .containsExactly("quality/dedupe and quality/cleanup may have conflicting effects");
    assertThat(custom("format", "verify").orElseThrow().warnings()).isEmpty();

    assertThat(custom("team/hostile", "format")).isEmpty();
    assertThat(fault("commands")).contains("team/hostile and quality/format");
  }

  @Test
  void letsComprehensiveStandForAllCommands() {
    assertThat(custom("format", "comprehensive")).isEmpty();

    assertThat(fault("type")).contains("risk/assess of step risk_assessment");
  }

  @Test
  void rejectsAPlanThatTouchesAMissingDependencyOrACycle() {
    assertThat(custom("team/lost", "team/a")).isEmpty();

    assertThat(fault("commands[0]")).contains("team/lost depends on team/gone, which is missing");
    assertThat(fault("commands[1]")).contains("team/a > team/b > team/a");
  }

  @Test
  void saysWhatANameThatComesNearWasTakenFor() {
    assertThat(custom("analy").orElseThrow().warnings())
        .containsExactly(
            "analy was resolved to quality/analyze, the only command with a similar name");
  }

  @Test
  void takesOverWhatStepsSayOfThemselves() {
    var wanted =
        List.of(
            new Wanted(
                "steps[0]",
                "format",
                "mine",
                "src/**",
                Duration.ofSeconds(30),
                OnFailure.CONTINUE,
                null),
            new Wanted("steps[1]", "format", null, "docs/**", null, null, null),
            new Wanted("steps[2]", "verify", null, "", null, null, List.of(NO_WARNINGS)));

    var plan = planner.plan(request("custom", null, Map.of(), wanted, Planning.DEFAULT), errors);

    assertThat(step(plan, "mine"))
        .returns("src/**", PlannedStep::arguments)
        .returns(Duration.ofSeconds(30), PlannedStep::timeout)
        .returns(OnFailure.CONTINUE, PlannedStep::onFailure);
    assertThat(step(plan, "format").arguments()).isEqualTo("docs/**");
    assertThat(step(plan, "final_verify").gates()).containsExactly(NO_WARNINGS);
  }

  @Test
  void refusesStepsOfABadFormEachAtItsPlace() {
    var wanted =
        List.of(
            new Wanted("steps[0]", "format", "Bad Name", "x", Duration.ofDays(2), null, null),
            new Wanted("steps[1]", "format", "same", "x", null, null, null),
            new Wanted("steps[2]", "verify", "same", "", null, null, null));

    planner.plan(request("custom", null, Map.of(), wanted, Planning.DEFAULT), errors);

    assertThat(errors.getFieldErrors())
        .extracting(FieldError::getField)
        .contains("steps[0].name", "steps[0].timeout", "steps[2].name");
  }

  @Test
  void addsTheTargetsGatesAndActionsWhereTheRequestSaysNothing() {
    var request =
        new PlanRequest(
            "standard",
            List.of(),
            null,
            Map.of("cleanup", OnFailure.ABORT),
            List.of(NO_WARNINGS),
            Map.of(
                "cleanup", OnFailure.CONTINUE, "format", OnFailure.CONTINUE, "x", OnFailure.ABORT),
            Planning.DEFAULT,
            false,
            null,
            OptionalLong.empty());

    var plan = planner.plan(request, errors);

    assertThat(step(plan, "final_verify").gates()).hasSize(2).contains(NO_WARNINGS);
    assertThat(step(plan, "format").onFailure()).isEqualTo(OnFailure.CONTINUE);
    assertThat(step(plan, "cleanup").onFailure()).isEqualTo(OnFailure.ABORT);
  }

  private Optional<Plan> adaptive(Planning.Priority priority, String... commands) {
    var wanted = Arrays.stream(commands).map(name -> Wanted.command("commands", name)).toList();
    var planning = new Planning(null, priority, null, null);
    return planner.plan(request("adaptive", null, Map.of(), wanted, planning), errors);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "BALANCED| simple| parallel_analysis(parallel 300): verify;"
            + " sequential_modifications(sequential 900): format cleanup;"
            + " final_verification(parallel 300): final_verify",
        "SPEED| performance| parallel_analysis(parallel 300): verify;"
            + " sequential_modifications(sequential 600): format cleanup;"
            + " final_verification(parallel 300): final_verify",
        "SAFETY| conservative| initial_verification(sequential 600): verify;"
            + " careful_modifications(sequential 1200): format cleanup;"
            + " final_verification(sequential 600): final_verify",
        "THOROUGH| comprehensive| parallel_analysis(parallel 600): verify;"
            + " sequential_modifications(sequential 1200): format cleanup;"
            + " final_verification(parallel 600): final_verify",
      })
  void adaptsToThePriority(Planning.Priority priority, String strategy, String phases) {
    var plan = adaptive(priority);

    assertThat(phases(plan)).isEqualTo(phases);
    assertThat(plan.orElseThrow().strategy()).isEqualTo(strategy);
    assertThat(plan.orElseThrow().systemState().node().cpuCount()).isPositive();
  }

  @Test
  void holdsOnlyWhatWasAskedForInAnAdaptivePlan() {
    assertThat(phases(adaptive(Planning.Priority.THOROUGH, "dedupe", "analyze", "format")))
        .isEqualTo(
            "parallel_analysis(parallel 600): analyze; sequential_modifications(sequential 1200):"
                + " format dedupe");
  }

  @Test
  void plansACustomWorkflowAdaptivelyWhenItWantsThat() {
    var planning = new Planning(Planning.Mode.ADAPTIVE, Planning.Priority.SAFETY, null, null);
    var wanted = List.of(Wanted.command("commands[0]", "verify"));

    assertThat(phases(planner.plan(request("custom", null, Map.of(), wanted, planning), errors)))
        .isEqualTo("initial_verification(sequential 600): verify");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15})
  void plansExactlyWhatWasAskedFor(int seed) {
    var random = new Random(seed);
    var names =
        new ArrayList<>(
            List.of(
                "quality/verify",
                "quality/analyze",
                "quality/format",
                "quality/cleanup",
                "quality/dedupe"));
    Collections.shuffle(names, random);
    List<String> asked = names.subList(0, 1 + random.nextInt(names.size()));

    var plan = custom(asked.toArray(new String[0]));

    assertThat(
            steps(plan).stream()
                .map(PlannedStep::command)
                .filter(name -> name.startsWith("quality/")))
        .containsOnly(asked.toArray(new String[0]))
        .containsAll(asked);
    assertThat(stepNames(plan)).doesNotHaveDuplicates();
    boolean modifies = asked.contains("quality/format") || asked.contains("quality/cleanup");
    assertThat(stepNames(plan).contains("publish")).isEqualTo(modifies);
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
