package dev.pawl.builtin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.pawl.builtin.FixerRunner.FixRequest;
import dev.pawl.command.CommandResult;
import dev.pawl.command.CommandResult.FailureKind;
import dev.pawl.command.Finding;
import dev.pawl.command.NamedFormatters;
import dev.pawl.process.ProcessRunner;
import dev.pawl.target.TargetScope;
import dev.pawl.tool.CommandContexts;
import dev.pawl.tool.testing.ToolBeans;
import dev.pawl.workspace.TestFiles;
import dev.pawl.workspace.TestWorkspace;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests that the format command changes nothing that nobody asks for. */
class FormatConsentTests {

  private static final String DIRTY = "class A{\n    int a;\n}\n";

  @TempDir Path target;
  private final List<String> log = new ArrayList<>();

  private CommandResult format(String arguments) throws Exception {
    return run(TestWorkspace.of(target), arguments);
  }

  private CommandResult run(TestWorkspace open, String arguments) throws Exception {
    return TestCommands.format(open)
        .execute(CommandContexts.withArguments(open.key(), arguments, log));
  }

  private CommandResult optimizeImports(String arguments) throws Exception {
    var open = TestWorkspace.of(target);
    return new FixCommandConfiguration(open.workspaces(), ToolBeans.get(FixerRunner.class))
        .optimizeImports()
        .execute(CommandContexts.withArguments(open.key(), arguments, log));
  }

  private void spotless(String step) {
    TestFiles.write(
        target,
        "pom.xml",
        "<project><build><plugins><plugin><artifactId>spotless-maven-plugin</artifactId>"
            + "<configuration><java>"
            + step
            + "</java></configuration></plugin></plugins></build></project>\n");
  }

  private void writeClasses(int count, int dirty) {
    for (int i = 0; i < count; i++) {
      String text = i < dirty ? "class C%d{}\n" : "class C%d {}\n";
      TestFiles.write(target, "src/C%d.java".formatted(i), text.formatted(i));
    }
  }

  private static void assumeInstalled(String program) {
    assumeThat(ProcessRunner.findOnPath(program)).as("%s is installed", program).isPresent();
  }

  @Test
  void leavesJavaUnchangedWithoutConsent() throws Exception {
    TestFiles.write(target, "src/A.java", DIRTY);
    TestFiles.write(target, "pom.xml", "<project/>\n");

    CommandResult result = format("");

    assertThat(result.changed()).isEmpty();
    assertThat(result.findFailure()).isEmpty();
    assertThat(result.summary())
        .contains("java: not formatted because nothing in the target asks for it")
        .doesNotContain("xml");
    assertThat(result.facts().get("formatters"))
        .contains("java: not formatted because nothing in the target asks for it", "--with=");
    assertThat(log)
        .anyMatch(line ->
            line.startsWith("java: not formatted because nothing in the target asks for it")
                && line.contains("format --with=google-java-format")
                && line.contains(".quality-config.json"));
  }

  @Test
  void formatsWithTheFormatterOfTheRequest() throws Exception {
    TestFiles.write(target, "A.java", DIRTY);

    CommandResult result = format("--with=google-java-format");

    assertThat(result.changed()).containsExactly("A.java");
    assertThat(result.facts().get("formatters"))
        .startsWith("java: google-java-format ")
        .contains("asked for by the request");
    assertThat(FixRequest.of(result))
        .hasValueSatisfying(
            request -> assertThat(request.named()).containsExactly("google-java-format"));
  }

  @Test
  void formatsWithTheFormatterOfTheProject() throws Exception {
    TestFiles.write(target, "A.java", DIRTY);
    var open = TestWorkspace.of(target);

    CommandResult result =
        TestCommands.format(open)
            .execute(
                CommandContexts.withArguments(open.key(), "", log)
                    .withNamedFormatters(
                        new NamedFormatters(
                            Map.of(), Map.of("java", List.of("google-java-format")))));

    assertThat(result.changed()).containsExactly("A.java");
    assertThat(result.facts().get("formatters")).contains("asked for by the operator's project");
  }

