package dev.pawl.wasm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.pawl.tool.FixerContract;
import dev.pawl.tool.SourceFiles;
import dev.pawl.tool.TextFixer.UnfixableException;
import java.util.Collections;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Additional tests for every WebAssembly formatter. */
interface WasmFormatterContract extends FixerContract {

  @Override
  WasmFormatter fixer();

  /** Returns a text with a syntax error; empty for a language in which every text is valid. */
  Optional<String> invalidText();

  @Override
  default String folder() {
    return "/dev/pawl/wasm";
  }

  @Override
  default String path() {
    return "src/" + file();
  }

  @BeforeEach
  default void requireInstallation() {
    assertThat(fixer().isInstalled()).isTrue();
  }

  @Test
  default void reportsVersion() {
    assertThat(fixer().version()).matches("\\d+\\.\\d+\\.\\d+");
  }

  @Test
  default void rejectsInvalidText() throws UnfixableException {
    invalidText()
        .ifPresent(text ->
            assertThatExceptionOfType(UnfixableException.class)
                .isThrownBy(() -> fix(text))
                .satisfies(e -> assertThat(e.getMessage()).isNotBlank().doesNotContain("crashed")));
    assertThat(fix(text("dirty"))).as("the next text").isEqualTo(text("clean"));
  }

  @Test
  default void keepsLineEndings() throws UnfixableException {
    String dirty = text("dirty").replace("\n", "\r\n");
    String clean = text("clean").replace("\n", "\r\n");

    assertThat(fix(dirty)).isEqualTo(clean);
    assertThat(fix(clean)).isEqualTo(clean);
  }

  @Test
  default void isThreadSafe() throws Exception {
    Callable<String> work = () -> fix(text("dirty"));
    try (var threads = Executors.newFixedThreadPool(4)) {
      for (Future<String> result : threads.invokeAll(Collections.nCopies(16, work))) {
        assertThat(result.get()).isEqualTo(text("clean"));
      }
    }
  }

  private String fix(String text) throws UnfixableException {
    return fixer().fix(SourceFiles.of(path(), text));
  }

  private String text(String kind) {
    return SourceFiles.resource(folder() + "/" + kind + "/" + file());
  }
}
