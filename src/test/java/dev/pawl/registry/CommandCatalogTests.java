package dev.pawl.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.command.CommandFile.Source;
import dev.pawl.command.CommandSpec;
import dev.pawl.registry.CommandResolution.Rule;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests each rule of the resolution of command names. */
class CommandCatalogTests {

  private static final CommandSpec FORMAT = CommandSpec.modifying("quality/format", "Lays out");

  private static CommandCatalog catalog(String... files) {
    return new CommandCatalog(
        Map.of(FORMAT.name(), FORMAT),
        Arrays.stream(files)
            .map(name -> CommandFileReader.read(name, Source.SERVER, "Does " + name))
            .toList());
  }

  private final CommandCatalog catalog =
      catalog(
          "deploy",
          "git/execute",
          "git/status",
          "milestone",
          "milestone/execute",
          "milestone/status",
          "milestone/plan-all",
          "orchestrate/plan",
          "review",
          "test/unit/fast");

  @ParameterizedTest
  @CsvSource({
    "quality/format, quality/format, FOLDER",
    "quality:format, quality/format, FOLDER",
    "git, git/execute, FOLDER",
    "git/status, git/status, FOLDER",
    "test/unit/fast, test/unit/fast, FOLDER",
    "milestone, milestone/execute, FOLDER",
    "deploy, deploy, FILE",
    "review, review, FILE",
    "format, quality/format, FAMILY",
    "revi, review, FUZZY",
    "nowhere/fast, test/unit/fast, FUZZY",
    "DEPLOY, deploy, FUZZY",
  })
  void resolvesNames(String requested, String name, Rule rule) {
    assertThat(catalog.resolve(requested))
        .satisfies(resolution -> assertThat(resolution.entry().name()).isEqualTo(name))
        .returns(rule, CommandResolution::rule)
        .returns(List.of(), CommandResolution::suggestions);
  }

  @Test
  void resolvesToFileIfFolderHasNoDefaultCommand() {
    assertThat(catalog("milestone", "milestone/status").resolve("milestone"))
        .returns(Rule.FILE, CommandResolution::rule)
        .satisfies(resolution -> assertThat(resolution.entry().name()).isEqualTo("milestone"));
  }

  @Test
  void suggestsAtMostFiveSimilarNames() {
    var many = catalog("a/plan1", "a/plan2", "b/plan3", "b/plan4", "c/plan5", "c/plan6");

    assertThat(many.resolve("plan"))
        .returns(null, CommandResolution::entry)
        .returns(Rule.NONE, CommandResolution::rule)
        .returns(
            List.of("a/plan1", "a/plan2", "b/plan3", "b/plan4", "c/plan5"),
            CommandResolution::suggestions);
  }

  @Test
  void suggestsCommandsOfARequestedFolder() {
    assertThat(catalog.resolve("quality").suggestions()).containsExactly("quality/format");
    assertThat(catalog.resolve("test").suggestions()).containsExactly("test/unit/fast");
  }

  @Test
  void doesNotResolveAmbiguousBaseName() {
    assertThat(catalog.resolve("status").suggestions())
        .containsExactly("git/status", "milestone/status");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "/",
        "..",
        "../x",
        "../../etc/passwd",
        "/etc/passwd",
        "quality/../../x",
        "quality%2fformat",
        "quality%2f..",
        "git/",
        "a\0b",
        "quality/format.md",
      })
  void doesNotResolveInvalidNames(String requested) {
    assertThat(catalog.resolve(requested).entry()).isNull();
  }

  @Test
  void rejectsTooLongNameWithoutLookup() {
    assertThat(catalog.resolve("review".repeat(2000)))
        .isEqualTo(new CommandResolution(null, Rule.NONE, List.of()));
  }
}
