package dev.pawl.tool.wasm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.pawl.tool.SourceFile;
import dev.pawl.tool.Sources;
import dev.pawl.tool.TextFixer.Unfixable;
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

class WasmFixerTests {

  private static WasmFixer json(Duration deadline, DataSize memory) {
    Path folder = Installed.folder();
    return new WasmFormatters(new WasmProperties(folder, deadline, memory)).dprintOfJson();
  }

  private static SourceFile large() {
    return Sources.of(
        "a.json",
        IntStream.range(0, 50_000)
            .mapToObj(i -> "{\"a\":[%d,\n{ }]}".formatted(i))
            .collect(Collectors.joining(",\n", "[", "]\n")));
  }

  @Test
  void isNotThereUntilSomebodyInstallsIt(@TempDir Path folder) {
    new ApplicationContextRunner()
        .withUserConfiguration(WasmFormatters.class)
        .withPropertyValues("pawl.tool.wasm.folder=" + folder)
        .run(context -> {
          assertThat(context).hasNotFailed();
          assertThat(context.getBeansOfType(WasmFixer.class).values())
              .hasSize(8)
              .allSatisfy(fixer -> {
                assertThat(fixer.present()).isFalse();
                assertThat(fixer.version()).isEmpty();
                assertThat(fixer.handles(Sources.of("a.json", "{ }"))).isFalse();
                assertThatExceptionOfType(Unfixable.class)
                    .isThrownBy(() -> fixer.fix(Sources.of("a.json", "{ }")))
                    .withMessageContaining("not installed");
              });
        });
  }

  @Test
  void isOneOfTheFormattersOfItsLanguage() {
    new ApplicationContextRunner()
        .withUserConfiguration(WasmFormatters.class)
        .run(context ->
            assertThat(context.getBeansOfType(WasmFixer.class).values())
                .extracting(
                    fixer -> fixer.name() + " of " + fixer.formatterOf().iterator().next().key())
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
  void saysThatAModuleIsBroken(@TempDir Path folder) throws IOException {
    Path npm = Files.createDirectories(folder.resolve("@dprint/json"));
    Files.writeString(npm.resolve("package.json"), "{\"version\": \"1.0.0\"}");
    Files.writeString(npm.resolve("plugin.wasm"), "no module");
    WasmFixer fixer = Installed.formatters(folder).dprintOfJson();

    assertThat(fixer.version()).isEqualTo("1.0.0");
    for (int i = 0; i < 2; i++) {
      assertThatExceptionOfType(Unfixable.class)
          .isThrownBy(() -> fixer.fix(Sources.of("a.json", "{ }")))
          .withMessageContaining("cannot be loaded");
    }
  }

  @Test
  void hasADeadline() throws Unfixable {
    WasmFixer fixer = json(Duration.ofMillis(50), DataSize.ofMegabytes(256));

    for (int i = 0; i < 5; i++) {
      assertThatExceptionOfType(Unfixable.class)
          .isThrownBy(() -> fixer.fix(large()))
          .withMessageContaining("took longer than 50 ms");
    }
  }

  @Test
  void hasAsMuchMemoryAsItMay() throws Unfixable {
    WasmFixer fixer = json(Duration.ofMinutes(1), DataSize.ofMegabytes(3));

    assertThatExceptionOfType(Unfixable.class)
        .isThrownBy(() -> fixer.fix(large()))
        .withMessageContaining("crashed");
    assertThat(fixer.fix(Sources.of("a.json", "[ ]"))).as("the next file").isEqualTo("[]\n");
  }

  @Test
  void survivesCodeThatIsNestedWithoutEnd() throws Unfixable {
    WasmFixer fixer = Installed.formatters().dprintOfTypescript();

    try {
      fixer.fix(Sources.of("a.ts", "x = " + "[".repeat(20_000) + "]".repeat(20_000)));
    } catch (Unfixable e) {
      assertThat(e.getMessage()).isNotBlank();
    }
    assertThat(fixer.fix(Sources.of("a.ts", "x=[ ]"))).as("the next file").isEqualTo("x = [];\n");
  }
}
