package dev.pawl.wasm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.pawl.tool.SourceFile;
import dev.pawl.tool.SourceFiles;
import dev.pawl.tool.TextFixer.UnfixableException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RuffTests implements WasmFormatterContract {

  private static final String TEXT =
      "def f(a):\n  '''\n  >>> f( 1 )\n  '''\n  return {'one': a, 'é': f'{a}',}\n";

  @Override
  public WasmFormatter fixer() {
    return InstalledWasmFormatters.formatters().ruff();
  }

  @Override
  public String file() {
    return "stock.py";
  }

  @Override
  public Optional<String> invalidText() {
    return Optional.of("def f(:\n");
  }

  private String format(Path root) throws UnfixableException {
    var file = SourceFiles.write(root, "src/app/a.py", TEXT);
    return fixer()
        .fix(new SourceFile("src/app/a.py", file.file(), StandardCharsets.UTF_8, false, TEXT));
  }

  @Test
  void followsPyproject(@TempDir Path root) throws UnfixableException {
    SourceFiles.write(
        root,
        "pyproject.toml",
        """
        [project]
        name = "x"
        [tool.ruff]
        line-length = 40
        indent-width = 2
        [tool.ruff.format]
        quote-style = "single"
        skip-magic-trailing-comma = true
        docstring-code-format = true
        docstring-code-line-length = "dynamic"
        preview = false
        """);

    assertThat(format(root))
        .isEqualTo("def f(a):\n  \"\"\"\n  >>> f(1)\n  \"\"\"\n  return {'one': a, 'é': f'{a}'}\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[project]\nrequires-python = '>=3.8'\n",
        "[project]\nrequires-python = '>= 3.7, <4'\n",
        "[project]\nrequires-python = '>=3'\n",
        "[project]\nrequires-python = '~=3.8'\n",
        "[tool.ruff]\ntarget-version = 'py38'\n",
        "[project]\nrequires-python = '>=3.10'\n[tool.ruff]\ntarget-version = 'py37'\n",
        "[tool.ruff.per-file-target-version]\n'a.py' = 'py38'\n"
      })
  void leavesFilesForOlderVersionsOfPython(String project, @TempDir Path root) {
    SourceFiles.write(root, "pyproject.toml", project);

    assertThatExceptionOfType(UnfixableException.class)
        .isThrownBy(() -> format(root))
        .withMessageContaining("target-version");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[project]\nrequires-python = '>=3.9'\n",
        "[project]\nrequires-python = '>=3.10,!=3.9.7'\n",
        "[project]\nrequires-python = '>=3.8'\n[tool.ruff]\ntarget-version = 'py310'\n",
        "[tool.ruff]\ntarget-version = 'py39'\n"
      })
  void formatsForCurrentVersionsOfPython(String project, @TempDir Path root)
      throws UnfixableException {
    SourceFiles.write(root, "pyproject.toml", project);

    assertThat(format(root)).contains("\"one\"");
  }

  @Test
  void prefersNearestConfigurationInTarget(@TempDir Path root) throws UnfixableException {
    Path target = root.resolve("target");
    SourceFiles.write(root, "ruff.toml", "[format]\nquote-style = 'single'\n");
    assertThat(format(target)).as("above the target").contains("\"one\"");

    SourceFiles.write(target, "ruff.toml", "[format]\nquote-style = 'single'\n");
    SourceFiles.write(target, "src/pyproject.toml", "[tool.black]\nline-length = 10\n");
    assertThat(format(target)).as("a nearer file without ruff settings").contains("'one'");

    SourceFiles.write(target, "src/pyproject.toml", "[tool.ruff.format]\nindent-style = 'tab'\n");
    assertThat(format(target)).contains("\"one\"").contains("\t\"\"\"");

    SourceFiles.write(target, "src/.ruff.toml", "line-length = 20");
    assertThat(format(target)).contains("{\n        \"one\"");
  }

  @Test
  void rejectsUnsupportedOptions(@TempDir Path root) {
    for (String config :
        new String[] {
          "line-length = ", "extend = '../ruff.toml'", "[format]\nquote-style = 'none'"
        }) {
      SourceFiles.write(root, "ruff.toml", config);

      assertThatExceptionOfType(UnfixableException.class)
          .as(config)
          .isThrownBy(() -> format(root))
          .satisfies(e -> assertThat(e.getMessage()).doesNotContain("crash"));
    }
  }
}
