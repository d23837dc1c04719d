package dev.pawl.wasm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.pawl.tool.FormatterFailedException;
import dev.pawl.tool.SourceFile;
import dev.pawl.tool.SourceFiles;
import dev.pawl.tool.TextFixer.UnfixableException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.util.unit.DataSize;

class WasmFormatterTests {

  private static WasmFormatter jsonFormatter(Duration deadline, DataSize memory) {
    Path folder = InstalledWasmFormatters.folder();
    return new WasmFormatterConfiguration(new WasmProperties(folder, deadline, memory))
        .dprintOfJson();
  }

  private static SourceFile largeFile() {
    return SourceFiles.of(
        "a.json",
        IntStream.range(0, 50_000)
            .mapToObj(i -> "{\"a\":[%d,\n{ }]}".formatted(i))
            .collect(Collectors.joining(",\n", "[", "]\n")));
  }

  @Test
  void isUnavailableUntilInstalled(@TempDir Path folder) {
    new ApplicationContextRunner()
        .withUserConfiguration(WasmFormatterConfiguration.class)
        .withPropertyValues("pawl.tool.wasm.folder=" + folder)
        .run(context -> {
          assertThat(context).hasNotFailed();
          assertThat(context.getBeansOfType(WasmFormatter.class).values())
              .hasSize(8)
              .allSatisfy(fixer -> {
                assertThat(fixer.isInstalled()).isFalse();
                assertThat(fixer.version()).isEmpty();
                assertThat(fixer.handles(SourceFiles.of("a.json", "{ }"))).isFalse();
                assertThatExceptionOfType(UnfixableException.class)
                    .isThrownBy(() -> fixer.fix(SourceFiles.of("a.json", "{ }")))
                    .withMessageContaining("not installed");
              });
        });
  }

  @Test
  void registersFormatterPerLanguage() {
    new ApplicationContextRunner()
        .withUserConfiguration(WasmFormatterConfiguration.class)
        .run(context ->
            assertThat(context.getBeansOfType(WasmFormatter.class).values())
                .extracting(fixer ->
                    fixer.name() + " of " + fixer.formattedLanguages().iterator().next().key())
                .containsExactlyInAnyOrder(
                    "dprint of javascript",
                    "dprint of typescript",
                    "dprint of json",
                    "dprint of markdown",
                    "dprint of toml",
                    "gofmt of go",
                    "shfmt of shell",
                    "ruff of python"));
  }

  @Test
  void reportsBrokenModule(@TempDir Path folder) throws IOException {
    Path packageFolder = Files.createDirectories(folder.resolve("@dprint/json"));
    Files.writeString(packageFolder.resolve("package.json"), "{\"version\": \"1.0.0\"}");
    Files.writeString(packageFolder.resolve("plugin.wasm"), "no module");
    WasmFormatter fixer = InstalledWasmFormatters.formatters(folder).dprintOfJson();

    assertThat(fixer.version()).isEqualTo("1.0.0");
    for (int i = 0; i < 2; i++) {
      assertThatExceptionOfType(UnfixableException.class)
          .isThrownBy(() -> fixer.fix(SourceFiles.of("a.json", "{ }")))
          .withMessageContaining("cannot be loaded");
    }
  }

  @Test
  void enforcesDeadline() throws UnfixableException {
    WasmFormatter fixer = jsonFormatter(Duration.ofMillis(50), DataSize.ofMegabytes(256));

    for (int i = 0; i < 5; i++) {
      assertThatExceptionOfType(FormatterFailedException.class)
          .isThrownBy(() -> fixer.fix(largeFile()))
          .withMessage("no result within 50 ms");
    }
  }

  @Test
  void limitsMemory() throws UnfixableException {
    WasmFormatter fixer = jsonFormatter(Duration.ofMinutes(1), DataSize.ofMegabytes(3));

    assertThatExceptionOfType(FormatterFailedException.class)
        .isThrownBy(() -> fixer.fix(largeFile()));
    assertThat(fixer.fix(SourceFiles.of("a.json", "[ ]"))).as("the next file").isEqualTo("[]\n");
  }

  @Test
  void survivesDeeplyNestedCode() throws UnfixableException {
    WasmFormatter fixer = InstalledWasmFormatters.formatters().dprintOfTypescript();

    try {
      fixer.fix(SourceFiles.of("a.ts", "x = " + "[".repeat(20_000) + "]".repeat(20_000)));
    } catch (UnfixableException | FormatterFailedException e) {
      assertThat(e.getMessage()).isNotBlank();
    }
    assertThat(fixer.fix(SourceFiles.of("a.ts", "x=[ ]")))
        .as("the next file")
        .isEqualTo("x = [];\n");
  }
}
