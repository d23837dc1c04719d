package dev.pawl.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.command.CommandSpec;
import dev.pawl.plan.Plan.PhaseKind;
import dev.pawl.plan.PlanDraft.DraftPhase;
import dev.pawl.plan.PlanDraft.DraftStep;
import dev.pawl.plan.PlanningOptions.Priority;
import dev.pawl.registry.CommandCatalog;
import dev.pawl.registry.RegisteredCommand;
import dev.pawl.registry.TestCommandRegistries;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Tests the phases of arbitrary commands with examples and with properties of random plans. */
class PhaseAssignerTests {

  private static CommandSpec readOnly(String name, String... after) {
    return CommandSpec.readOnly(name, "Reads").dependingOn(after);
  }

  private static CommandSpec modifying(String name, String... after) {
    return CommandSpec.modifying(name, "Changes").dependingOn(after);
  }

  private static List<DraftStep> steps(CommandCatalog catalog, List<String> names) {
    return names.stream()
        .map(name -> new DraftStep(name, entry(catalog, name), "", null, null, null))
        .toList();
  }

  private static RegisteredCommand entry(CommandCatalog catalog, String name) {
    return catalog.find(name).orElseThrow();
  }

  private static List<DraftPhase> coordinated(List<String> requested, CommandSpec... specs) {
    CommandCatalog catalog = TestCommandRegistries.ofSpecs(specs).catalog();
    return new PhaseAssigner(catalog.graph()).coordinated(steps(catalog, requested));
  }

  private static List<String> names(DraftPhase phase) {
    return phase.steps().stream().map(DraftStep::name).toList();
  }

  @Test
  void placesOtherChangesAfterFormatting() {
    var phases =
        coordinated(
            List.of("license", "quality/format"),
            modifying("license"),
            modifying("quality/format"));

    assertThat(names(phases.get(1))).containsExactly("quality/format");
    assertThat(names(phases.get(2))).containsExactly("license");
  }

  @Test
  void placesFormattingAfterItsDependencies() {
    var phases =
        coordinated(
            List.of("quality/format", "generate"),
            modifying("generate"),
            modifying("quality/format", "generate"));

    assertThat(names(phases.get(1))).isEmpty();
    assertThat(names(phases.get(2))).containsExactly("generate", "quality/format");
  }

  @Test
  void placesReadersAfterModifyingDependencies() {
    var phases =
        coordinated(
            List.of("count", "look", "quality/format"),
            modifying("quality/format"),
            readOnly("look"),
            readOnly("count", "quality/format"));

    assertThat(names(phases.get(0))).containsExactly("look");
    assertThat(names(phases.get(2))).containsExactly("count");
  }

  @Test
  void runsDependentStepsSequentially() {
    assertThat(coordinated(List.of("a", "b"), readOnly("a"), readOnly("b", "a")).getFirst().kind())
        .isEqualTo(PhaseKind.SEQUENTIAL);
    assertThat(coordinated(List.of("a", "b"), readOnly("a"), readOnly("b")).getFirst().kind())
        .isEqualTo(PhaseKind.PARALLEL);
  }

  @Test
  void respectsTransitiveDependencies() {
    var phases =
        coordinated(List.of("c", "a"), modifying("a"), modifying("b", "a"), modifying("c", "b"));

    assertThat(names(phases.get(2))).containsExactly("a", "c");
  }

  @Test
  void addsFinalVerificationOnlyAfterChanges() {
    assertThat(coordinated(List.of("quality/verify"), readOnly("quality/verify")).get(3).steps())
        .isEmpty();
    var phases =
        coordinated(List.of("quality/verify", "x"), readOnly("quality/verify"), modifying("x"));
    assertThat(names(phases.get(3))).containsExactly("final_quality/verify");
  }

  static LongStream seeds() {
    return LongStream.range(0, 100);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void plansEachCommandOnceAfterItsDependencies(long seed) {
    var random = new Random(seed);
    int size = 1 + random.nextInt(20);
    var specs = new ArrayList<CommandSpec>();
    var requested = new ArrayList<String>();
    for (int i = 0; i < size; i++) {
      var after = new ArrayList<String>();
      for (int j = 0; j < i; j++) {
        if (random.nextInt(5) == 0) {
          after.add("c" + j);
        }
      }
      String[] before = after.toArray(new String[0]);
      specs.add(random.nextBoolean() ? readOnly("c" + i, before) : modifying("c" + i, before));
      if (random.nextInt(4) > 0) {
        requested.add("c" + i);
      }
    }
    Collections.shuffle(requested, random);
    CommandCatalog catalog =
        TestCommandRegistries.ofSpecs(specs.toArray(new CommandSpec[0])).catalog();
    var placement = new PhaseAssigner(catalog.graph());
    var choice = AdaptiveStrategy.choose(null, Priority.values()[random.nextInt(4)]);

    for (List<DraftPhase> phases :
        List.of(
            placement.coordinated(steps(catalog, requested)),
            placement.adaptive(steps(catalog, requested), choice))) {
      assertOrdered(catalog, phases, requested);
    }
  }

  private static void assertOrdered(
      CommandCatalog catalog, List<DraftPhase> phases, List<String> requested) {
    var order = new ArrayList<String>();
    Map<String, PhaseKind> kinds = new HashMap<>();
    Map<String, Integer> phaseIndexes = new HashMap<>();
    for (int phase = 0; phase < phases.size(); phase++) {
      for (String name : names(phases.get(phase))) {
        order.add(name);
        kinds.put(name, phases.get(phase).kind());
        phaseIndexes.put(name, phase);
      }
    }
    assertThat(order).containsExactlyInAnyOrderElementsOf(requested);
    for (String name : order) {
      for (String dependency : catalog.graph().transitiveDependencies(name)) {
        if (order.contains(dependency)) {
          assertThat(order.indexOf(dependency)).isLessThan(order.indexOf(name));
          assertThat(
                  phaseIndexes.get(dependency).equals(phaseIndexes.get(name))
                      && kinds.get(name) == PhaseKind.PARALLEL)
              .as("%s and %s in parallel", dependency, name)
              .isFalse();
        }
      }
    }
  }
}
