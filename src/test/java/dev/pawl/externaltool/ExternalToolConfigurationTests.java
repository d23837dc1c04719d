package dev.pawl.externaltool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.pawl.builtin.TestCommands;
import dev.pawl.command.CommandResult;
import dev.pawl.command.Finding;
import dev.pawl.command.Severity;
import dev.pawl.process.ProcessRunner;
import dev.pawl.tool.Checker;
import dev.pawl.tool.CommandContexts;
import dev.pawl.tool.Fixer;
import dev.pawl.tool.testing.ToolBeans;
import dev.pawl.workspace.TestFiles;
import dev.pawl.workspace.TestWorkspace;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs installed programs on real files; each test is skipped when its program is not installed. */
class ExternalToolConfigurationTests {

  @TempDir Path target;
  private final List<String> log = new ArrayList<>();

  private void configureFormatters(String language, String... formatters) {
    String list = "\"" + String.join("\", \"", formatters) + "\"";
    TestFiles.write(
        target,
        ".quality-config.json",
        "{\"formatters\": {\"%s\": [%s]}}".formatted(language, list));
  }

  private CommandResult format(TestWorkspace openWorkspace, String arguments) throws Exception {
    return TestCommands.format(openWorkspace)
        .execute(CommandContexts.withArguments(openWorkspace.key(), arguments, log));
  }

  private CommandResult verify(TestWorkspace openWorkspace) throws Exception {
    return TestCommands.verify(openWorkspace)
        .execute(CommandContexts.inWorkspace(openWorkspace.key(), log));
  }

