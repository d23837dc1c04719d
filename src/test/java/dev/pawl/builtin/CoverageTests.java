package dev.pawl.builtin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.pawl.command.Command;
import dev.pawl.command.CommandResult;
import dev.pawl.command.Coverage;
import dev.pawl.command.Coverage.CheckCoverage;
import dev.pawl.command.Coverage.CleanupCoverage;
import dev.pawl.command.Coverage.CoveredLanguage;
import dev.pawl.command.Coverage.ExtensionCount;
import dev.pawl.command.Coverage.FileGroup;
import dev.pawl.command.Coverage.FormatCoverage;
import dev.pawl.command.Coverage.FormattingState;
import dev.pawl.command.Coverage.ToolUse;
import dev.pawl.command.Finding;
import dev.pawl.tool.CommandContexts;
import dev.pawl.workspace.TestFiles;
import dev.pawl.workspace.TestWorkspace;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests what commands state about the files that they examined. */
class CoverageTests {

  @TempDir Path target;
  private final List<String> log = new ArrayList<>();

  private CommandResult run(Function<TestWorkspace, Command> command, String arguments)
      throws Exception {
    var open = TestWorkspace.of(target);
    return command.apply(open).execute(CommandContexts.withArguments(open.key(), arguments, log));
  }

  private Coverage coverage(Function<TestWorkspace, Command> command, String arguments)
      throws Exception {
    return Objects.requireNonNull(run(command, arguments).coverage());
  }

  private static CoveredLanguage language(Coverage coverage, String key) {
    return coverage.languages().stream()
        .filter(language -> language.language().equals(key))
        .findFirst()
        .orElseThrow();
  }

  private static CheckCoverage check(Coverage coverage, String key) {
    return Objects.requireNonNull(language(coverage, key).check());
  }

  private static FormatCoverage formatting(Coverage coverage, String key) {
    return Objects.requireNonNull(language(coverage, key).formatting());
  }

  private static CleanupCoverage cleanup(Coverage coverage, String key) {
    return Objects.requireNonNull(language(coverage, key).cleanup());
  }

  private void write(String path, String text) {
    TestFiles.write(target, path, text);
  }

  private void spotless(String java) {
    write(
        "pom.xml",
        "<project><build><plugins><plugin><artifactId>spotless-maven-plugin</artifactId>"
            + "<configuration><java><googleJavaFormat/>"
            + java
            + "</java></configuration></plugin></plugins></build></project>\n");
  }

  @Test
  void verifyStatesTheFilesAndToolsOfEachLanguage() throws Exception {
    write("A.java", "class A {}\n");
    write("b/B.java", "class B {}\n");
    write("c.json", "{}\n");

    Coverage coverage = coverage(TestCommands::verify, "");

    assertThat(coverage.languages())
        .extracting(CoveredLanguage::language, CoveredLanguage::files)
        .containsExactly(tuple("java", 2L), tuple("json", 1L));
    assertThat(check(coverage, "java").files()).isEqualTo(2);
    assertThat(check(coverage, "java").tools())
        .anySatisfy(tool -> {
          assertThat(tool.files()).isEqualTo(2);
          assertThat(tool.tool()).isNotEmpty();
        });
    assertThat(check(coverage, "java").left()).isEmpty();
  }

  @Test
  void verifyCountsTemplatesAsTemplatesAndNotAsChecked() throws Exception {
    write("archetype-resources/App.java", "package ${package};\nclass App {}\n");
    write("A.java", "class A {}\n");

    CheckCoverage java = check(coverage(TestCommands::verify, ""), "java");

    assertThat(java.files()).isEqualTo(1);
    assertThat(java.templates()).isEqualTo(1);
    assertThat(java.left())
        .containsExactly(
            new FileGroup("a template, not checked", 1, List.of("archetype-resources/App.java")));
  }

  @Test
  void verifyNamesTheLanguagesThatNoCheckerKnows() throws Exception {
    write("a.sql", "select 1;\n");
    write("b.sql", "select 2;\n");

    CheckCoverage sql = check(coverage(TestCommands::verify, ""), "sql");

    assertThat(sql.files()).isZero();
    assertThat(sql.left()).extracting(FileGroup::files).containsExactly(2L);
  }

