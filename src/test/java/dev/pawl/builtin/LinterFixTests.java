package dev.pawl.builtin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.pawl.command.CommandResult;
import dev.pawl.command.Finding;
import dev.pawl.process.ProcessRunner;
import dev.pawl.tool.CommandContexts;
import dev.pawl.workspace.TestFiles;
import dev.pawl.workspace.TestWorkspace;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests that cleanup makes the safe fixes of configured linters, as far as they are provably harmless. */
class LinterFixTests {

  private static final String RUFF = "[tool.ruff.lint]\nselect = [\"F\", \"I\", \"UP\"]\n";
  private static final String ESLINT =
      "export default [{rules: {quotes: ['error', 'double'], 'prefer-const': 'error'}}];\n";

  @TempDir Path target;
  private final List<String> log = new ArrayList<>();
  private TestWorkspace open;

  private CommandResult cleanup(String... trusted) throws Exception {
    open = TestWorkspace.of(target, trusted);
    return TestCommands.cleanup(open).execute(CommandContexts.inWorkspace(open.key(), log));
  }

  private String text(String path) {
    return TestFiles.read(open.folder(), path);
  }

  private static void assumeInstalled(String program) {
    assumeThat(ProcessRunner.findOnPath(program)).as("%s is installed", program).isPresent();
  }

  private static List<String> messages(CommandResult result) {
    return result.findings().stream().map(Finding::message).toList();
  }

  @Test
  void reportsLanguagesThatItDoesNotLookAt() throws Exception {
    TestFiles.write(target, "a.py", "import os\n");
    TestFiles.write(target, "a.js", "import os from 'os';\n");
    TestFiles.write(target, "a.go", "package a\nimport \"os\"\n");
    TestFiles.write(target, "a.rs", "use std::fs;\n");
    TestFiles.write(target, "A.java", "class A {}\n");
    TestFiles.write(target, "pyproject.toml", "[tool.ruff.format]\nquote-style = \"double\"\n");

    CommandResult result = cleanup();

    assertThat(result.changed()).isEmpty();
    assertThat(result.warnings()).isEmpty();
    assertThat(result.summary())
        .contains(
            "python: not cleaned up, the target does not configure ruff",
            "javascript: not cleaned up, the target does not configure ESLint",
            "go: not cleaned up, the target does not configure goimports",
            "rust: not cleaned up, no clean-up tool knows it")
        .doesNotContain("java:", "toml");
    assertThat(log).contains("go: not cleaned up, the target does not configure goimports");
  }

