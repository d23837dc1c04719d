package dev.pawl.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.command.CommandSpec;
import dev.pawl.plan.Draft.DraftPhase;
import dev.pawl.plan.Draft.DraftStep;
import dev.pawl.plan.Plan.PhaseKind;
import dev.pawl.plan.Planning.Priority;
import dev.pawl.registry.Catalog;
import dev.pawl.registry.CommandEntry;
import dev.pawl.registry.CommandsOf;
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
class PlacementTests {

  private static CommandSpec reads(String name, String... after) {
    return CommandSpec.reading(name, "Reads").after(after);
  }

  private static CommandSpec changes(String name, String... after) {
    return CommandSpec.modifying(name, "Changes").after(after);
  }

  private static List<DraftStep> steps(Catalog catalog, List<String> names) {
    return names.stream()
        .map(name -> new DraftStep(name, entry(catalog, name), "", null, null, null))
        .toList();
  }

  private static CommandEntry entry(Catalog catalog, String name) {
    return catalog.find(name).orElseThrow();
  }

  private static List<DraftPhase> coordinated(List<String> asked, CommandSpec... specs) {
    Catalog catalog = CommandsOf.specs(specs).catalog();
    return new Placement(catalog.graph()).coordinated(steps(catalog, asked));
  }

  private static List<String> names(DraftPhase phase) {
    return phase.steps().stream().map(DraftStep::name).toList();
  }

  @Test
  void putsOtherChangesAfterFormatting() {
    var phases =
        coordinated(
            List.of("license", "quality/format"), changes("license"), changes("quality/format"));

    assertThat(names(phases.get(1))).containsExactly("quality/format");
    assertThat(names(phases.get(2))).containsExactly("license");
  }

  @Test
  void putsFormattingAfterAChangeThatItDependsOn() {
    var phases =
        coordinated(
            List.of("quality/format", "generate"),
            changes("generate"),
            changes("quality/format", "generate"));

    assertThat(names(phases.get(1))).isEmpty();
    assertThat(names(phases.get(2))).containsExactly("generate", "quality/format");
  }

  @Test
  void putsWhatReadsAfterTheChangesThatItDependsOn() {
    var phases =
        coordinated(
            List.of("count", "look", "quality/format"),
            changes("quality/format"),
            reads("look"),
            reads("count", "quality/format"));

    assertThat(names(phases.get(0))).containsExactly("look");
    assertThat(names(phases.get(2))).containsExactly("count");
  }

  @Test
  void doesNotRunBesideEachOtherWhatDependsOnEachOther() {
    assertThat(coordinated(List.of("a", "b"), reads("a"), reads("b", "a")).getFirst().kind())
        .isEqualTo(PhaseKind.SEQUENTIAL);
    assertThat(coordinated(List.of("a", "b"), reads("a"), reads("b")).getFirst().kind())
        .isEqualTo(PhaseKind.PARALLEL);
  }

  @Test
  void seesADependencyThroughACommandThatIsNotAskedFor() {
    var phases = coordinated(List.of("c", "a"), changes("a"), changes("b", "a"), changes("c", "b"));

    assertThat(names(phases.get(2))).containsExactly("a", "c");
  }

  @Test
  void looksOnceMoreOnlyWhenSomethingMayHaveChanged() {
    assertThat(coordinated(List.of("quality/verify"), reads("quality/verify")).get(3).steps())
        .isEmpty();
    var phases = coordinated(List.of("quality/verify", "x"), reads("quality/verify"), changes("x"));
    assertThat(names(phases.get(3))).containsExactly("final_quality/verify");
  }

  static LongStream seeds() {
    return LongStream.range(0, 100);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void plansEachCommandOnceAndAfterAllItDependsOn(long seed) {
    var random = new Random(seed);
    int size = 1 + random.nextInt(20);
    var specs = new ArrayList<CommandSpec>();
    var asked = new ArrayList<String>();
    for (int i = 0; i < size; i++) {
      var after = new ArrayList<String>();
      for (int j = 0; j < i; j++) {
        if (random.nextInt(5) == 0) {
          after.add("c" + j);
        }
      }
      String[] before = after.toArray(new String[0]);
      specs.add(random.nextBoolean() ? reads("c" + i, before) : changes("c" + i, before));
      if (random.nextInt(4) > 0) {
        asked.add("c" + i);
      }
    }
    Collections.shuffle(asked, random);
    Catalog catalog = CommandsOf.specs(specs.toArray(new CommandSpec[0])).catalog();
    var placement = new Placement(catalog.graph());
    var choice = Strategy.choose(null, Priority.values()[random.nextInt(4)]);

    for (List<DraftPhase> phases :
        List.of(
            placement.coordinated(steps(catalog, asked)),
            placement.adaptive(steps(catalog, asked), choice))) {
      assertOrdered(catalog, phases, asked);
    }
  }

  private static void assertOrdered(Catalog catalog, List<DraftPhase> phases, List<String> asked) {
    var order = new ArrayList<String>();
    Map<String, PhaseKind> kinds = new HashMap<>();
    Map<String, Integer> places = new HashMap<>();
    for (int phase = 0; phase < phases.size(); phase++) {
      for (String name : names(phases.get(phase))) {
        order.add(name);
        kinds.put(name, phases.get(phase).kind());
        places.put(name, phase);
      }
    }
    assertThat(order).containsExactlyInAnyOrderElementsOf(asked);
    for (String name : order) {
      for (String before : catalog.graph().before(name)) {
        if (order.contains(before)) {
          assertThat(order.indexOf(before)).isLessThan(order.indexOf(name));
          assertThat(
                  places.get(before).equals(places.get(name))
                      && kinds.get(name) == PhaseKind.PARALLEL)
              .as("%s and %s in parallel", before, name)
              .isFalse();
        }
      }
    }
  }
}