  @Test
  void unknownExtensionsAreCountedByExtension() throws Exception {
    write("a.bin", "x");
    write("b.bin", "x");
    write("c.weird", "x");
    write("NOTES", "x\n");
    write("run", "#!/bin/sh\necho\n");

    Coverage coverage = coverage(TestCommands::verify, "");

    assertThat(coverage.unknownFiles()).isEqualTo(4);
    assertThat(coverage.unknownExtensions())
        .containsExactly(
            new ExtensionCount("bin", 2),
            new ExtensionCount("", 1),
            new ExtensionCount("weird", 1));
    assertThat(language(coverage, "shell").files()).isEqualTo(1);
  }

  @Test
  void onlyFilesInScopeCount() throws Exception {
    write("a/A.java", "class A {}\n");
    write("b/B.java", "class B {}\n");

    assertThat(language(coverage(TestCommands::verify, "a/**"), "java").files()).isEqualTo(1);
  }

  @Test
  void formatStatesToolVersionAndConsent() throws Exception {
    spotless("");
    write("src/main/java/A.java", "class A{}\n");

    FormatCoverage java = formatting(coverage(TestCommands::format, ""), "java");

    assertThat(java.state()).isEqualTo(FormattingState.FORMATTED);
    assertThat(java.tools())
        .extracting(ToolUse::tool, ToolUse::files, ToolUse::source)
        .containsExactly(tuple("google-java-format", 1L, "pom.xml (Spotless)"));
    assertThat(java.tools().getFirst().version()).isNotEmpty();
    assertThat(java.hint()).isNull();
  }

  @Test
  void formatSaysThatNothingAsksForItAndHowToAsk() throws Exception {
    write("A.java", "class A{}\n");

    FormatCoverage java = formatting(coverage(TestCommands::format, ""), "java");

    assertThat(java.state()).isEqualTo(FormattingState.NOT_FORMATTED);
    assertThat(java.reason()).isEqualTo("nothing in the target asks for it");
    assertThat(java.hint()).contains("format --with=google-java-format", ".quality-config.json");
    assertThat(java.tools()).isEmpty();
  }

  @Test
  void formatNamesLanguagesWithoutAFormatter() throws Exception {
    write("a.sql", "select 1;\n");

    FormatCoverage sql = formatting(coverage(TestCommands::format, ""), "sql");

    assertThat(sql.reason()).isEqualTo("no formatter knows the language");
    assertThat(sql.hint()).isNull();
  }

  @Test
  void formatSaysWhichToolIsMissing() throws Exception {
    write(".quality-config.json", "{\"formatters\": {\"ruby\": [\"rubocop\"]}}\n");
    write("a.rb", "puts 1\n");

    assertThat(formatting(coverage(TestCommands::format, ""), "ruby").reason()).contains("rubocop");
  }

  @Test
  void filesOutsideOfTheSourcesOfSpotlessAreLeftAndCounted() throws Exception {
    spotless("<excludes><exclude>**/gen/**</exclude></excludes>");
    write("src/main/java/A.java", "class A{}\n");
    write("src/main/java/gen/G.java", "class G{}\n");
    write("src/jmh/java/B.java", "class B{}\n");

    CommandResult result = run(TestCommands::format, "");

    assertThat(result.changed()).containsExactly("src/main/java/A.java");
    assertThat(formatting(Objects.requireNonNull(result.coverage()), "java").left())
        .containsExactlyInAnyOrder(
            new FileGroup("excluded by pom.xml (Spotless)", 1, List.of("src/main/java/gen/G.java")),
            new FileGroup(
                "not among the sources that pom.xml formats", 1, List.of("src/jmh/java/B.java")));
    assertThat(log).contains("java: 1 file left unchanged: excluded by pom.xml (Spotless)");
  }

  @Test
  void requestedFormatterFollowsTheIgnoreRulesOfTheTarget() throws Exception {
    spotless("<excludes><exclude>**/gen/**</exclude></excludes>");
    write("src/main/java/A.java", "class A{}\n");
    write("src/main/java/gen/G.java", "class G{}\n");

    assertThat(run(TestCommands::format, "--with=google-java-format").changed())
        .containsExactly("src/main/java/A.java");
  }