  @Test
  void formatsWithTheFormatterThatTheRequestNamesForALanguage() throws Exception {
    TestFiles.write(target, "A.java", DIRTY);
    TestFiles.write(target, ".quality-config.json", "{\"formatters\": {\"java\": []}}");
    var named =
        new NamedFormatters(
            Map.of("java", List.of("google-java-format")), Map.of("java", List.of()));

    CommandResult result = formatWith(named);

    assertThat(result.changed()).containsExactly("A.java");
    assertThat(result.facts().get("formatters")).contains("asked for by the request");
  }

  @Test
  void formatsNothingIfTheRequestNamesNoFormatter() throws Exception {
    TestFiles.write(target, "A.java", DIRTY);
    TestFiles.write(
        target, ".quality-config.json", "{\"formatters\": {\"java\": [\"google-java-format\"]}}");

    CommandResult result = formatWith(new NamedFormatters(Map.of("java", List.of()), Map.of()));

    assertThat(result.changed()).isEmpty();
  }

  private CommandResult formatWith(NamedFormatters named) throws Exception {
    var open = TestWorkspace.of(target);
    return TestCommands.format(open)
        .execute(CommandContexts.withArguments(open.key(), "", log).withNamedFormatters(named));
  }

  @Test
  void refusesAnUnknownFormatterOfTheRequest() throws Exception {
    TestFiles.write(target, "A.java", DIRTY);

    assertThat(format("--with=googel-java-format").findFailure())
        .hasValueSatisfying(failure -> {
          assertThat(failure.kind()).isEqualTo(FailureKind.REFUSED);
          assertThat(failure.message()).contains("googel-java-format", "google-java-format");
        });
  }

  @Test
  void requestComesBeforeTheConfiguration() throws Exception {
    TestFiles.write(target, ".quality-config.json", "{\"formatters\": {\"java\": []}}\n");
    TestFiles.write(target, "A.java", DIRTY);

    assertThat(format("").changed()).isEmpty();
    assertThat(format("--with=google-java-format").changed()).containsExactly("A.java");
  }

  @Test
  void emptyListOfTheConfigurationComesBeforeTheBuild() throws Exception {
    spotless("<googleJavaFormat/>");
    TestFiles.write(target, ".quality-config.json", "{\"formatters\": {\"java\": []}}\n");
    TestFiles.write(target, "A.java", DIRTY);

    assertThat(format("").changed()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"palantirJavaFormat", "eclipse", "prettier"})
  void leavesTabsUnchangedWhereTheBuildUsesAnotherFormatter(String step) throws Exception {
    spotless("<" + step + "/>");
    TestFiles.write(target, ".editorconfig", "[*.java]\nindent_style = tab\n");
    TestFiles.write(target, "A.java", "class A{\n\tint a;\n}\n");

    assertThat(format("").changed()).isEmpty();
  }

  @Test
  void neverWritesWhatEditorconfigForbids() throws Exception {
    TestFiles.write(target, ".editorconfig", "[*.java]\nindent_style = tab\n");
    TestFiles.write(target, "A.java", "class A{\n\tint a;\n\tvoid b() {\n\t\ta = 1;\n\t}\n}\n");

    CommandResult result = format("--with=google-java-format");

    assertThat(result.changed()).isEmpty();
    assertThat(result.findings())
        .singleElement()
        .satisfies(finding -> assertThat(finding.message()).contains("tabs", ".editorconfig"));
  }

  private static final String PRETTIER =
      """
      #!/bin/bash
      if [ "$1" = --version ]; then echo 3.1.2; exit; fi
      for file in "$@"; do [ -f "$file" ] && printf 'a;\\n' > "$file"; done
      exit 0
      """;

