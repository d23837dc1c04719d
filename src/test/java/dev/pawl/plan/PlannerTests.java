package dev.pawl.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.command.CommandSpec;
import dev.pawl.command.Severity;
import dev.pawl.gate.Gate;
import dev.pawl.gate.Gate.Metric;
import dev.pawl.gate.Gate.Operator;
import dev.pawl.gate.Gate.Scope;
import dev.pawl.plan.Plan.OnFailure;
import dev.pawl.plan.Plan.PhaseKind;
import dev.pawl.plan.Plan.PlannedPhase;
import dev.pawl.plan.Plan.PlannedStep;
import dev.pawl.plan.PlanRequest.RequestedCommand;
import dev.pawl.registry.CommandRegistry;
import dev.pawl.registry.TestCommandRegistries;
import dev.pawl.target.Target;
import dev.pawl.workspace.TestWorkspaces;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
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

  private final CommandRegistry commands =
      TestCommandRegistries.ofSpecs(
          CommandSpec.readOnly("safety/check", "Checks the target"),
          CommandSpec.readOnly("snapshot/create", "Creates a snapshot"),
          CommandSpec.readOnly("quality/verify", "Verifies"),
          CommandSpec.readOnly("quality/analyze", "Analyses"),
          CommandSpec.modifying("quality/format", "Formats").dependingOn("quality/verify"),
          CommandSpec.modifying("quality/cleanup", "Cleans up")
              .dependingOn("quality/format")
              .conflictingWith("quality/format", Severity.WARNING)
              .conflictingWith("quality/dedupe", Severity.WARNING),
          CommandSpec.readOnly("quality/dedupe", "Finds duplicates")
              .dependingOn("quality/cleanup", "quality/format"),
          CommandSpec.modifying("team/hostile", "Hates formatting")
              .conflictingWith("quality/format", Severity.ERROR),
          CommandSpec.readOnly("team/lost", "Depends on a missing command")
              .dependingOn("team/gone"),
          CommandSpec.readOnly("team/a", "Depends on b").dependingOn("team/b"),
          CommandSpec.readOnly("team/b", "Depends on a").dependingOn("team/a"),
          CommandSpec.modifying("integrity/check", "Compares"),
          CommandSpec.modifying("publish/apply", "Publishes"));

  @TempDir Path target;
  private MapBindingResult errors = new MapBindingResult(new TreeMap<>(), "submission");
  private Planner planner;

  @BeforeEach
  void setUpPlanner() throws IOException {
    var workspaces = TestWorkspaces.belowRoot(target);
    planner =
        new Planner(
            new WorkflowTypes(new WorkflowTypes.Properties(null)),
            commands,
            workspaces,
            new SystemStateProbe(workspaces));
  }

  @ParameterizedTest
  @CsvSource({
    "standard, safety_check create_snapshot verify format cleanup final_verify integrity_check"
        + " publish",
    "format-only, safety_check create_snapshot format final_verify integrity_check publish",
    "cleanup-only, safety_check create_snapshot cleanup final_verify integrity_check publish",
    "verify-only, verify",
  })
  void plansStepsOfType(String type, String steps) {
    assertThat(stepNames(plan(type))).containsExactly(steps.split(" "));
  }

  @Test
  void listsAllWorkflowTypes() {
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
  void keepsStepNamesOfComprehensiveType() {
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
  void rejectsUnknownTypeAndListsKnownTypes() {
    assertThat(plan("standart")).isEmpty();

    assertThat(error("type")).contains("standard", "verify-only", "custom");
  }

  @ParameterizedTest
  @ValueSource(strings = "comprehensive")
  void rejectsTypeWithMissingCommands(String type) {
    assertThat(plan(type)).isEmpty();

    assertThat(error("type")).contains("requires commands that are not available");
  }

  @Test
  void listsMissingCommandsOfType() {
    plan("comprehensive");

    assertThat(error("type"))
        .contains(
            "risk/assess of step risk_assessment",
            "quality/cleanup_imports of step cleanup_imports")
        .doesNotContain("quality/format of");
  }

  @Test
  void addsSafetyStepsToModifyingCommands() {
    assertThat(stepNames(custom("cleanup", "format")))
        .containsExactly(
            "safety_check", "create_snapshot", "format", "cleanup", "integrity_check", "publish");
  }

  @Test
  void addsNoSafetyStepsToReadOnlyCommands() {
    assertThat(stepNames(custom("verify", "verify"))).containsExactly("verify");
  }

  @Test
  void rejectsUnknownCommandsAtTheirFields() {
    assertThat(custom("format", "nonsense", "publish/apply")).isEmpty();

    assertThat(error("commands[1]")).contains("quality/format");
    assertThat(error("commands[2]")).contains("quality/verify").doesNotContain("publish");
    assertThat(errors.getFieldError("commands[0]")).isNull();
  }

  @Test
  void requiresCommandsOnlyForCustomWorkflows() {
    assertThat(custom()).isEmpty();
    assertThat(error("commands")).contains("at least one");

    errors = new MapBindingResult(new TreeMap<>(), "submission");
    assertThat(planner.plan(request("standard", null, Map.of(), "format"), errors)).isEmpty();
    assertThat(error("commands")).contains("custom");
  }

  @Test
  void appliesTypeGatesToLastVerification() {
    assertThat(step(plan("standard"), "final_verify").gates())
        .containsExactly(new Gate(Metric.ERRORS, Operator.AT_MOST, 0, Scope.NEW));
    assertThat(step(plan("standard"), "verify").gates()).isEmpty();
  }

  @Test
  void replacesTypeGatesByRequestGates() {
    var plan = planner.plan(request("standard", List.of(NO_WARNINGS), Map.of()), errors);

    assertThat(step(plan, "final_verify").gates()).containsExactly(NO_WARNINGS);
    assertThat(step(plan, "verify").gates()).isEmpty();
  }

  @Test
  void removesGatesForEmptyRequestGates() {
    var plan = planner.plan(request("verify-only", List.of(), Map.of()), errors);

    assertThat(step(plan, "verify").gates()).isEmpty();
  }

  @Test
  void appliesGatesToLastExamination() {
    var duplicates = new Gate(Metric.DUPLICATED_LINES_PERCENT, Operator.AT_MOST, 3, Scope.ALL);
    var gates = List.of(NO_WARNINGS, duplicates);

    var plan = planner.plan(request("custom", gates, Map.of(), "verify", "dedupe"), errors);
    assertThat(step(plan, "dedupe").gates()).isEqualTo(gates);
    assertThat(step(plan, "verify").gates()).isEmpty();

    plan = planner.plan(request("custom", List.of(duplicates), Map.of(), "dedupe"), errors);
    assertThat(step(plan, "dedupe").gates()).containsExactly(duplicates);
  }

  @Test
  void runsGatedExaminationAfterTheOthers() {
    var requested = new String[] {"verify", "analyze"};

    var gated = planner.plan(request("custom", List.of(NO_WARNINGS), Map.of(), requested), errors);
    var free = planner.plan(request("custom", List.of(), Map.of(), requested), errors);

    assertThat(gated.orElseThrow().phases()).noneMatch(phase -> phase.kind() == PhaseKind.PARALLEL);
    assertThat(free.orElseThrow().phases()).anyMatch(phase -> phase.kind() == PhaseKind.PARALLEL);
  }

  @Test
  void rejectsGatesWithoutVerifyStep() {
    var request = request("custom", List.of(NO_WARNINGS), Map.of(), "format");

    assertThat(planner.plan(request, errors)).isEmpty();
    assertThat(error("gates")).contains("verifies");
  }

  @Test
  void usesRequestedFailureActionOrAborts() {
    var plan =
        planner.plan(request("standard", null, Map.of("format", OnFailure.CONTINUE)), errors);

    assertThat(step(plan, "format").onFailure()).isEqualTo(OnFailure.CONTINUE);
    assertThat(step(plan, "cleanup").onFailure()).isEqualTo(OnFailure.ABORT);
  }

  @ParameterizedTest
  @ValueSource(strings = {"safety_check", "create_snapshot", "integrity_check", "publish"})
  void rejectsContinueForSafetySteps(String step) {
    var request = request("standard", null, Map.of(step, OnFailure.CONTINUE));

    assertThat(planner.plan(request, errors)).isEmpty();
    assertThat(error("on_failure." + step)).contains("cannot be continue");
  }

  @Test
  void rejectsFailureActionOfUnknownStep() {
    var request = request("verify-only", null, Map.of("format", OnFailure.ABORT));

    assertThat(planner.plan(request, errors)).isEmpty();
    assertThat(error("on_failure.format")).contains("[verify]");
  }

  @Test
  void marksModifyingSteps() {
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
    var requestedCommands = new ArrayList<RequestedCommand>();
    for (String command : commands) {
      requestedCommands.add(
          RequestedCommand.command("commands[" + requestedCommands.size() + "]", command));
    }
    return request(type, gates, onFailure, requestedCommands, PlanningOptions.DEFAULT);
  }

  private PlanRequest request(
      String type,
      @Nullable List<Gate> gates,
      Map<String, OnFailure> onFailure,
      List<RequestedCommand> requestedCommands,
      PlanningOptions planning) {
    return new PlanRequest(
        type,
        requestedCommands,
        gates,
        onFailure,
        List.of(),
        Map.of(),
        planning,
        false,
        Target.directory(target.toString()),
        OptionalLong::empty);
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
  void assignsCommandsToAtMostFourPhases(String commands, String phases) {
    var plan = custom(commands.split(" "));

    assertThat(phases(plan)).isEqualTo(phases);
    assertThat(plan.orElseThrow().strategy()).isEqualTo("coordinated");
  }

  @Test
  void warnsAboutOrRejectsConflictingCommands() {
    assertThat(custom("format", "cleanup").orElseThrow().warnings())
        .containsExactly("quality/format and quality/cleanup may have conflicting effects");
    assertThat(custom("dedupe", "cleanup").orElseThrow().warnings())
        .containsExactly("quality/dedupe and quality/cleanup may have conflicting effects");
    assertThat(custom("format", "verify").orElseThrow().warnings()).isEmpty();

    assertThat(custom("team/hostile", "format")).isEmpty();
    assertThat(error("commands")).contains("team/hostile and quality/format");
  }

  @Test
  void rejectsOptionsThatComprehensiveReplaces() {
    var step =
        new RequestedCommand(
            "steps[0]", "comprehensive", null, "", Duration.ofMinutes(1), null, null);

    planner.plan(request("custom", null, Map.of(), List.of(step), PlanningOptions.DEFAULT), errors);

    assertThat(error("steps[0]")).contains("comprehensive replaces the requested steps");
  }

  @Test
  void treatsComprehensiveAsAllCommands() {
    assertThat(custom("format", "comprehensive")).isEmpty();

    assertThat(error("type")).contains("risk/assess of step risk_assessment");
  }

  @Test
  void rejectsMissingDependenciesAndCycles() {
    assertThat(custom("team/lost", "team/a")).isEmpty();

    assertThat(error("commands[0]")).contains("team/lost depends on team/gone, which is missing");
    assertThat(error("commands[1]")).contains("team/a > team/b > team/a");
  }

  @Test
  void warnsAboutFuzzyResolution() {
    assertThat(custom("analy").orElseThrow().warnings())
        .containsExactly(
            "analy was resolved to quality/analyze, the only command with a similar name");
  }

  @Test
  void usesOptionsOfRequestedSteps() {
    var requestedCommands =
        List.of(
            new RequestedCommand(
                "steps[0]",
                "format",
                "mine",
                "src/**",
                Duration.ofSeconds(30),
                OnFailure.CONTINUE,
                null),
            new RequestedCommand("steps[1]", "format", null, "docs/**", null, null, null),
            new RequestedCommand("steps[2]", "verify", null, "", null, null, List.of(NO_WARNINGS)));

    var plan =
        planner.plan(
            request("custom", null, Map.of(), requestedCommands, PlanningOptions.DEFAULT), errors);

    assertThat(step(plan, "mine"))
        .returns("src/**", PlannedStep::arguments)
        .returns(Duration.ofSeconds(30), PlannedStep::timeout)
        .returns(OnFailure.CONTINUE, PlannedStep::onFailure);
    assertThat(step(plan, "format").arguments()).isEqualTo("docs/**");
    assertThat(step(plan, "final_verify").gates()).containsExactly(NO_WARNINGS);
  }

  @Test
  void rejectsInvalidStepsAtTheirFields() {
    var requestedCommands =
        List.of(
            new RequestedCommand(
                "steps[0]", "format", "Bad Name", "x", Duration.ofDays(2), null, null),
            new RequestedCommand("steps[1]", "format", "same", "x", null, null, null),
            new RequestedCommand("steps[2]", "verify", "same", "", null, null, null));

    planner.plan(
        request("custom", null, Map.of(), requestedCommands, PlanningOptions.DEFAULT), errors);

    assertThat(errors.getFieldErrors())
        .extracting(FieldError::getField)
        .contains("steps[0].name", "steps[0].timeout", "steps[2].name");
  }

  @Test
  void usesTargetGatesAndActionsUnlessRequested() {
    var request =
        new PlanRequest(
            "standard",
            List.of(),
            null,
            Map.of("cleanup", OnFailure.ABORT),
            List.of(NO_WARNINGS),
            Map.of(
                "cleanup", OnFailure.CONTINUE, "format", OnFailure.CONTINUE, "x", OnFailure.ABORT),
            PlanningOptions.DEFAULT,
            false,
            null,
            OptionalLong::empty);

    var plan = planner.plan(request, errors);

    assertThat(step(plan, "final_verify").gates()).hasSize(2).contains(NO_WARNINGS);
    assertThat(step(plan, "format").onFailure()).isEqualTo(OnFailure.CONTINUE);
    assertThat(step(plan, "cleanup").onFailure()).isEqualTo(OnFailure.ABORT);
  }

  private Optional<Plan> adaptive(PlanningOptions.Priority priority, String... commands) {
    var requestedCommands =
        Arrays.stream(commands).map(name -> RequestedCommand.command("commands", name)).toList();
    var planning = new PlanningOptions(null, priority, null, null);
    return planner.plan(request("adaptive", null, Map.of(), requestedCommands, planning), errors);
  }

  @Test
  void describesUnreadableTargetsWithoutPaths() {
    assertThat(Planner.describeUnreadable(new NoSuchFileException("/srv/pawl/archives/1/tree/A")))
        .startsWith("has changed while it was read");
    assertThat(
            Planner.describeUnreadable(
                new FileSystemException("/srv/pawl/archives/1", null, "Too many open files")))
        .isEqualTo("cannot be read: Too many open files");
    assertThat(Planner.describeUnreadable(new AccessDeniedException("/srv/pawl/archives/1/tree/A")))
        .isEqualTo("cannot be read: access is denied");
  }

  @Test
  void rejectsAnAdaptivePlanOfATargetThatHasBeenDeleted() throws IOException {
    Files.delete(target);

    assertThat(adaptive(PlanningOptions.Priority.BALANCED)).isEmpty();
    assertThat(errors.getFieldError("target").getDefaultMessage())
        .isEqualTo("cannot be read: is not below an allowed root");
    Files.createDirectory(target);
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
  void adaptsToThePriority(PlanningOptions.Priority priority, String strategy, String phases) {
    var plan = adaptive(priority);

    assertThat(phases(plan)).isEqualTo(phases);
    assertThat(plan.orElseThrow().strategy()).isEqualTo(strategy);
    assertThat(plan.orElseThrow().systemState().node().cpuCount()).isPositive();
  }

  @Test
  void plansOnlyRequestedCommandsAdaptively() {
    assertThat(phases(adaptive(PlanningOptions.Priority.THOROUGH, "dedupe", "analyze", "format")))
        .isEqualTo(
            "parallel_analysis(parallel 600): analyze; sequential_modifications(sequential 1200):"
                + " format dedupe");
  }

  @Test
  void plansCustomWorkflowAdaptivelyOnRequest() {
    var planning =
        new PlanningOptions(
            PlanningOptions.Mode.ADAPTIVE, PlanningOptions.Priority.SAFETY, null, null);
    var requestedCommands = List.of(RequestedCommand.command("commands[0]", "verify"));

    assertThat(
            phases(
                planner.plan(
                    request("custom", null, Map.of(), requestedCommands, planning), errors)))
        .isEqualTo("initial_verification(sequential 600): verify");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15})
  void plansExactlyTheRequestedCommands(int seed) {
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
    List<String> requested = names.subList(0, 1 + random.nextInt(names.size()));

    var plan = custom(requested.toArray(new String[0]));

    assertThat(
            steps(plan).stream()
                .map(PlannedStep::command)
                .filter(name -> name.startsWith("quality/")))
        .containsOnly(requested.toArray(new String[0]))
        .containsAll(requested);
    assertThat(stepNames(plan)).doesNotHaveDuplicates();
    boolean modifies =
        requested.contains("quality/format") || requested.contains("quality/cleanup");
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

  private @Nullable String error(String field) {
    FieldError error = errors.getFieldError(field);
    return error == null ? null : error.getDefaultMessage();
  }
}