  @Test
  void fileThatTheRequestNamesInFullIsFormattedNevertheless() throws Exception {
    spotless("<excludes><exclude>**/gen/**</exclude></excludes>");
    write("src/main/java/A.java", "class A{}\n");
    write("src/main/java/gen/G.java", "class G{}\n");

    CommandResult result = run(TestCommands::format, "src/main/java/gen/G.java");

    assertThat(result.changed()).containsExactly("src/main/java/gen/G.java");
    assertThat(formatting(Objects.requireNonNull(result.coverage()), "java").tools())
        .extracting(ToolUse::files)
        .containsExactly(1L);
  }

  @Test
  void filesOnWhichTheFormatterFailsAreNotCountedAsFormatted() throws Exception {
    spotless("");
    write("src/main/java/A.java", "class A{}\n");
    write("src/main/java/Broken.java", "class Broken {\n");

    FormatCoverage mixed = formatting(coverage(TestCommands::format, ""), "java");

    assertThat(mixed.tools()).extracting(ToolUse::files).containsExactly(1L);
    assertThat(mixed.left())
        .singleElement()
        .satisfies(group -> {
          assertThat(group.reason()).startsWith("google-java-format: ");
          assertThat(group.examples()).containsExactly("src/main/java/Broken.java");
        });
  }

  @Test
  void languageInWhichTheFormatterAlwaysFailsIsNotFormatted() throws Exception {
    spotless("");
    write("src/main/java/Broken.java", "class Broken {\n");

    FormatCoverage failed = formatting(coverage(TestCommands::format, ""), "java");

    assertThat(failed.tools()).isEmpty();
    assertThat(failed.reason()).isEqualTo("its file is left as it is");
    assertThat(failed.left()).extracting(FileGroup::files).containsExactly(1L);
  }

  @Test
  void fixturesAmongTheIncludedSourcesAreFormatted() throws Exception {
    spotless("<includes><include>**/*.java</include></includes>");
    write("src/test/fixtures/F.java", "class F{}\n");

    assertThat(run(TestCommands::format, "").changed()).containsExactly("src/test/fixtures/F.java");
  }

  @Test
  void protectedFilesAreLeftByTheirKind() throws Exception {
    write(".quality-config.json", "{\"formatters\": {\"java\": [\"google-java-format\"]}}\n");
    write(".gitattributes", "Marked.java linguist-generated\n");
    write("Marked.java", "class Marked{}\n");
    write("vendor/V.java", "class V{}\n");
    write("Generated.java", "// @generated\nclass Generated{}\n");
    write("Long.java", "class Long{/*" + "x".repeat(6000) + "*/}\n");

    CommandResult result = run(TestCommands::format, "");

    assertThat(result.changed()).isEmpty();
    assertThat(formatting(Objects.requireNonNull(result.coverage()), "java").left())
        .extracting(FileGroup::reason, FileGroup::files)
        .containsExactlyInAnyOrder(
            tuple("generated", 2L), tuple("vendored", 1L), tuple("minified", 1L));
  }

  @Test
  void formatSaysThatTheFormatterDisagrees() throws Exception {
    spotless("");
    for (int i = 0; i < 10; i++) {
      write("src/main/java/C%d.java".formatted(i), "class C%d{}\n".formatted(i));
    }

    FormatCoverage java = formatting(coverage(TestCommands::format, ""), "java");

    assertThat(java.state()).isEqualTo(FormattingState.NOT_FORMATTED);
    assertThat(java.reason()).contains("would change 10 of 10 files");
  }

  @Test
  void cleanupNamesTheLanguagesThatItDidNotLookAt() throws Exception {
    write("A.java", "class A {}\n");
    write("a.rb", "puts 1\n");
    write("a.md", "a\n");

    CommandResult result = run(TestCommands::cleanup, "");

    Coverage coverage = Objects.requireNonNull(result.coverage());
    assertThat(cleanup(coverage, "java").tools()).isNotEmpty();
    assertThat(cleanup(coverage, "java").reason()).isNull();
    assertThat(cleanup(coverage, "ruby").tools()).isEmpty();
    assertThat(cleanup(coverage, "ruby").reason()).isEqualTo("no clean-up tool knows it");
    assertThat(result.summary()).endsWith("; ruby: not cleaned up, no clean-up tool knows it");
  }

