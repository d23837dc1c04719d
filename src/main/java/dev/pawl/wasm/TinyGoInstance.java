package dev.pawl.wasm;

import com.dylibso.chicory.runtime.TrapException;
import com.dylibso.chicory.runtime.WasmFunctionHandle;
import dev.pawl.tool.TextFixer.UnfixableException;
import java.nio.charset.StandardCharsets;

/** An instance of a formatter compiled by TinyGo, as wrapped by the wasm-fmt packages: gofmt and shfmt. */
final class TinyGoInstance implements FormatterInstance {

  private static final int UNCHANGED = 0;
  private static final int CHANGED = 1;

  private final WasmExports exports;
  private final boolean configurable;

  /**
   * Starts the runtime of the module.
   *
   * @param configurable whether the formatter accepts options and the path of the file
   */
  TinyGoInstance(WasmExports exports, boolean configurable) {
    this.exports = exports;
    this.configurable = configurable;
    exports.call("_initialize");
  }

  /** Returns a function that always fails: the module needs no imports. */
  static WasmFunctionHandle rejectImport(String function) {
    return (instance, arguments) -> {
      throw new TrapException(function + " is not supported");
    };
  }

  @Override
  public WasmExports exports() {
    return exports;
  }

  @Override
  public String format(FormatRequest request) throws UnfixableException {
    if (configurable) {
      put(request.options().toString());
      exports.call("set_options");
      put(request.path());
      exports.call("set_path");
    }
    put(request.text());
    int result = exports.call("format");
    try {
      return switch (result) {
        case UNCHANGED -> request.text();
        case CHANGED -> output();
        default -> throw new UnfixableException(output());
      };
    } finally {
      exports.call("dispose");
    }
  }

  private void put(String text) {
    exports.write(text.getBytes(StandardCharsets.UTF_8), "alloc");
  }

  private String output() {
    return exports.readText(exports.call("output_ptr"), exports.call("output_len"));
  }
}
