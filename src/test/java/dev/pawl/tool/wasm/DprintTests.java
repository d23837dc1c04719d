package dev.pawl.tool.wasm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.pawl.tool.SourceFile;
import dev.pawl.tool.Sources;
import dev.pawl.tool.TextFixer.Unfixable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DprintTests {

  @Nested
  class OfJavascript implements WasmContract {

    @Override
    public WasmFixer fixer() {
      return Installed.formatters().dprintOfJavascript();
    }

    @Override
    public String file() {
      return "cart.js";
    }

    @Override
    public Optional<String> broken() {
      return Optional.of("const = 1;\n");
    }
  }

  @Nested
  class OfTypescript implements WasmContract {

    @Override
    public WasmFixer fixer() {
      return Installed.formatters().dprintOfTypescript();
    }

    @Override
    public String file() {
      return "shape.ts";
    }

    @Override
    public Optional<String> broken() {
      return Optional.of("type A = {\n");
    }
  }

  @Nested
  class OfJson implements WasmContract {

    @Override
    public WasmFixer fixer() {
      return Installed.formatters().dprintOfJson();
    }

    @Override
    public String file() {
      return "tsconfig.json";
    }

    @Override
    public Optional<String> broken() {
      return Optional.of("{\"a\": }\n");
    }

    @Test
    void leavesAloneWhatProgramsWrite() {
      assertThat(fixer().handles(Sources.of("package.json", "{}"))).isTrue();
      assertThat(fixer().handles(Sources.of("web/package-lock.json", "{}"))).isFalse();
      assertThat(fixer().handles(Sources.of("composer.lock", "{}"))).isFalse();
    }
  }

  @Nested
  class OfMarkdown implements WasmContract {

    @Override
    public WasmFixer fixer() {
      return Installed.formatters().dprintOfMarkdown();
    }

    @Override
    public String file() {
      return "guide.md";
    }

    @Override
    public Optional<String> broken() {
      return Optional.empty();
    }
  }

  @Nested
  class OfToml implements WasmContract {

    @Override
    public WasmFixer fixer() {
      return Installed.formatters().dprintOfToml();
    }

    @Override
    public String file() {
      return "settings.toml";
    }

    @Override
    public Optional<String> broken() {
      return Optional.of("a = [\n");
    }
  }

  private static String laidOut(Path root, String text) throws Unfixable {
    var file = Sources.onDisk(root, "src/a.ts", text);
    return Installed.formatters()
        .dprintOfTypescript()
        .fix(new SourceFile("src/a.ts", file.file(), StandardCharsets.UTF_8, false, text));
  }

  @Test
  void doesAsTheTargetsOptionsSay(@TempDir Path root) throws Unfixable {
    Sources.onDisk(
        root,
        "dprint.json",
        """
        {
          // what the project agreed on
          "indentWidth": 4,
          "newLineKind": "crlf",
          "typescript": {"quoteStyle": "alwaysSingle", "associations": "**/*.x", "semiColons": "asi",},
          "json": {"useTabs": true},
          "includes": ["**/*.nothing"],
          "plugins": ["plugin.wasm"],
        }
        """);

    assertThat(laidOut(root, "function f(){return \"a\"}\n"))
        .isEqualTo("function f() {\n    return 'a'\n}\n");
  }

  @Test
  void forgetsTheOptionsOfTheTargetBefore(@TempDir Path root) throws Unfixable {
    assertThat(laidOut(root, "let a='b'\n")).isEqualTo("let a = \"b\";\n");
    Sources.onDisk(root, ".dprint.json", "{\"typescript\": {\"quoteStyle\": \"alwaysSingle\"}}");
    assertThat(laidOut(root, "let a='b'\n")).isEqualTo("let a = 'b';\n");
    Sources.onDisk(root, ".dprint.json", "{}");
    assertThat(laidOut(root, "let a='b'\n")).isEqualTo("let a = \"b\";\n");
  }

  @Test
  void guessesNothingFromOptionsThatItDoesNotUnderstand(@TempDir Path root) {
    for (String config :
        new String[] {
          "{", "[", "{\"extends\": \"x.json\"}", "{\"typescript\": {\"quoteStyle\": \"none\"}}"
        }) {
      Sources.onDisk(root, "dprint.json", config);

      assertThatExceptionOfType(Unfixable.class)
          .as(config)
          .isThrownBy(() -> laidOut(root, "let a = 1;\n"))
          .satisfies(e -> assertThat(e.getMessage()).contains("dprint").doesNotContain("crash"));
    }
  }

  @Test
  void followsNoLinksOutOfTheTarget(@TempDir Path root) throws IOException, Unfixable {
    Sources.onDisk(root, "elsewhere.json", "{\"typescript\": {\"semiColons\": \"asi\"}}");
    Files.createSymbolicLink(root.resolve("dprint.json"), root.resolve("elsewhere.json"));

    assertThat(laidOut(root, "let a = 1\n")).isEqualTo("let a = 1;\n");
  }
}
