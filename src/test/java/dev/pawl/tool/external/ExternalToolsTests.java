package dev.pawl.tool.external;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.pawl.command.Finding;
import dev.pawl.command.Outcome;
import dev.pawl.tool.Checker;
import dev.pawl.tool.CommandsOf;
import dev.pawl.tool.Fixer;
import dev.pawl.tool.Invocations;
import dev.pawl.tool.process.Processes;
import dev.pawl.tool.testing.Tools;
import dev.pawl.workspace.Folders;
import dev.pawl.workspace.OpenWorkspace;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Runs installed programs on real files; each test is skipped when its program is not installed. */
class ExternalToolsTests {

  @TempDir Path target;
  private final List<String> log = new ArrayList<>();

  private void wants(String language, String... formatters) {
    String list = "\"" + String.join("\", \"", formatters) + "\"";
    Folders.write(
        target,
        ".quality-config.json",
        "{\"formatters\": {\"%s\": [%s]}}".formatted(language, list));
  }

  private Outcome format(OpenWorkspace open, String arguments) throws Exception {
    return CommandsOf.format(open).execute(Invocations.with(open.key(), arguments, log));
  }

  private static void assumeInstalled(String program) {
    assumeThat(Processes.onPath(program)).as("%s is installed", program).isPresent();
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
  void laysOutFilesAndLeavesBrokenOnesAlone(
      String tool, String language, String file, String dirty, String clean, String broken)
      throws Exception {
    assumeInstalled(tool);
    wants(language, tool);
    Folders.write(target, "src/" + file, dirty.replace("\\n", "\n"));
    Folders.write(target, "-odd name/" + file, dirty.replace("\\n", "\n"));
    if (broken != null) {
      Folders.write(target, "broken/" + file, broken.replace("\\n", "\n"));
    }
    var open = OpenWorkspace.of(target);

    Outcome outcome = format(open, "");
    Outcome again = format(open, "");

    assertThat(outcome.failed()).isEmpty();
    assertThat(Folders.read(open.folder(), "src/" + file)).isEqualTo(clean.replace("\\n", "\n"));
    assertThat(outcome.changed()).containsExactly("-odd name/" + file, "src/" + file);
    assertThat(outcome.facts().get("tools")).containsPattern(tool + " \\d");
    assertThat(again.changed()).isEmpty();
    if (broken != null) {
      assertThat(outcome.findings())
          .extracting(Finding::file, Finding::rule)
          .containsExactly(tuple("broken/" + file, "not-fixed"));
      assertThat(Folders.read(open.folder(), "broken/" + file))
          .isEqualTo(broken.replace("\\n", "\n"));
    }
  }

  @Test
  void takesTheNextFormatterOfTheListWhenOneIsNotThere() throws Exception {
    assumeInstalled("black");
    wants("python", "no-such-formatter", "rustfmt", "black");
    Folders.write(target, "a.py", "x = { 'a':1 }\n");
    var open = OpenWorkspace.of(target);

    Outcome outcome = format(open, "");

    assertThat(outcome.changed()).containsExactly("a.py");
    assertThat(outcome.warnings()).isEmpty();
  }

  @Test
  void saysThatALanguageIsNotCoveredAndWhy() throws Exception {
    wants("ruby", "rubocop");
    Folders.write(target, "a.rb", "x=1\n");
    var open = OpenWorkspace.of(target);

    assertThat(format(open, "").warnings())
        .containsExactly("ruby is not covered: rubocop is not a known formatter for it (1 files)");
  }

  @Test
  void letsAllFormattersWorkWhenThatIsAskedFor() throws Exception {
    assumeInstalled("black");
    assumeInstalled("isort");
    wants("python", "black", "isort");
    Folders.write(target, "a.py", "import os\nimport ast\nx = { 'a':1 }\n");
    var open = OpenWorkspace.of(target);

    format(open, "");
    assertThat(Folders.read(open.folder(), "a.py")).startsWith("import os\nimport ast\n");
    format(open, "--comprehensive");

    assertThat(Folders.read(open.folder(), "a.py"))
        .isEqualTo("import ast\nimport os\n\nx = {\"a\": 1}\n");
  }

  @Test
  void reportsWhatShellcheckFinds() throws Exception {
    assumeInstalled("shellcheck");
    Folders.write(target, "-a b.sh", "#!/bin/sh\necho $1\n");
    var open = OpenWorkspace.of(target);

    Outcome outcome = CommandsOf.verify(open).execute(Invocations.in(open.key(), log));

    assertThat(outcome.findings())
        .filteredOn(finding -> finding.tool().equals("shellcheck"))
        .singleElement()
        .satisfies(finding -> {
          assertThat(finding.file()).isEqualTo("-a b.sh");
          assertThat(finding.line()).isEqualTo(2);
          assertThat(finding.rule()).isEqualTo("SC2086");
        });
  }

  /** Adds a program to the target itself, as a malicious target might. */
  private void bringsPrettier(String script) throws Exception {
    Folders.write(target, "node_modules/.bin/prettier", script);
    Folders.chmod(target, "node_modules/.bin/prettier", "rwxr-xr-x");
    Folders.write(target, "a.js", "a\n");
    Folders.write(target, ".prettierrc.json", "{}");
    wants("javascript", "prettier");
  }

  private static final String OWN =
      """
      #!/bin/bash
      if [ "$1" = --version ]; then echo 99.1.2; exit; fi
      for file in "$@"; do [ -f "$file" ] && printf 'a;\\n' > "$file"; done
      exit 0
      """;

  @Test
  void usesATrustedTargetsOwnProgram() throws Exception {
    bringsPrettier(OWN);
    var open = OpenWorkspace.of(target, target.toRealPath().toString());

    Outcome outcome = format(open, "");

    assertThat(outcome.facts().get("tools")).contains("prettier 99.1.2");
    assertThat(outcome.changed()).containsExactly("a.js");
  }

  @Test
  void neverRunsAProgramOfATargetThatIsNotTrusted() throws Exception {
    bringsPrettier(OWN);
    var open = OpenWorkspace.of(target);

    Outcome outcome = format(open, "");

    assertThat(outcome.facts().getOrDefault("tools", "")).doesNotContain("99.1.2");
  }

  @Test
  void takesBackWhatAProgramDoesBeyondLayout() throws Exception {
    bringsPrettier(OWN.replace("a;", "b;"));
    var open = OpenWorkspace.of(target, target.toRealPath().toString());

    Outcome outcome = format(open, "");

    assertThat(outcome.changed()).isEmpty();
    assertThat(outcome.findings())
        .singleElement()
        .satisfies(finding -> assertThat(finding.message()).contains("I-12"));
    assertThat(Folders.read(open.folder(), "a.js")).isEqualTo("a\n");
  }

  @Test
  void takesACrashForACrash() throws Exception {
    bringsPrettier(OWN.replace("exit 0", "kill -SEGV $$"));
    var open = OpenWorkspace.of(target, target.toRealPath().toString());

    Outcome outcome = format(open, "");

    assertThat(outcome.findings())
        .singleElement()
        .satisfies(finding -> assertThat(finding.rule()).isEqualTo("crashed"));
    assertThat(Folders.read(open.folder(), "a.js")).isEqualTo("a\n");
  }

  @Test
  void usesPrettierAndEslintOfNpm() throws Exception {
    assumeInstalled("npm");
    Path npm = Path.of("target/npm-tools").toAbsolutePath();
    Files.createDirectories(npm);
    if (!Files.exists(npm.resolve("node_modules/.bin/eslint"))) {
      int exit =
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
      assumeThat(exit).as("npm can install: %s", npm.resolve("npm.log")).isZero();
    }
    Files.createSymbolicLink(target.resolve("node_modules"), npm.resolve("node_modules"));
    Folders.write(
        target, "eslint.config.mjs", "export default [{rules: {'no-unused-vars': 2}}];\n");
    Folders.write(target, "a.js", "const a = {b:1}\nexport default 1\n");
    wants("javascript", "prettier");
    var open = OpenWorkspace.of(target, target.toRealPath().toString());

    Outcome checked = CommandsOf.verify(open).execute(Invocations.in(open.key(), log));
    Outcome formatted = format(open, "");

    assertThat(checked.findings())
        .filteredOn(finding -> finding.tool().equals("eslint"))
        .extracting(Finding::rule)
        .containsExactly("no-unused-vars");
    assertThat(formatted.changed()).contains("a.js");
    assertThat(Folders.read(open.folder(), "a.js"))
        .isEqualTo("const a = { b: 1 };\nexport default 1;\n");
  }

  @Test
  void describesEachToolWhole() {
    assertThat(ExternalTools.all())
        .hasSizeGreaterThanOrEqualTo(12)
        .allSatisfy(tool -> {
          assertThat(tool.spoken()).isNotEmpty();
          assertThat(tool.fix() != null || tool.check() != null).isTrue();
          assertThat(tool.check() == null || tool.output() != null).isTrue();
        });
    assertThat(Tools.all(Fixer.class)).extracting(Fixer::name).contains("prettier", "black");
    assertThat(Tools.all(Checker.class)).extracting(Checker::name).contains("eslint", "shellcheck");
  }
}
