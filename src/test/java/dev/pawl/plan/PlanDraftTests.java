package dev.pawl.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.command.CommandSpec;
import dev.pawl.gate.Gate;
import dev.pawl.gate.Gate.Metric;
import dev.pawl.gate.Gate.Operator;
import dev.pawl.gate.Gate.Scope;
import dev.pawl.plan.Plan.OnFailure;
import dev.pawl.plan.PlanDraft.DraftPhase;
import dev.pawl.plan.PlanDraft.DraftStep;
import dev.pawl.registry.CommandCatalog;
import dev.pawl.registry.RegisteredCommand;
import dev.pawl.registry.TestCommandRegistries;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests the precedence of request, step, target and command for the settings of a step. */
class PlanDraftTests {

  private static final CommandCatalog NO_CATALOG = TestCommandRegistries.ofCommands().catalog();

  private static final Gate STEP_GATE = gate(Metric.ERRORS);
  private static final Gate REQUEST_GATE = gate(Metric.WARNINGS);
  private static final Gate TARGET_GATE = gate(Metric.FINDINGS);

  @TempDir Path folder;

  private static Gate gate(Metric metric) {
    return new Gate(metric, Operator.AT_MOST, 0, Scope.ALL);
  }

  private RegisteredCommand entry(@Nullable String onFailure) throws Exception {
    String onFailureLine = onFailure == null ? "" : "on-failure: " + onFailure + "\n";
    Files.writeString(
        folder.resolve("it.md"), "---\nrun: [make]\ntimeout: 42s\n" + onFailureLine + "---\n");
    return TestCommandRegistries.ofSpecsAndFolder(folder, Map.of())
        .catalog()
        .find("it")
        .orElseThrow();
  }

  private static PlanRequest request(
      @Nullable List<Gate> gates,
      Map<String, OnFailure> onFailure,
      Map<String, OnFailure> targetOnFailure) {
    return new PlanRequest(
        "custom",
        List.of(),
        gates,
        onFailure,
        List.of(TARGET_GATE),
        targetOnFailure,
        PlanningOptions.DEFAULT,
        false,
        null,
        OptionalLong::empty);
  }

  @ParameterizedTest
  @CsvSource({
    "rollback, continue, abort, abort, rollback",
    ", continue, abort, rollback, continue",
    ", , continue, rollback, continue",
    ", , , rollback, rollback",
    ", , , nonsense, abort",
    ", , , , abort",
  })
  void prefersRequestThenStepThenTargetThenCommand(
      @Nullable String request,
      @Nullable String step,
      @Nullable String target,
      @Nullable String command,
      String expected)
      throws Exception {
    var draft =
        new DraftStep(
            "it", entry(command), "", null, step == null ? null : OnFailure.of(step), null);

    assertThat(
            draft
                .toPlannedStep(false, request(null, actions(request), actions(target)), NO_CATALOG)
                .onFailure())
        .isEqualTo(OnFailure.of(expected));
  }

  private static Map<String, OnFailure> actions(@Nullable String action) {
    return action == null ? Map.of() : Map.of("it", OnFailure.of(action));
  }

  @Test
  void addsTargetGatesUnlessRequestHasGates() throws Exception {
    var step = new DraftStep("it", entry(null), "", null, null, List.of(STEP_GATE));

    assertThat(step.toPlannedStep(true, request(null, Map.of(), Map.of()), NO_CATALOG).gates())
        .containsExactly(STEP_GATE, TARGET_GATE);
    assertThat(
            step.toPlannedStep(true, request(List.of(REQUEST_GATE), Map.of(), Map.of()), NO_CATALOG)
                .gates())
        .containsExactly(REQUEST_GATE);
    assertThat(step.toPlannedStep(true, request(List.of(), Map.of(), Map.of()), NO_CATALOG).gates())
        .isEmpty();
    assertThat(
            step.toPlannedStep(
                    false, request(List.of(REQUEST_GATE), Map.of(), Map.of()), NO_CATALOG)
                .gates())
        .containsExactly(STEP_GATE);
  }

  @Test
  void prefersStepTimeoutToCommandTimeout() throws Exception {
    PlanRequest request = request(null, Map.of(), Map.of());
    RegisteredCommand entry = entry(null);

    assertThat(
            new DraftStep("it", entry, "", null, null, null)
                .toPlannedStep(false, request, NO_CATALOG)
                .timeout())
        .isEqualTo(Duration.ofSeconds(42));
    assertThat(
            new DraftStep("it", entry, "", Duration.ofSeconds(3), null, null)
                .toPlannedStep(false, request, NO_CATALOG)
                .timeout())
        .isEqualTo(Duration.ofSeconds(3));
  }

  @Test
  void storesDefinitionOfCommandFilesOnly() throws Exception {
    PlanRequest request = request(null, Map.of(), Map.of());
    var builtIn = new RegisteredCommand(CommandSpec.readOnly("x", "X"), null);

    assertThat(
            new DraftStep("it", entry(null), "", null, null, null)
                .toPlannedStep(false, request, NO_CATALOG)
                .definition())
        .isNotNull();
    assertThat(
            new DraftStep("it", builtIn, "", null, null, null)
                .toPlannedStep(false, request, NO_CATALOG)
                .definition())
        .isNull();
  }

  @Test
  void removesEmptyPhases() throws Exception {
    var step = new DraftStep("it", entry(null), "", null, null, null);
    var draft =
        PlanDraft.of(
            List.of(
                DraftPhase.sequential("none", List.of()),
                DraftPhase.sequential("some", List.of(step))));

    assertThat(draft.phases()).extracting(DraftPhase::name).containsExactly("some");
    assertThat(draft.steps()).containsExactly(step);
  }
}
