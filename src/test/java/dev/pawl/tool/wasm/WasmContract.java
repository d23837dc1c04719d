package dev.pawl.tool.wasm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.pawl.tool.FixerContract;
import dev.pawl.tool.Sources;
import dev.pawl.tool.TextFixer.Unfixable;
import java.util.Collections;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Additional tests for every WebAssembly formatter. */
interface WasmContract extends FixerContract {

  @Override
  WasmFixer fixer();

  /** Returns a text with a syntax error; empty for a language in which every text is valid. */
  Optional<String> broken();

  @Override
  default String folder() {
    return "wasm";
  }

  @Override
  default String path() {
    return "src/" + file();
  }

  @BeforeEach
  default void isInstalled() {
    assertThat(fixer().present()).isTrue();
  }

  @Test
  default void knowsItsVersion() {
    assertThat(fixer().version()).matches("\\d+\\.\\d+\\.\\d+");
  }

  @Test
  default void refusesWhatDoesNotParse() throws Unfixable {
    broken()
        .ifPresent(text ->
            assertThatExceptionOfType(Unfixable.class)
                .isThrownBy(() -> fixed(text))
                .satisfies(e -> assertThat(e.getMessage()).isNotBlank().doesNotContain("crashed")));
    assertThat(fixed(text("dirty"))).as("the next text").isEqualTo(text("clean"));
  }

  @Test
  default void endsLinesAsTheyEnded() throws Unfixable {
    String dirty = text("dirty").replace("\n", "\r\n");
    String clean = text("clean").replace("\n", "\r\n");

    assertThat(fixed(dirty)).isEqualTo(clean);
    assertThat(fixed(clean)).isEqualTo(clean);
  }

  @Test
  default void worksForManyThreadsAtOnce() throws Exception {
    Callable<String> work = () -> fixed(text("dirty"));
    try (var threads = Executors.newFixedThreadPool(4)) {
      for (Future<String> result : threads.invokeAll(Collections.nCopies(16, work))) {
        assertThat(result.get()).isEqualTo(text("clean"));
      }
    }
  }

  private String fixed(String text) throws Unfixable {
    return fixer().fix(Sources.of(path(), text));
  }

  private String text(String kind) {
    return Sources.resource(folder() + "/" + kind + "/" + file());
  }
}
