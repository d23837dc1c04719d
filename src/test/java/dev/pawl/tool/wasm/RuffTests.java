package dev.pawl.tool.wasm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.pawl.tool.SourceFile;
import dev.pawl.tool.Sources;
import dev.pawl.tool.TextFixer.Unfixable;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RuffTests implements WasmContract {

  private static final String TEXT =
      "def f(a):\n  '''\n  >>> f( 1 )\n  '''\n  return {'one': a, 'é': f'{a}',}\n";

  @Override
  public WasmFixer fixer() {
    return Installed.formatters().ruff();
  }

  @Override
  public String file() {
    return "stock.py";
  }

  @Override
  public Optional<String> broken() {
    return Optional.of("def f(:\n");
  }

  private String laidOut(Path root) throws Unfixable {
    var file = Sources.onDisk(root, "src/app/a.py", TEXT);
    return fixer()
        .fix(new SourceFile("src/app/a.py", file.file(), StandardCharsets.UTF_8, false, TEXT));
  }

  @Test
  void doesAsThePyprojectSays(@TempDir Path root) throws Unfixable {
    Sources.onDisk(
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

    assertThat(laidOut(root))
        .isEqualTo("def f(a):\n  \"\"\"\n  >>> f(1)\n  \"\"\"\n  return {'one': a, 'é': f'{a}'}\n");
  }

  @Test
  void prefersTheNearestConfigurationInsideOfTheTarget(@TempDir Path root) throws Unfixable {
    Path target = root.resolve("target");
    Sources.onDisk(root, "ruff.toml", "[format]\nquote-style = 'single'\n");
    assertThat(laidOut(target)).as("above the target").contains("\"one\"");

    Sources.onDisk(target, "ruff.toml", "[format]\nquote-style = 'single'\n");
    Sources.onDisk(target, "src/pyproject.toml", "[tool.black]\nline-length = 10\n");
    assertThat(laidOut(target)).as("a nearer file without ruff settings").contains("'one'");

    Sources.onDisk(target, "src/pyproject.toml", "[tool.ruff.format]\nindent-style = 'tab'\n");
    assertThat(laidOut(target)).contains("\"one\"").contains("\t\"\"\"");

    Sources.onDisk(target, "src/.ruff.toml", "line-length = 20");
    assertThat(laidOut(target)).contains("{\n        \"one\"");
  }

  @Test
  void guessesNothingFromOptionsThatItDoesNotUnderstand(@TempDir Path root) {
    for (String config :
        new String[] {
          "line-length = ", "extend = '../ruff.toml'", "[format]\nquote-style = 'none'"
        }) {
      Sources.onDisk(root, "ruff.toml", config);

      assertThatExceptionOfType(Unfixable.class)
          .as(config)
          .isThrownBy(() -> laidOut(root))
          .satisfies(e -> assertThat(e.getMessage()).doesNotContain("crash"));
    }
  }
}
