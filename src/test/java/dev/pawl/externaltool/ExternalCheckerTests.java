package dev.pawl.externaltool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.pawl.process.ProcessRunner;
import dev.pawl.tool.Checker;
import dev.pawl.tool.SourceFile;
import dev.pawl.tool.SourceFiles;
import dev.pawl.tool.ToolContext;
import dev.pawl.tool.testing.ToolBeans;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests the findings of installed linters; each test is skipped when the program is not installed. */
class ExternalCheckerTests {

  /** An unused import, which is a mistake, and a percent format, which is a matter of style. */
  private static final String CODE = "import os\n\nprint(\"%s %s\" % (1, 2))\n";

  @TempDir Path root;

  private List<String> ruff(String path) throws Exception {
    return check("ruff", path, CODE);
  }

  private List<String> check(String program, String path, String code) throws Exception {
    assumeThat(ProcessRunner.findOnPath(program)).as("%s is installed", program).isPresent();
    SourceFiles.write(root, path, code);
    ToolContext context = SourceFiles.context(root);
    context.workspace().snapshot();
    SourceFile source =
        SourceFile.decode(
                path,
                context.workspace().folder().resolve(path),
                code.getBytes(StandardCharsets.UTF_8))
            .orElseThrow();
    Checker checker =
        ToolBeans.withWasmFormatters()
            .getBeanProvider(Checker.class)
            .orderedStream()
            .filter(candidate -> candidate.name().equals(program))
            .findFirst()
            .orElseThrow();
    return checker
        .check(List.of(source), context.withDetection(checker.detect(context.workspace())))
        .stream()
        .map(finding -> finding.severity() + " " + finding.rule())
        .sorted()
        .toList();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "SC2071 | if [[ $1 > 2 ]]; then echo a; fi",
        "SC2070 | if [ -n $1 ]; then echo a; fi",
        "SC2121 | set name=$1",
        "SC2050 | if [ a = b ]; then echo c; fi"
      })
  void scriptsThatDoWhatTheyDoNotSeemToDoGetAWarning(String rule, String code) throws Exception {
    assertThat(check("shellcheck", "bin/a.sh", "#!/bin/bash\n" + code + "\n"))
        .contains("WARNING " + rule);
    assertThat(check("shellcheck", "tests/a.sh", "#!/bin/bash\n" + code + "\n"))
        .as("in tests")
        .contains("INFO " + rule);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "SC1010 | a() { :; }; a 1 do b",
        "SC2024 | sudo dmesg > before.txt",
        "SC2043 | for a in 64bit; do echo \"$a\"; done",
        "SC2048 | echo -e $*",
        "SC2068 | ls $@",
        "SC1007 | HOME= ls",
        "SC1105 | 'false || (((a += 2)) && echo b)'",
        "SC2097 | A=\"$A\" ls $A",
        "SC2238 | patch -p1 < patch",
        "SC2260 | 'if a &>/dev/stdout | grep -q a; then echo b; fi'"
      })
  void scriptsThatDoWhatTheirAuthorsMeanGetANote(String rule, String code) throws Exception {
    assertThat(check("shellcheck", "bin/a.sh", "#!/bin/bash\n" + code + "\n"))
        .contains("INFO " + rule)
        .noneMatch(finding -> finding.startsWith("WARNING"));
  }

  @Test
  void testsOfATargetThatConfiguresTheCheckerGetWarnings() throws Exception {
    SourceFiles.write(root, ".shellcheckrc", "enable=quote-safe-variables\n");

    assertThat(check("shellcheck", "tests/a.sh", "#!/bin/bash\nls $@\n"))
        .contains("WARNING SC2068");
  }

  @Test
  void whatIsAMatterOfStyleIsANoteInATargetWithoutConfiguration() throws Exception {
    SourceFiles.write(root, "pyproject.toml", "[project]\nname = \"a\"\n");

    assertThat(ruff("a/b.py")).contains("WARNING F401").doesNotContain("WARNING UP031");
  }

  @Test
  void allRulesOfAConfigurationAreWarnings() throws Exception {
    SourceFiles.write(root, "pyproject.toml", "[tool.ruff.lint]\nselect = [\"UP031\", \"F401\"]\n");

    assertThat(ruff("a/b.py")).containsExactly("WARNING F401", "WARNING UP031");
  }

  @Test
  void aConfigurationInAnotherFolderDoesNotCount() throws Exception {
    SourceFiles.write(root, "other/ruff.toml", "[lint]\nselect = [\"UP031\"]\n");

    assertThat(ruff("a/b.py")).contains("WARNING F401").doesNotContain("WARNING UP031");
  }

  @Test
  void rulesThatAFileIgnoresAreNotReported() throws Exception {
    SourceFiles.write(
        root,
        "ruff.toml",
        "[lint]\nselect = [\"UP031\", \"F401\"]\n[lint.per-file-ignores]\n\"a/*.py\" = [\"F401\"]\n"
            + "\"c.py\" = [\"UP031\"]\n");

    assertThat(ruff("a/b.py")).containsExactly("WARNING UP031");
  }
}