  private static void assumeInstalled(String program) {
    assumeThat(ProcessRunner.findOnPath(program)).as("%s is installed", program).isPresent();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "black | python | a.py | x = { 'a':1 }\\n | x = {\"a\": 1}\\n | def (",
        "isort | python | a.py | import os\\nimport ast\\n | import ast\\nimport os\\n | ",
        "gofmt | go | a.go | package a\\nfunc  f(){}\\n"
            + " | package a\\n\\nfunc f() {}\\n"
            + " | package a\\nfunc (",
        "shfmt | shell | a.sh | if true;then echo a;fi\\n | if true; then echo a; fi\\n | if true",
        "clang-format | c | a.c | int main(){return 0;}\\n | int main() { return 0; }\\n | "
      })
  void formatsFilesAndKeepsInvalidOnes(
      String tool, String language, String file, String dirty, String clean, String broken)
      throws Exception {
    assumeInstalled(tool);
    configureFormatters(language, tool);
    TestFiles.write(target, "src/" + file, dirty.replace("\\n", "\n"));
    TestFiles.write(target, "-odd name/" + file, dirty.replace("\\n", "\n"));
    if (broken != null) {
      TestFiles.write(target, "broken/" + file, broken.replace("\\n", "\n"));
    }
    var openWorkspace = TestWorkspace.of(target);

    CommandResult outcome = format(openWorkspace, "");
    CommandResult secondOutcome = format(openWorkspace, "");

    assertThat(outcome.findFailure()).isEmpty();
    assertThat(TestFiles.read(openWorkspace.folder(), "src/" + file))
        .isEqualTo(clean.replace("\\n", "\n"));
    assertThat(outcome.changed()).containsExactly("-odd name/" + file, "src/" + file);
    assertThat(outcome.facts().get("tools")).containsPattern(tool + " \\d");
    assertThat(secondOutcome.changed()).isEmpty();
    if (broken != null) {
      assertThat(outcome.findings())
          .extracting(Finding::file, Finding::rule)
          .containsExactly(tuple("broken/" + file, "not-fixed"));
      assertThat(TestFiles.read(openWorkspace.folder(), "broken/" + file))
          .isEqualTo(broken.replace("\\n", "\n"));
    }
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "black | python | py | '\"\"\"' | '\"\"\"' | 500000",
        "prettier | markdown | md | <!-- | --> | 125000",
        "prettier | html | html | <!-- | --> | 1000000"
      })
  void leavesFilesThatWouldTakeMinutes(
      String tool, String language, String extension, String start, String end, int max)
      throws Exception {
    assumeInstalled(tool);
    configureFormatters(language, tool);
    // A single token, so that even the longest permitted file takes no minutes.
    String line = "a".repeat(49) + "\n";
    String token = start + "\n" + line.repeat((max - 20) / line.length());
    String longest =
        token + "a".repeat(max - token.length() - end.length() - 4) + "\n" + end + "\n\n\n";
    TestFiles.write(target, "longest." + extension, longest);
    TestFiles.write(target, "longer." + extension, longest.replace("\n" + end, "a\n" + end));
    var openWorkspace = TestWorkspace.of(target);

    CommandResult outcome = format(openWorkspace, "");

    assertThat(longest).hasSize(max);
    assertThat(outcome.findFailure()).isEmpty();
    assertThat(outcome.changed()).containsExactly("longest." + extension);
    assertThat(outcome.findings())
        .extracting(Finding::file, Finding::rule, Finding::message)
        .containsExactly(
            tuple(
                "longer." + extension,
                "not-fixed",
                "left as it is: longer than %,d characters, the maximum for %s"
                    .formatted(max, tool)));
  }

  @ParameterizedTest
  @CsvSource({"500000, SC2086", "500001, not-checked"})
  void checksNoScriptsThatWouldTakeMinutes(int length, String rule) throws Exception {
    assumeInstalled("shellcheck");
    String script = "#!/bin/sh\necho $1\n";
    String comments = "# aaaaaa\n".repeat((length - script.length()) / 9 - 1);
    int rest = length - script.length() - comments.length() - 1;
    TestFiles.write(target, "a.sh", script + comments + "#".repeat(rest) + "\n");
    var openWorkspace = TestWorkspace.of(target);

    CommandResult outcome = verify(openWorkspace);

    assertThat(outcome.findings())
        .filteredOn(finding -> finding.tool().equals("shellcheck"))
        .extracting(Finding::rule)
        .containsExactly(rule);
  }

  @Test
  void usesNextListedFormatterWhenOneIsMissing() throws Exception {
    assumeInstalled("black");
    configureFormatters("python", "no-such-formatter", "rustfmt", "black");
    TestFiles.write(target, "a.py", "x = { 'a':1 }\n");
    var openWorkspace = TestWorkspace.of(target);

    CommandResult outcome = format(openWorkspace, "");

    assertThat(outcome.changed()).containsExactly("a.py");
    assertThat(outcome.warnings()).isEmpty();
  }

  @Test
  void warnsAboutUncoveredLanguage() throws Exception {
    configureFormatters("ruby", "rubocop");
    TestFiles.write(target, "a.rb", "x=1\n");
    var openWorkspace = TestWorkspace.of(target);

    assertThat(format(openWorkspace, "").warnings())
        .containsExactly("ruby is not covered: rubocop is not a known formatter for it (1 file)");
  }

  @Test
  void runsAllFormattersWhenComprehensive() throws Exception {
    assumeInstalled("black");
    assumeInstalled("isort");
    configureFormatters("python", "black", "isort");
    TestFiles.write(target, "a.py", "import os\nimport ast\nx = { 'a':1 }\n");
    var openWorkspace = TestWorkspace.of(target);

    format(openWorkspace, "");
    assertThat(TestFiles.read(openWorkspace.folder(), "a.py"))
        .startsWith("import os\nimport ast\n");
    format(openWorkspace, "--comprehensive");

    assertThat(TestFiles.read(openWorkspace.folder(), "a.py"))
        .isEqualTo("import ast\nimport os\n\nx = {\"a\": 1}\n");
  }

  @Test
  void reportsShellcheckFindings() throws Exception {
    assumeInstalled("shellcheck");
    TestFiles.write(target, "-a b.sh", "#!/bin/sh\necho $1\n");
    var openWorkspace = TestWorkspace.of(target);

    CommandResult outcome = verify(openWorkspace);

    assertThat(outcome.findings())
        .filteredOn(finding -> finding.tool().equals("shellcheck"))
        .singleElement()
        .satisfies(finding -> {
          assertThat(finding.file()).isEqualTo("-a b.sh");
          assertThat(finding.line()).isEqualTo(2);
          assertThat(finding.rule()).isEqualTo("SC2086");
        });
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void warnsOfTheStyleOfScriptsOnlyIfTheTargetConfiguresShellcheck(boolean configured)
      throws Exception {
    assumeInstalled("shellcheck");
    TestFiles.write(
        target, "a.sh", "#!/bin/bash\nif [ 10 > \"$1\" ]; then kill $(cat \"$2\"); fi\n");
    if (configured) {
      TestFiles.write(target, ".shellcheckrc", "disable=SC2034\n");
    }
    var open = TestWorkspace.of(target);

    assertThat(verify(open).findings())
        .extracting(Finding::rule, Finding::severity)
        .containsExactlyInAnyOrder(
            tuple("SC2071", Severity.WARNING),
            tuple("SC2046", configured ? Severity.WARNING : Severity.INFO));
  }

  /** Adds a program to the target itself, as a malicious target might. */
  private void addPrettierToTarget(String script) throws Exception {
    TestFiles.write(target, "node_modules/.bin/prettier", script);
    TestFiles.chmod(target, "node_modules/.bin/prettier", "rwxr-xr-x");
    TestFiles.write(target, "a.js", "a\n");
    TestFiles.write(target, ".prettierrc.json", "{}");
    configureFormatters("javascript", "prettier");
  }

  private static final String PROGRAM =
      """
      #!/bin/bash
      if [ "$1" = --version ]; then echo 99.1.2; exit; fi
      for file in "$@"; do [ -f "$file" ] && printf 'a;\\n' > "$file"; done
      exit 0
      """;

  @Test
  void usesProgramOfTrustedTarget() throws Exception {
    addPrettierToTarget(PROGRAM);
    var openWorkspace = TestWorkspace.of(target, target.toRealPath().toString());

    CommandResult outcome = format(openWorkspace, "");

    assertThat(outcome.facts().get("tools")).contains("prettier 99.1.2");
    assertThat(outcome.changed()).containsExactly("a.js");
  }

  @Test
  void neverRunsProgramOfUntrustedTarget() throws Exception {
    addPrettierToTarget(PROGRAM);
    var openWorkspace = TestWorkspace.of(target);

    CommandResult outcome = format(openWorkspace, "");

    assertThat(outcome.facts().getOrDefault("tools", "")).doesNotContain("99.1.2");
  }

  @Test
  void revertsChangesBeyondFormatting() throws Exception {
    addPrettierToTarget(PROGRAM.replace("a;", "b;"));
    var openWorkspace = TestWorkspace.of(target, target.toRealPath().toString());

    CommandResult outcome = format(openWorkspace, "");

    assertThat(outcome.changed()).isEmpty();
    assertThat(outcome.findings())
        .filteredOn(finding -> finding.file().equals("a.js"))
        .singleElement()
        .satisfies(finding -> assertThat(finding.message()).contains("I-12"));
    assertThat(TestFiles.read(openWorkspace.folder(), "a.js")).isEqualTo("a\n");
  }

  @Test
  void reportsCrash() throws Exception {
    addPrettierToTarget(PROGRAM.replace("exit 0", "kill -SEGV $$"));
    var openWorkspace = TestWorkspace.of(target, target.toRealPath().toString());

    CommandResult outcome = format(openWorkspace, "");

    assertThat(outcome.findings())
        .filteredOn(finding -> finding.file().equals("a.js"))
        .singleElement()
        .satisfies(finding -> assertThat(finding.rule()).isEqualTo("crashed"));
    assertThat(TestFiles.read(openWorkspace.folder(), "a.js")).isEqualTo("a\n");
  }

  /** A formatter that refuses files with "bad", and crashes on files with "crash". */
  private static final String PICKY_PROGRAM =
      """
      #!/bin/bash
      if [ "$1" = --version ]; then echo 99.1.2; exit; fi
      failed=0
      for file in "$@"; do
        [ -f "$file" ] || continue
        if grep -q crash "$file"; then kill -ABRT $$; fi
        if grep -q bad "$file"; then echo "[error] $file: SyntaxError: line 1"; failed=2; continue; fi
        printf 'a;\\n' > "$file"
      done
      exit $failed
      """;

  private CommandResult formatWithPickyProgram(int files, Map<Integer, String> others)
      throws Exception {
    addPrettierToTarget(PICKY_PROGRAM);
    for (int i = 0; i < files; i++) {
      TestFiles.write(target, "src/f%03d.js".formatted(i), others.getOrDefault(i, "a\n"));
    }
    return format(TestWorkspace.of(target, target.toRealPath().toString()), "");
  }

  /** The findings without those of the JSON files of the target, which prettier formats too. */
  private static List<Finding> scriptFindings(CommandResult outcome) {
    return outcome.findings().stream().filter(finding -> finding.file().endsWith(".js")).toList();
  }

  @Test
  void namesRefusedFilesFromOutputAndProcessesOthers() throws Exception {
    var bad = new TreeMap<Integer, String>();
    for (int i : new int[] {3, 50, 77, 120, 199, 240, 249}) {
      bad.put(i, "bad " + i + "\n");
    }

    CommandResult outcome = formatWithPickyProgram(250, bad);

    assertThat(scriptFindings(outcome))
        .extracting(Finding::file, Finding::rule)
        .containsExactlyInAnyOrderElementsOf(
            bad.keySet().stream()
                .map(i -> tuple("src/f%03d.js".formatted(i), "not-fixed"))
                .toList());
    assertThat(scriptFindings(outcome))
        .allSatisfy(finding ->
            assertThat(finding.message()).contains("SyntaxError").contains(finding.file()));
    assertThat(outcome.changed()).hasSize(250 - 7 + 1);
  }

  @Test
  void triesSmallerBatchesAfterCrash() throws Exception {
    CommandResult outcome = formatWithPickyProgram(20, Map.of(7, "crash\n"));

    assertThat(scriptFindings(outcome))
        .singleElement()
        .returns("src/f007.js", Finding::file)
        .returns("crashed", Finding::rule)
        .satisfies(finding -> assertThat(finding.message()).contains("exit 134"));
    assertThat(outcome.changed()).hasSize(20);
    assertThat(outcome.facts()).containsEntry(CommandResult.CRASHED_TOOLS, "prettier");
  }

  @Test
  void reportsConfigurationErrorOnceInTheWordsOfTheTool() throws Exception {
    addPrettierToTarget(
        """
        #!/bin/bash
        if [ "$1" = --version ]; then echo 99.1.2; exit; fi
        echo "[error] Invalid configuration for file \\"$PWD/a.js\\":"
        echo "[error] unknown key 'tabWith'"
        exit 2
        """);
    TestFiles.write(target, "b.js", "a\n");
    TestFiles.write(target, "c.js", "a\n");

    CommandResult outcome = format(TestWorkspace.of(target, target.toRealPath().toString()), "");

    assertThat(outcome.changed()).isEmpty();
    assertThat(outcome.findings())
        .singleElement()
        .returns("tool-failed", Finding::rule)
        .satisfies(finding -> assertThat(finding.message()).contains("unknown key 'tabWith'"));
    assertThat(outcome.facts()).containsEntry(CommandResult.CRASHED_TOOLS, "");
  }

  @Test
  void reportsOnceWhatFailsOnAllFilesWithoutNamingAny() throws Exception {
    addPrettierToTarget(
        """
        #!/bin/bash
        if [ "$1" = --version ]; then echo 99.1.2; exit; fi
        echo "a shared library is missing"
        exit 1
        """);
    for (String name : List.of("b.js", "c.js", "d.js")) {
      TestFiles.write(target, name, "a\n");
    }

    CommandResult outcome = format(TestWorkspace.of(target, target.toRealPath().toString()), "");

    assertThat(outcome.findings())
        .singleElement()
        .returns("tool-failed", Finding::rule)
        .satisfies(
            finding -> assertThat(finding.message()).contains("a shared library is missing"));
  }

  private CommandResult verifyWithEslint(String script) throws Exception {
    TestFiles.write(target, "node_modules/.bin/eslint", script);
    TestFiles.chmod(target, "node_modules/.bin/eslint", "rwxr-xr-x");
    TestFiles.write(target, "eslint.config.js", "export default [];\n");
    for (int i = 0; i < 10; i++) {
      TestFiles.write(target, "f" + i + ".js", i == 4 ? "/* bad */\n" : "// ok\n");
    }
    var open = TestWorkspace.of(target, target.toRealPath().toString());
    return verify(open);
  }

  @ParameterizedTest
  @ValueSource(ints = {6, 9, 11})
  void namesFileOnWhichCheckerRunsOutOfMemory(int signal) throws Exception {
    CommandResult outcome =
        verifyWithEslint(
            """
            #!/bin/bash
            if [ "$1" = --version ]; then echo 9.0.0; exit; fi
            for file in "$@"; do [ -f "$file" ] && grep -q bad "$file" && kill -%d $$; done
            echo 'a warning'
            echo '[]'
            """
                .formatted(signal));

    assertThat(outcome.findFailure()).isEmpty();
    assertThat(outcome.findings())
        .filteredOn(finding -> finding.tool().equals("eslint"))
        .singleElement()
        .returns("f4.js", Finding::file)
        .returns(Finding.CRASHED, Finding::rule)
        .returns(false, Finding::countsInGates)
        .satisfies(finding ->
            assertThat(finding.message()).startsWith("not checked: exit " + (128 + signal)));
    assertThat(outcome.facts()).containsEntry(CommandResult.CRASHED_TOOLS, "eslint");
  }

  @Test
  void reportsConfigurationErrorOfCheckerOnce() throws Exception {
    CommandResult outcome =
        verifyWithEslint(
            """
            #!/bin/bash
            if [ "$1" = --version ]; then echo 9.0.0; exit; fi
            echo 'ConfigError: Unknown key "rulez" in eslint.config.js'
            exit 2
            """);

    assertThat(outcome.findFailure()).isEmpty();
    assertThat(outcome.findings()).noneMatch(finding -> finding.tool().equals("eslint"));
    assertThat(outcome.facts().get("notes")).contains("eslint: ", "Unknown key \"rulez\"");
  }

  @Test
  void usesPrettierAndEslintFromNpm() throws Exception {
    assumeInstalled("npm");
    Path npm = Path.of("target/npm-tools").toAbsolutePath();
    Files.createDirectories(npm);
    if (!Files.exists(npm.resolve("node_modules/.bin/eslint"))) {
      int exitCode =
          new ProcessBuilder(
                  "npm",
                  "install",
                  "--no-save",
                  "--no-audit",
                  "--no-fund",
                  "--ignore-scripts",
                  "--package-lock=false",
                  "prettier@3.6.2",
                  "eslint@9.36.0")
              .directory(npm.toFile())
              .redirectErrorStream(true)
              .redirectOutput(npm.resolve("npm.log").toFile())
              .start()
              .waitFor();
      assumeThat(exitCode).as("npm can install: %s", npm.resolve("npm.log")).isZero();
    }
    Files.createSymbolicLink(target.resolve("node_modules"), npm.resolve("node_modules"));
    TestFiles.write(
        target, "eslint.config.mjs", "export default [{rules: {'no-unused-vars': 2}}];\n");
    TestFiles.write(target, "a.js", "const a = {b:1}\nexport default 1\n");
    configureFormatters("javascript", "prettier");
    var openWorkspace = TestWorkspace.of(target, target.toRealPath().toString());

    CommandResult checked = verify(openWorkspace);
    CommandResult formatted = format(openWorkspace, "");

    assertThat(checked.findings())
        .filteredOn(finding -> finding.tool().equals("eslint"))
        .extracting(Finding::rule)
        .containsExactly("no-unused-vars");
    assertThat(formatted.changed()).contains("a.js");
    assertThat(TestFiles.read(openWorkspace.folder(), "a.js"))
        .isEqualTo("const a = { b: 1 };\nexport default 1;\n");
  }

  @Test
  void describesEachToolCompletely() {
    assertThat(ExternalToolConfiguration.loadAll())
        .hasSizeGreaterThanOrEqualTo(12)
        .allSatisfy(tool -> {
          assertThat(tool.supportedLanguages()).isNotEmpty();
          assertThat(tool.fix() != null || tool.check() != null).isTrue();
          assertThat(tool.check() == null || tool.output() != null).isTrue();
        });
    assertThat(ToolBeans.all(Fixer.class)).extracting(Fixer::name).contains("prettier", "black");
    assertThat(ToolBeans.all(Checker.class))
        .extracting(Checker::name)
        .contains("eslint", "shellcheck");
  }
}
