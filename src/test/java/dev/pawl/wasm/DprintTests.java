package dev.pawl.wasm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.pawl.tool.SourceFile;
import dev.pawl.tool.SourceFiles;
import dev.pawl.tool.TextFixer.UnfixableException;
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
  class JavascriptTests implements WasmFormatterContract {

    @Override
    public WasmFormatter fixer() {
      return InstalledWasmFormatters.formatters().dprintOfJavascript();
    }

    @Override
    public String file() {
      return "cart.js";
    }

    @Override
    public Optional<String> invalidText() {
      return Optional.of("const = 1;\n");
    }
  }

  @Nested
  class TypescriptTests implements WasmFormatterContract {

    @Override
    public WasmFormatter fixer() {
      return InstalledWasmFormatters.formatters().dprintOfTypescript();
    }

    @Override
    public String file() {
      return "shape.ts";
    }

    @Override
    public Optional<String> invalidText() {
      return Optional.of("type A = {\n");
    }
  }

  @Nested
  class JsonTests implements WasmFormatterContract {

    @Override
    public WasmFormatter fixer() {
      return InstalledWasmFormatters.formatters().dprintOfJson();
    }

    @Override
    public String file() {
      return "tsconfig.json";
    }

    @Override
    public Optional<String> invalidText() {
      return Optional.of("{\"a\": }\n");
    }

    @Test
    void ignoresGeneratedFiles() {
      assertThat(fixer().handles(SourceFiles.of("package.json", "{}"))).isTrue();
      assertThat(fixer().handles(SourceFiles.of("web/package-lock.json", "{}"))).isFalse();
      assertThat(fixer().handles(SourceFiles.of("composer.lock", "{}"))).isFalse();
    }
  }

  @Nested
  class MarkdownTests implements WasmFormatterContract {

    @Override
    public WasmFormatter fixer() {
      return InstalledWasmFormatters.formatters().dprintOfMarkdown();
    }

    @Override
    public String file() {
      return "guide.md";
    }

    @Override
    public Optional<String> invalidText() {
      return Optional.empty();
    }
  }

  @Nested
  class TomlTests implements WasmFormatterContract {

    @Override
    public WasmFormatter fixer() {
      return InstalledWasmFormatters.formatters().dprintOfToml();
    }

    @Override
    public String file() {
      return "settings.toml";
    }

    @Override
    public Optional<String> invalidText() {
      return Optional.of("a = [\n");
    }
  }

  private static String format(Path root, String text) throws UnfixableException {
    var file = SourceFiles.write(root, "src/a.ts", text);
    return InstalledWasmFormatters.formatters()
        .dprintOfTypescript()
        .fix(new SourceFile("src/a.ts", file.file(), StandardCharsets.UTF_8, false, text));
  }

  @Test
  void followsOptionsOfTarget(@TempDir Path root) throws UnfixableException {
    SourceFiles.write(
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

    assertThat(format(root, "function f(){return \"a\"}\n"))
        .isEqualTo("function f() {\n    return 'a'\n}\n");
  }

  @Test
  void followsTheNearestConfiguration(@TempDir Path root) throws UnfixableException {
    SourceFiles.write(root, "dprint.json", "{\"typescript\": {\"semiColons\": \"asi\"}}");
    SourceFiles.write(
        root, "src/dprint.json", "{\"typescript\": {\"quoteStyle\": \"alwaysSingle\"}}");

    assertThat(format(root, "let a=\"b\"\n")).isEqualTo("let a = 'b';\n");
  }

  @Test
  void doesNotReuseOptionsOfPreviousTarget(@TempDir Path root) throws UnfixableException {
    assertThat(format(root, "let a='b'\n")).isEqualTo("let a = \"b\";\n");
    SourceFiles.write(root, ".dprint.json", "{\"typescript\": {\"quoteStyle\": \"alwaysSingle\"}}");
    assertThat(format(root, "let a='b'\n")).isEqualTo("let a = 'b';\n");
    SourceFiles.write(root, ".dprint.json", "{}");
    assertThat(format(root, "let a='b'\n")).isEqualTo("let a = \"b\";\n");
  }

  @Test
  void rejectsUnsupportedOptions(@TempDir Path root) {
    for (String config :
        new String[] {
          "{", "[", "{\"extends\": \"x.json\"}", "{\"typescript\": {\"quoteStyle\": \"none\"}}"
        }) {
      SourceFiles.write(root, "dprint.json", config);

      assertThatExceptionOfType(UnfixableException.class)
          .as(config)
          .isThrownBy(() -> format(root, "let a = 1;\n"))
          .satisfies(e -> assertThat(e.getMessage()).contains("dprint").doesNotContain("crash"));
    }
  }

  @Test
  void doesNotFollowLinks(@TempDir Path root) throws IOException, UnfixableException {
    SourceFiles.write(root, "elsewhere.json", "{\"typescript\": {\"semiColons\": \"asi\"}}");
    Files.createSymbolicLink(root.resolve("dprint.json"), root.resolve("elsewhere.json"));

    assertThat(format(root, "let a = 1\n")).isEqualTo("let a = 1;\n");
  }
}