  @Test
  void warnsAboutAConfiguredLinterThatMayNotRun() throws Exception {
    TestFiles.write(target, "eslint.config.js", ESLINT);
    TestFiles.write(target, "a.js", "let a = 'b';\nf(a);\n");

    CommandResult result = cleanup();

    assertThat(result.changed()).isEmpty();
    assertThat(result.warnings())
        .contains(
            "javascript: not cleaned up, eslint would read the configuration of a target"
                + " that is not trusted");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "[tool.ruff.lint.isort]\\nforce-single-line = true\\norder-by-type = false\\n"
            + "| from os import A\\nfrom os import b\\nfrom os import C\\n",
        "[tool.ruff.lint.isort]\\nforce-sort-within-sections = true\\n| from os import A\\nimport sys\\n",
        "[tool.ruff.lint.isort]\\nknown-first-party = [\"requests\"]\\n"
            + "| import yaml\\n\\nimport requests\\n",
        "[tool.ruff.lint.per-file-ignores]\\n\"a.*\" = [\"I001\"]\\n\"c.py\" = [\"F\"]\\n| import sys\\nimport os\\n",
        "[tool.ruff]\\nextend-exclude = [\"a.py\"]\\n| import sys\\nimport os\\n",
        "[tool.ruff.lint.isort.sections]\\nown = [\"abc\"]\\n[tool.ruff.lint.isort]\\n"
            + "section-order = [\"own\", \"standard-library\"]\\n| import abc\\n\\nimport ab\\n"
      })
  void followsTheWholeConfigurationOfRuff(String configuration, String code) throws Exception {
    assumeInstalled("ruff");
    TestFiles.write(
        target,
        "pyproject.toml",
        "[tool.ruff.lint]\nselect = [\"I\"]\n" + configuration.translateEscapes());
    TestFiles.write(target, "a.py", code.translateEscapes());
    TestFiles.write(target, "b.py", "import sys\nimport os\n");

    CommandResult result = cleanup();

    // The second file shows that the linter runs.
    assertThat(text("a.py")).isEqualTo(code.translateEscapes());
    assertThat(text("b.py")).startsWith("import os\n");
    assertThat(result.warnings()).isEmpty();
  }

  @Test
  void makesNoFixesWithAPartOfTheConfiguration() throws Exception {
    TestFiles.write(target, "ruff.toml", "extend = \"base.toml\"\n[lint]\nselect = [\"I\"]\n");
    TestFiles.write(target, "base.toml", "[lint.isort]\nforce-single-line = true\n");
    TestFiles.write(target, "a.py", "from os import path\nfrom os import sep\n");
    assumeInstalled("ruff");

    CommandResult result = cleanup();

    assertThat(result.changed()).isEmpty();
    assertThat(String.join("\n", result.warnings()))
        .contains(
            "python: not cleaned up", "not do what the target configures", "ruff.toml (extend)");
  }

  @Test
  void removesUnusedImportsOfPython() throws Exception {
    assumeInstalled("ruff");
    TestFiles.write(target, "pyproject.toml", RUFF);
    TestFiles.write(
        target,
        "a.py",
        "import os, sys\nfrom typing import Any, List\nimport json  # noqa: F401\n\n"
            + "x: Any = \"é😀\"; import re\nprint(sys.path, \"os\")\n");

    CommandResult result = cleanup();

    assertThat(messages(result)).noneMatch(message -> message.contains("`re`"));
    assertThat(text("a.py"))
        .contains("import sys", "from typing import Any\n", "# noqa: F401")
        .doesNotContain("List", "import re");
    assertThat(result.summary()).doesNotContain("python: not");
    assertThat(result.facts().get("tools")).contains("ruff ");
    assertThat(log).anyMatch(line -> line.startsWith("python: safe fixes of ruff"));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "import requests\\nprint(1)\\n | loading requests may have an effect",
        "from app import plugins\\nprint(1)\\n | loading app may have an effect",
        "import readline\\nprint(1)\\n | loading readline may have an effect",
        "import os\\nprint(eval('1'))\\n | the file can reach any of its names by `eval`",
        "import os\\nf('os.path')\\n | a string or a comment may refer to it",
        "import os\\nglobals()\\n | by `globals`"
      })
  void reportsImportsThatMayHaveAnEffect(String text, String reason) throws Exception {
    assumeInstalled("ruff");
    TestFiles.write(target, "ruff.toml", "[lint]\nselect = [\"F401\"]\n");
    TestFiles.write(target, "a.py", text.replace("\\n", "\n"));

    CommandResult result = cleanup();

    assertThat(result.changed()).isEmpty();
    assertThat(messages(result))
        .singleElement()
        .asString()
        .startsWith("F401: ")
        .contains("The fix is not made", reason);
  }

  @Test
  void oneFixThatCannotBeProvedDoesNotPreventOthers() throws Exception {
    assumeInstalled("ruff");
    TestFiles.write(target, "pyproject.toml", RUFF);
    TestFiles.write(target, "a.py", "import os\nimport requests\n\nprint(u\"a\", 1)\nimport ast\n");

    CommandResult result = cleanup();

    assertThat(text("a.py")).isEqualTo("import requests\n\nprint(\"a\", 1)\n");
    assertThat(messages(result)).singleElement().asString().contains("requests");
  }

  @Test
  void keepsNamesThatOtherFilesUse() throws Exception {
    assumeInstalled("ruff");
    TestFiles.write(target, "pyproject.toml", RUFF);
    TestFiles.write(target, "p/__init__.py", "import os\n");
    TestFiles.write(target, "p/a.py", "import os\nimport ast\nimport abc\nimport csv\n");
    TestFiles.write(target, "p/b.py", "from p.a import ast\nimport p.a as q\nprint(ast, q.abc)\n");
    TestFiles.write(target, "p/test_a.py", "import mock\n\nmock.patch(\"p.a.csv.reader\")\n");

    CommandResult result = cleanup();

    assertThat(text("p/a.py"))
        .contains("import ast\n", "import abc\n", "import csv\n")
        .doesNotContain("os");
    assertThat(text("p/__init__.py")).isEqualTo("import os\n");
    assertThat(messages(result))
        .filteredOn(message -> message.contains("another file may use"))
        .hasSize(3);
  }

  @Test
  void keepsAModuleThatIsNotOfTheStandardLibrary() throws Exception {
    assumeInstalled("ruff");
    TestFiles.write(target, "pyproject.toml", RUFF);
    TestFiles.write(target, "json.py", "print('loaded')\n");
    TestFiles.write(target, "a.py", "import json\n");

    assertThat(cleanup().changed()).isEmpty();
  }

  @Test
  void makesTheFixesOfEslintInATrustedTarget() throws Exception {
    assumeInstalled("eslint");
    TestFiles.write(target, "package.json", "{\"type\": \"module\"}\n");
    TestFiles.write(target, "eslint.config.js", ESLINT);
    TestFiles.write(target, "src/a.js", "let a = 'b';\nf(a);\n");

    CommandResult result = cleanup(target.toRealPath().toString());

    assertThat(messages(result))
        .singleElement()
        .asString()
        .startsWith("prefer-const: 'a' is never reassigned.")
        .contains("The fix is not made: I-15");
    assertThat(text("src/a.js")).isEqualTo("let a = \"b\";\nf(a);\n");
  }

  @Test
  void reportsABrokenConfigurationOnce() throws Exception {
    assumeInstalled("ruff");
    TestFiles.write(target, "ruff.toml", "[lint]\nselect = [\"NOPE\"]\n");
    TestFiles.write(target, "a.py", "import os\n");
    TestFiles.write(target, "b.py", "import os\n");

    CommandResult result = cleanup();

    assertThat(result.changed()).isEmpty();
    assertThat(messages(result)).singleElement().asString().startsWith("not run on any file: ");
  }

  @Test
  void removesUnusedImportsOfGo() throws Exception {
    assumeInstalled("goimports");
    TestFiles.write(target, ".golangci.yml", "linters:\n  enable: [goimports]\n");
    TestFiles.write(
        target, "a.go", "package a\n\nimport (\n\t\"fmt\"\n\t\"os\"\n)\n\nvar A = os.Args\n");

    cleanup();

    assertThat(text("a.go")).doesNotContain("fmt");
  }
}
