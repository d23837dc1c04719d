package dev.pawl.tool.wasm;

import com.dylibso.chicory.runtime.WasmFunctionHandle;
import com.dylibso.chicory.runtime.TrapException;
import dev.pawl.tool.TextFixer.Unfixable;
import java.nio.charset.StandardCharsets;

/** A formatter that TinyGo compiled, as the packages of wasm-fmt wrap them: gofmt and shfmt. */
final class TinyGoGuest implements Guest {

  private static final int UNCHANGED = 0;
  private static final int CHANGED = 1;

  private final Exports exports;
  private final boolean configurable;

  /**
   * Starts its runtime.
   *
   * @param configurable whether it takes options and wants to know what the file is called
   */
  TinyGoGuest(Exports exports, boolean configurable) {
    this.exports = exports;
    this.configurable = configurable;
    exports.call("_initialize");
  }

  /** What it may call: nothing. */
  static WasmFunctionHandle host(String function) {
    return (instance, arguments) -> {
      throw new TrapException(function + " is not offered");
    };
  }

  @Override
  public Exports exports() {
    return exports;
  }

  @Override
  public String format(Request request) throws Unfixable {
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
        default -> throw new Unfixable(output());
      };
    } finally {
      exports.call("dispose");
    }
  }

  private void put(String text) {
    exports.put(text.getBytes(StandardCharsets.UTF_8), "alloc");
  }

  private String output() {
    return exports.text(exports.call("output_ptr"), exports.call("output_len"));
  }
}
