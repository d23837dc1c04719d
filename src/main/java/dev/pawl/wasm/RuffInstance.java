package dev.pawl.wasm;

import dev.pawl.tool.TextFixer.UnfixableException;
import java.nio.charset.StandardCharsets;

/** An instance of the ruff formatter, as wrapped by wasm-bindgen in the wasm-fmt package. */
final class RuffInstance implements FormatterInstance {

  /** The name that wasm-bindgen gives to the allocator of the module. */
  static final String ALLOCATE = "__wbindgen_export";

  private static final String FREE = "__wbindgen_export4";
  private static final String MOVE_STACK = "__wbindgen_add_to_stack_pointer";
  private static final int RESULT_BYTES = 16;

  private final WasmExports exports;
  private final WasmBindgenHeap heap;

  RuffInstance(WasmExports exports, WasmBindgenHeap heap) {
    this.exports = exports;
    this.heap = heap;
  }

  @Override
  public WasmExports exports() {
    return exports;
  }

  @Override
  public String format(FormatRequest request) throws UnfixableException {
    byte[] text = request.text().getBytes(StandardCharsets.UTF_8);
    byte[] path = request.path().getBytes(StandardCharsets.UTF_8);
    int result = exports.call(MOVE_STACK, -RESULT_BYTES);
    try {
      exports.call(
          "format",
          result,
          exports.write(text, ALLOCATE, 1),
          text.length,
          exports.write(path, ALLOCATE, 1),
          path.length,
          heap.add(request.options()));
      if (exports.readInt(result + 12) != 0) {
        throw new UnfixableException(heap.text(exports.readInt(result + 8)));
      }
      int address = exports.readInt(result);
      int length = exports.readInt(result + 4);
      String formatted = exports.readText(address, length);
      exports.call(FREE, address, length, 1);
      return formatted;
    } finally {
      exports.call(MOVE_STACK, RESULT_BYTES);
      heap.clear();
    }
  }
}
