package dev.pawl.wasm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.dylibso.chicory.runtime.ChicoryInterruptedException;
import com.dylibso.chicory.runtime.Instance;
import java.util.HexFormat;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;

class CompiledWasmModuleTests {

  /**
   * A module with one page of memory, {@code run} that never returns, and {@code more} that grows the memory by a page.
   */
  private static final CompiledWasmModule MODULE =
      CompiledWasmModule.compile(
          HexFormat.of()
              .parseHex(
                  "0061736d01000000"
                      + "0108026000006000017f"
                      + "0303020001"
                      + "0503010001"
                      + "070e020372756e0000046d6f72650001"
                      + "0a1002070003400c000b0b0600410140000b"));

  private static Instance instance() {
    return MODULE.instantiate(
        function -> {
          throw new AssertionError(function);
        },
        DataSize.ofKilobytes(3 * 64));
  }

  @Test
  void stopsWhenThreadIsInterrupted() throws InterruptedException {
    var exports = new WasmExports(instance());
    var task = new FutureTask<Integer>(() -> exports.call("run"));
    Thread thread = Thread.ofPlatform().start(task);

    thread.interrupt();
    thread.join();

    assertThatExceptionOfType(ExecutionException.class)
        .isThrownBy(task::get)
        .withCauseInstanceOf(ChicoryInterruptedException.class);
  }

  @Test
  void limitsMemory() {
    var exports = new WasmExports(instance());

    assertThat(exports.call("more")).isEqualTo(1);
    assertThat(exports.call("more")).isEqualTo(2);
    assertThat(exports.call("more")).isEqualTo(-1);
    assertThat(exports.pages()).isEqualTo(3);
  }

  @Test
  void separatesMemoryOfInstances() {
    var first = new WasmExports(instance());
    var second = new WasmExports(instance());

    first.call("more");

    assertThat(first.pages()).isEqualTo(2);
    assertThat(second.pages()).isEqualTo(1);
  }
}
