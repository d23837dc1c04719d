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

/** Tests the findings of installed linters; each test is skipped when the program is not installed. */
class ExternalCheckerTests {

  /** An unused import, which is a mistake, and a percent format, which is a matter of style. */
  private static final String CODE = "import os\n\nprint(\"%s %s\" % (1, 2))\n";

  @TempDir Path root;

  private List<String> ruff(String path) throws Exception {
    assumeThat(ProcessRunner.findOnPath("ruff")).as("ruff is installed").isPresent();
    SourceFiles.write(root, path, CODE);
    ToolContext context = SourceFiles.context(root);
    context.workspace().snapshot();
    SourceFile source =
        SourceFile.decode(
                path,
                context.workspace().folder().resolve(path),
                CODE.getBytes(StandardCharsets.UTF_8))
            .orElseThrow();
    Checker ruff =
        ToolBeans.withWasmFormatters()
            .getBeanProvider(Checker.class)
            .orderedStream()
            .filter(checker -> checker.name().equals("ruff"))
            .findFirst()
            .orElseThrow();
    return ruff
        .check(List.of(source), context.withDetection(ruff.detect(context.workspace())))
        .stream()
        .map(finding -> finding.severity() + " " + finding.rule())
        .sorted()
        .toList();
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
