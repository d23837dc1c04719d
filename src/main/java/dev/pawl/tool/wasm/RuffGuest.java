package dev.pawl.tool.wasm;

import dev.pawl.tool.TextFixer.Unfixable;
import java.nio.charset.StandardCharsets;

/** An instance of the ruff formatter, as wrapped by wasm-bindgen in the wasm-fmt package. */
final class RuffGuest implements Guest {

  /** The name that wasm-bindgen gives to the allocator of the module. */
  static final String ALLOCATE = "__wbindgen_export";

  private static final String FREE = "__wbindgen_export4";
  private static final String MOVE_STACK = "__wbindgen_add_to_stack_pointer";
  private static final int RESULT_BYTES = 16;

  private final Exports exports;
  private final JsHeap heap;

  RuffGuest(Exports exports, JsHeap heap) {
    this.exports = exports;
    this.heap = heap;
  }

  @Override
  public Exports exports() {
    return exports;
  }

  @Override
  public String format(Request request) throws Unfixable {
    byte[] text = request.text().getBytes(StandardCharsets.UTF_8);
    byte[] path = request.path().getBytes(StandardCharsets.UTF_8);
    int result = exports.call(MOVE_STACK, -RESULT_BYTES);
    try {
      exports.call(
          "format",
          result,
          exports.put(text, ALLOCATE, 1),
          text.length,
          exports.put(path, ALLOCATE, 1),
          path.length,
          heap.add(request.options()));
      if (exports.number(result + 12) != 0) {
        throw new Unfixable(heap.text(exports.number(result + 8)));
      }
      int at = exports.number(result);
      int length = exports.number(result + 4);
      String formatted = exports.text(at, length);
      exports.call(FREE, at, length, 1);
      return formatted;
    } finally {
      exports.call(MOVE_STACK, RESULT_BYTES);
      heap.clear();
    }
  }
}