  private CommandResult formatWithPrettierInstalled() throws Exception {
    TestFiles.write(target, "node_modules/.bin/prettier", PRETTIER);
    TestFiles.chmod(target, "node_modules/.bin/prettier", "rwxr-xr-x");
    TestFiles.write(target, "a.js", "a\n");
    return run(TestWorkspace.of(target, target.toRealPath().toString()), "");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"devDependencies\": {\"eslint\": \"9\"}}",
        "{\"devDependencies\": {\"oxfmt\": \"1\"}}"
      })
  void runsNoPrettierThatTheProjectDoesNotUse(String packageJson) throws Exception {
    TestFiles.write(target, "eslint.config.js", "export default [];\n");
    TestFiles.write(target, "package.json", packageJson);

    CommandResult result = formatWithPrettierInstalled();

    assertThat(result.changed()).isEmpty();
    assertThat(result.facts().get("tools")).doesNotContain("prettier");
  }

  @Test
  void runsPrettierThatTheProjectUses() throws Exception {
    TestFiles.write(target, "package.json", "{\"devDependencies\": {\"prettier\": \"^3\"}}");

    CommandResult result = formatWithPrettierInstalled();

    assertThat(result.changed()).contains("a.js");
    assertThat(result.facts().get("formatters"))
        .contains("javascript: prettier 3.1.2, asked for by package.json");
  }

  @Test
  void leavesFilesOfAnotherPinnedVersion() throws Exception {
    TestFiles.write(target, "package.json", "{\"devDependencies\": {\"prettier\": \"3.0.0\"}}");

    CommandResult result = formatWithPrettierInstalled();

    assertThat(result.changed()).isEmpty();
    assertThat(result.findings()).extracting(Finding::rule).contains("formatter-version-differs");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "[project]\nname = \"a\"\n", "[tool.ruff.format]\nquote-style = \"single\"\n"})
  void runsNoBlackAndNoIsortWithoutTheirSections(String pyproject) throws Exception {
    TestFiles.write(target, "pyproject.toml", pyproject);
    TestFiles.write(target, "a.py", "import os\nimport ast\nx = { 'a':1 }\n");

    CommandResult result = format("--comprehensive");

    assertThat(result.facts().get("tools")).doesNotContain("black", "isort");
  }

  @Test
  void runsBlackWithItsSection() throws Exception {
    assumeInstalled("black");
    TestFiles.write(target, "pyproject.toml", "[tool.black]\nline-length = 90\n");
    TestFiles.write(target, "a.py", "x = { 'a':1 }\n");

    assertThat(format("").changed()).containsExactly("a.py");
  }

  private void hook(String id, String arguments) {
    TestFiles.write(
        target,
        ".pre-commit-config.yaml",
        "repos:\n- repo: local\n  hooks: [{id: %s, args: %s}]\n".formatted(id, arguments));
  }

  @Test
  void formatsAsTheHookDoes() throws Exception {
    assumeInstalled("black");
    hook("black", "[--line-length=40, --skip-string-normalization]");
    TestFiles.write(target, "a.py", "value = { 'first': 1000, 'second': 2000, 'third': 3000 }\n");
    var open = TestWorkspace.of(target);

    assertThat(run(open, "").changed()).containsExactly("a.py");
    assertThat(TestFiles.read(open.folder(), "a.py"))
        .isEqualTo("value = {\n    'first': 1000,\n    'second': 2000,\n    'third': 3000,\n}\n");
  }

  @Test
  void formatsShellAsTheHookDoes() throws Exception {
    assumeInstalled("shfmt");
    hook("shfmt", "[-i, '2', -ci, -w]");
    TestFiles.write(target, ".editorconfig", "[*.sh]\nspace_redirects = true\n");
    TestFiles.write(target, "a.sh", "case $a in\nb) echo  c >d ;;\nesac\n");
    var open = TestWorkspace.of(target);

    assertThat(run(open, "").changed()).containsExactly("a.sh");
    assertThat(TestFiles.read(open.folder(), "a.sh"))
        .isEqualTo("case $a in\n  b) echo c >d ;;\nesac\n");
  }

  @Test
  void runsNoFormatterWithoutTheArgumentsOfItsHook() throws Exception {
    assumeInstalled("black");
    hook("black", "[--config=style/black.toml]");
    TestFiles.write(target, "a.py", "x = { 'a':1 }\n");

    CommandResult result = format("");

    assertThat(result.changed()).isEmpty();
    assertThat(result.summary() + result.warnings())
        .contains("arguments that are not passed on: --config=style/black.toml");
    // A request for the formatter accepts that.
    assertThat(format("--with=black").changed()).containsExactly("a.py");
  }

  @Test
  void reportsAToolThatThisMachineLacks() throws Exception {
    TestFiles.write(target, "biome.json", "{\"formatter\": {\"enabled\": true}}\n");
    TestFiles.write(target, ".prettierrc", "{}\n");
    TestFiles.write(target, "a.css", "a{}\n");
    assumeThat(ProcessRunner.findOnPath("prettier")).isEmpty();

    assertThat(format("").warnings())
        .anyMatch(warning -> warning.contains("css is not covered: prettier is not installed"));
  }

  @Test
  void runsNoClangFormatWithoutItsConfiguration() throws Exception {
    TestFiles.write(target, "a.c", "int main(){return 0;}\n");

    CommandResult result = format("");

    assertThat(result.changed()).isEmpty();
    assertThat(result.facts().get("tools")).doesNotContain("clang-format");
  }

  @Test
  void keepsTheOrderOfIncludes() throws Exception {
    assumeInstalled("clang-format");
    TestFiles.write(target, ".clang-format", "BasedOnStyle: Google\n");
    TestFiles.write(target, "a.c", "#include <z.h>\n#include <a.h>\n\nint main(){return 0;}\n");
    var open = TestWorkspace.of(target);

    assertThat(run(open, "").changed()).containsExactly("a.c");
    assertThat(TestFiles.read(open.folder(), "a.c"))
        .isEqualTo("#include <z.h>\n#include <a.h>\n\nint main() { return 0; }\n");
  }

  @Test
  void leavesFilesOnWhichAnotherPinnedVersionMayDiffer() throws Exception {
    spotless("<googleJavaFormat><version>1.19.2</version></googleJavaFormat>");
    writeClasses(3, 1);

    CommandResult result = format("");

    assertThat(result.changed()).isEmpty();
    assertThat(result.findings())
        .extracting(Finding::file, Finding::rule)
        .containsExactly(tuple("src/C0.java", "formatter-version-differs"));
    assertThat(result.warnings())
        .anyMatch(warning -> warning.contains("versions disagree") && warning.contains("1.19.2"));
    assertThat(FixRequest.of(result))
        .hasValueSatisfying(
            request -> assertThat(request.withheld()).containsExactly("google-java-format java"));
  }

  @Test
  void leavesFilesThatAgreeWithAnotherPinnedVersion() throws Exception {
    spotless("<googleJavaFormat><version>1.19.2</version></googleJavaFormat>");
    writeClasses(3, 0);

    CommandResult result = format("");

    assertThat(result.changed()).isEmpty();
    assertThat(result.findings()).isEmpty();
    assertThat(result.warnings()).isEmpty();
  }

  @Test
  void formatsInTheStyleThatTheBuildAsksFor() throws Exception {
    spotless("<googleJavaFormat><style>AOSP</style></googleJavaFormat>");
    TestFiles.write(target, "A.java", DIRTY);
    var open = TestWorkspace.of(target);

    CommandResult result = run(open, "");

    assertThat(TestFiles.read(open.folder(), "A.java")).isEqualTo("class A {\n    int a;\n}\n");
    assertThat(result.facts().get("formatters")).contains("asked for by pom.xml (Spotless)");
  }

  @Test
  void changesNoneIfTheFormatterDisagreesWithManyFiles() throws Exception {
    spotless("<googleJavaFormat/>");
    writeClasses(10, 6);

    CommandResult result = format("");

    assertThat(result.changed()).isEmpty();
    assertThat(result.findings())
        .singleElement()
        .satisfies(finding -> {
          assertThat(finding.rule()).isEqualTo("formatter-disagrees");
          assertThat(finding.file()).isEqualTo("pom.xml");
          assertThat(finding.message()).contains("6 of 10 files");
        });
  }

  @Test
  void changesFewFilesOrAFifth() throws Exception {
    spotless("<googleJavaFormat/>");
    writeClasses(6, 5);
    assertThat(format("").changed()).hasSize(5);

    writeClasses(30, 6);
    assertThat(format("").changed()).hasSize(6);
  }

  @Test
  void comparesFilesOutsideOfASmallScope() throws Exception {
    spotless("<googleJavaFormat/>");
    writeClasses(40, 40);
    var scope = new TargetScope(List.of("src/C1.java"), List.of(), null, TargetScope.Lines.ALL);

    CommandResult disagreeing = run(TestWorkspace.inScope(target, scope), "");
    writeClasses(40, 2);
    var open = TestWorkspace.inScope(target, scope);
    CommandResult agreeing = run(open, "");

    assertThat(disagreeing.changed()).isEmpty();
    assertThat(disagreeing.warnings()).anyMatch(warning -> warning.contains("would change"));
    assertThat(agreeing.changed()).containsExactly("src/C1.java");
    assertThat(TestFiles.read(open.folder(), "src/C0.java")).isEqualTo("class C0{}\n");
  }

  @Test
  void changesManyFilesIfTheRequestAsksForIt() throws Exception {
    spotless("<googleJavaFormat/>");
    writeClasses(10, 10);

    assertThat(format("--with=google-java-format").changed()).hasSize(10);
  }

  @Test
  void formatsOnlyBelowTheFolderThatAsks() throws Exception {
    TestFiles.write(target, "A.java", DIRTY);
    TestFiles.write(target, "lib/A.java", DIRTY);
    TestFiles.write(
        target, "lib/build.gradle", "spotless {\n  java {\n    googleJavaFormat()\n  }\n}\n");

    CommandResult result = format("");

    assertThat(result.changed()).containsExactly("lib/A.java");
    assertThat(result.summary()).contains("java: not formatted");
  }

  @Test
  void formatterOfTheRequestFormatsAgainAfterACleanup() throws Exception {
    TestFiles.write(target, "A.java", "import java.util.List;\n\n\nclass A{}\n");
    var open = TestWorkspace.of(target);
    CommandResult formatted = run(open, "--with=google-java-format");

    CommandResult cleaned =
        TestCommands.cleanup(open)
            .execute(CommandContexts.afterSteps(open.key(), Map.of("format", formatted), log));

    assertThat(cleaned.changed()).containsExactly("A.java");
    assertThat(TestFiles.read(open.folder(), "A.java")).isEqualTo("class A {}\n");
    assertThat(run(open, "--with=google-java-format").changed()).isEmpty();
  }

  @Test
  void anotherPinnedVersionIsWithheldFromLaterChecks() throws Exception {
    spotless("<googleJavaFormat><version>1.19.2</version></googleJavaFormat>");
    writeClasses(1, 0);

    assertThat(FixRequest.of(format("")))
        .hasValueSatisfying(
            request -> assertThat(request.withheld()).containsExactly("google-java-format java"));
  }

  private static final String UNSORTED =
      "import java.util.Set;\nimport java.util.List;\n\nclass A {\n  List<Set<A>> a;\n}\n";

  @Test
  void keepsTheOrderOfImportsWithoutConsent() throws Exception {
    TestFiles.write(target, "A.java", UNSORTED);
    spotless("<googleJavaFormat/>");

    assertThat(optimizeImports("").changed()).isEmpty();
  }

  @Test
  void sortsImportsWhereTheBuildOrTheRequestAsksForIt() throws Exception {
    TestFiles.write(target, "A.java", UNSORTED);
    assertThat(optimizeImports("--with=import-order").changed()).containsExactly("A.java");

    spotless("<googleJavaFormat><reorderImports>true</reorderImports></googleJavaFormat>");
    assertThat(optimizeImports("").changed()).containsExactly("A.java");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "prettier | .prettierrc | {\"plugins\": [\"a\"]} | a.js | a  =  1;\\n",
        "prettier | .prettierrc | {\"overrides\": [{\"files\": \"*.js\", \"options\": {}}]} | a.js"
            + " | a  =  1;\\n",
        "prettier | prettier.config.mjs | export default {}; | a.js | a  =  1;\\n",
        "black | pyproject.toml | [tool.black]\\nunstable = true\\n | a.py | a  =  1\\n"
      })
  void runsNoFormatterWithAPartOfItsConfiguration(
      String program, String file, String configuration, String path, String code)
      throws Exception {
    assumeInstalled(program);
    TestFiles.write(target, file, configuration.translateEscapes());
    TestFiles.write(target, path, code.translateEscapes());

    CommandResult result = format("");

    assertThat(result.changed()).isEmpty();
    assertThat(result.summary() + result.warnings())
        .contains(program + " would not do what the target configures");
    // Who names the formatter accepts that.
    assertThat(format("--with=" + program).changed()).contains(path);
  }
}