  /** What Node.js prints if the configuration of a linter needs a module that is missing. */
  private static final String FAILURE =
      """
      fail() {
        echo 'Oops! Something went wrong! :('
        echo
        echo "Error: Cannot find module 'x'"
        echo "$1"
        echo '    at Function.Module._load (internal/modules/cjs/loader.js:562:25)'
        echo '    at Object.<anonymous> (./a.js:1:1)'
        exit 2
      }
      """;

  private CommandResult cleanUpWithEslint(String script) throws Exception {
    write(
        "node_modules/.bin/eslint",
        "#!/bin/bash\nif [ \"$1\" = --version ]; then echo v6.8.0; exit; fi\n"
            + FAILURE
            + script
            + "\necho '[]'\n");
    TestFiles.chmod(target, "node_modules/.bin/eslint", "rwxr-xr-x");
    write(".eslintrc.json", "{}\n");
    write("a.js", "// a\n");
    write("b.js", "// b\n");
    write("c.js", "// bad\n");
    var open = TestWorkspace.of(target, target.toRealPath().toString());
    return TestCommands.cleanup(open).execute(CommandContexts.inWorkspace(open.key(), log));
  }

  private static List<ToolUse> eslint(CommandResult result) {
    return cleanup(Objects.requireNonNull(result.coverage()), "javascript").tools().stream()
        .filter(tool -> tool.tool().equals("eslint"))
        .toList();
  }

  @Test
  void cleanupCountsTheFilesThatALinterLookedAt() throws Exception {
    CommandResult result = cleanUpWithEslint("");

    assertThat(eslint(result)).containsExactly(new ToolUse("eslint", "6.8.0", 3, null));
    assertThat(result.findings()).isEmpty();
  }

  @Test
  void cleanupDoesNotCountAFileOnWhichTheLinterFailed() throws Exception {
    CommandResult result =
        cleanUpWithEslint(
            "for file in \"$@\"; do\n"
                + "  if [ -f \"$file\" ] && grep -q bad \"$file\"; then"
                + " fail \"Occurred while linting $PWD/${file#./}:1\"; fi\n"
                + "done");

    assertThat(eslint(result)).containsExactly(new ToolUse("eslint", "6.8.0", 2, null));
    assertThat(result.findings())
        .singleElement()
        .returns("c.js", Finding::file)
        .satisfies(finding ->
            assertThat(finding.message())
                .startsWith("left as it is: exit 2: Error: Cannot find module 'x'; Occurred"));
  }

  @Test
  void cleanupCountsNoFilesIfTheLinterFailsOnAllOfThem() throws Exception {
    CommandResult result = cleanUpWithEslint("fail 'Require stack:'");

    assertThat(eslint(result)).isEmpty();
    assertThat(cleanup(Objects.requireNonNull(result.coverage()), "javascript").reason())
        .isEqualTo("eslint: exit 2: Error: Cannot find module 'x'");
    assertThat(result.findings())
        .singleElement()
        .returns("tool-failed", Finding::rule)
        .returns("not run on any file: exit 2: Error: Cannot find module 'x'", Finding::message);
  }

  @Test
  void laterStepsReplaceWhatEarlierOnesState() throws Exception {
    spotless("");
    write("src/main/java/A.java", "class A {}\n");
    write("a.sql", "select 1;\n");
    Coverage verify = coverage(TestCommands::verify, "");
    Coverage format = coverage(TestCommands::format, "");
    Coverage cleanup = coverage(TestCommands::cleanup, "");
    Coverage laterVerify = coverage(TestCommands::verify, "a.sql");

    Coverage merged =
        Objects.requireNonNull(Coverage.merge(List.of(verify, format, cleanup, laterVerify)));

    CoveredLanguage java = language(merged, "java");
    assertThat(java.check()).isEqualTo(language(verify, "java").check());
    assertThat(java.formatting()).isEqualTo(language(format, "java").formatting());
    assertThat(java.cleanup()).isEqualTo(language(cleanup, "java").cleanup());
    assertThat(language(merged, "sql").check()).isEqualTo(language(laterVerify, "sql").check());
    assertThat(merged.languages()).hasSize(3);
    assertThat(Coverage.merge(List.of())).isNull();
  }
}
