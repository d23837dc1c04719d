package dev.pawl.builtin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.command.Coverage;
import dev.pawl.command.Coverage.CoveredLanguage;
import dev.pawl.command.Coverage.FormatCoverage;
import dev.pawl.command.Coverage.FormattingState;
import dev.pawl.command.Coverage.ToolUse;
import dev.pawl.command.NamedFormatters;
import dev.pawl.externaltool.ToolVersions;
import dev.pawl.target.Target;
import dev.pawl.target.TargetScope;
import dev.pawl.tool.testing.ToolBeans;
import dev.pawl.workspace.TestFiles;
import dev.pawl.workspace.TestWorkspace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FormatPreviewTests {

  private static final String RUSTFMT = "rustfmt";

  @TempDir Path target;

  private Optional<Coverage> preview(
      Target previewed,
      String arguments,
      Map<String, List<String>> projectFormatters,
      Map<String, Map<String, String>> toolsByNode)
      throws Exception {
    var open = TestWorkspace.of(target);
    var format = (FixCommand) TestCommands.format(open);
    return new FormatPreview(
            format,
            ToolBeans.get(FixerRunner.class),
            open.workspaces(),
            "this-node",
            () -> toolsByNode)
        .preview(
            previewed,
            TargetScope.ALL,
            arguments,
            new NamedFormatters(Map.of(), projectFormatters));
  }

  private FormatCoverage preview(String language, String arguments) throws Exception {
    return preview(language, arguments, Map.of(), Map.of());
  }

  private FormatCoverage preview(
      String language,
      String arguments,
      Map<String, List<String>> projectFormatters,
      Map<String, Map<String, String>> toolsByNode)
      throws Exception {
    return preview(Target.directory(target.toString()), arguments, projectFormatters, toolsByNode)
        .orElseThrow()
        .languages()
        .stream()
        .filter(covered -> covered.language().equals(language))
        .map(CoveredLanguage::formatting)
        .map(Objects::requireNonNull)
        .findFirst()
        .orElseThrow();
  }

  private void write(String path, String text) {
    TestFiles.write(target, path, text);
  }

  private void spotless() {
    write(
        "pom.xml",
        "<project><build><plugins><plugin><artifactId>spotless-maven-plugin</artifactId>"
            + "<configuration><java><googleJavaFormat/></java></configuration></plugin></plugins>"
            + "</build></project>\n");
  }

  @Test
  void statesToolVersionAndConsentBeforeAnythingRuns() throws Exception {
    spotless();
    write("src/main/java/A.java", "class A{}\n");
    write("src/jmh/java/B.java", "class B{}\n");

    FormatCoverage java = preview("java", "");

    assertThat(java.state()).isEqualTo(FormattingState.PLANNED);
    assertThat(java.tools())
        .singleElement()
        .satisfies(tool -> {
          assertThat(tool.tool()).isEqualTo("google-java-format");
          assertThat(tool.version()).isNotEmpty();
          assertThat(tool.source()).isEqualTo("pom.xml (Spotless)");
          assertThat(tool.files()).isEqualTo(1);
        });
    assertThat(java.left()).hasSize(1);
    assertThat(target.resolve("src/main/java/A.java")).hasContent("class A{}");
  }

  @Test
  void changesNothingInTheTarget() throws Exception {
    write("Cargo.toml", "[package]\nname = 'a'\n");
    write("src/a.rs", "fn main() {}\n");
    List<String> before = list();

    preview("rust", "");

    assertThat(list()).isEqualTo(before);
    assertThat(target.resolveSibling("tools")).doesNotExist();
  }

  private List<String> list() throws IOException {
    try (var files = Files.walk(target)) {
      return files.map(Path::toString).sorted().toList();
    }
  }

  @Test
  void saysThatNothingAsksAndHowToAsk() throws Exception {
    write("A.java", "class A{}\n");

    FormatCoverage java = preview("java", "");

    assertThat(java.state()).isEqualTo(FormattingState.NOT_FORMATTED);
    assertThat(java.reason()).isEqualTo("nothing in the target asks for it");
    assertThat(java.hint()).isNotNull();
  }

  @Test
  void argumentsOfTheStepComeFirst() throws Exception {
    spotless();
    write("src/main/java/A.java", "class A{}\n");

    assertThat(preview("java", "--with=google-java-format").tools())
        .extracting(ToolUse::source)
        .containsExactly("the request");
  }

  @Test
  void projectComesBeforeTheTargetsOwnBuildAndAfterItsPawlConfiguration() throws Exception {
    spotless();
    write("src/main/java/A.java", "class A{}\n");
    Map<String, List<String>> project = Map.of("java", List.of("google-java-format"));

    assertThat(preview("java", "", project, Map.of()).tools())
        .extracting(ToolUse::source)
        .containsExactly("the operator's project");

    write(".quality-config.json", "{\"formatters\": {\"java\": []}}\n");
    assertThat(preview("java", "", project, Map.of()).tools()).isEmpty();
  }

  @Test
  void repositoriesAreNotReadBeforeARun() throws Exception {
    assertThat(
            preview(
                new Target(
                    null, new Target.Git("https://example.org/a.git", null, null, null), null),
                "",
                Map.of(),
                Map.of()))
        .isEmpty();
  }

  @Test
  void namesTheNodesThatHaveAToolWhichIsMissingHere() throws Exception {
    Assumptions.assumeFalse(ToolVersions.isInstalled("biome"));
    write("biome.json", "{}\n");
    write("a.js", "a=1\n");

    assertThat(
            preview(
                    "javascript",
                    "",
                    Map.of(),
                    Map.of("this-node", Map.of(), "other", Map.of("biome", "2.1.0")))
                .reason())
        .isEqualTo("biome is not installed on node this-node; node other has biome 2.1.0");
  }

  @Test
  void toolsOfOtherLanguagesAreNotTakenForThoseOfTheLanguage() throws Exception {
    Assumptions.assumeFalse(ToolVersions.isInstalled("biome"));
    write("biome.json", "{}\n");
    write("a.js", "a=1\n");

    assertThat(
            preview(
                    "javascript",
                    "",
                    Map.of(),
                    Map.of(
                        "other", Map.of("biome css", "2.1.0"),
                        "third", Map.of("biome javascript", "2.2.0")))
                .reason())
        .isEqualTo("biome is not installed on node this-node; node third has biome 2.2.0");
  }

  @Test
  void namesTheNodesThatLackAChosenProgram() throws Exception {
    Assumptions.assumeTrue(ToolVersions.isInstalled(RUSTFMT));
    String version = Objects.requireNonNull(ToolVersions.detect().get(RUSTFMT));
    write("Cargo.toml", "[package]\nname = 'a'\nedition = '2021'\n");
    write("src/main.rs", "fn main() {}\n");

    assertThat(
            preview(
                    "rust",
                    "",
                    Map.of(),
                    Map.of(
                        "this-node", Map.of(RUSTFMT, version),
                        "old", Map.of(RUSTFMT, "0.1.0"),
                        "same", Map.of(RUSTFMT, version),
                        "without", Map.of()))
                .reason())
        .isEqualTo("node old has rustfmt 0.1.0, node without does not have rustfmt");
  }
}
