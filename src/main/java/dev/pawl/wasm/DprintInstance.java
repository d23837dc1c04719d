package dev.pawl.wasm;

import com.dylibso.chicory.runtime.WasmFunctionHandle;
import dev.pawl.tool.TextFixer.UnfixableException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** An instance of a dprint plugin, using version 4 of the plugin interface. */
final class DprintInstance implements FormatterInstance {

  private static final int CONFIGURATION_ID = 1;
  private static final int UNCHANGED = 0;
  private static final int CHANGED = 1;

  private final WasmExports exports;
  private @Nullable ObjectNode options;
  private String diagnostics = "";

  DprintInstance(WasmExports exports) {
    this.exports = exports;
  }

  /** Returns the implementation of an imported function: plugins ask to format embedded code, and 0 means unchanged. */
  static WasmFunctionHandle resolveImport(String function) {
    return (instance, arguments) -> new long[] {0};
  }

  @Override
  public WasmExports exports() {
    return exports;
  }

  @Override
  public String format(FormatRequest request) throws UnfixableException {
    configure(request.options());
    send(request.path());
    exports.call("set_file_path");
    send(request.text());
    return switch (exports.call("format", CONFIGURATION_ID)) {
      case UNCHANGED -> request.text();
      case CHANGED -> receive("get_formatted_text");
      default -> throw new UnfixableException(receive("get_error_text"));
    };
  }

  private void configure(ObjectNode requested) throws UnfixableException {
    if (!Objects.equals(options, requested)) {
      if (options != null) {
        exports.call("release_config", CONFIGURATION_ID);
      }
      options = requested;
      send(requested.toString());
      exports.call("register_config", CONFIGURATION_ID);
      diagnostics = receive("get_config_diagnostics", CONFIGURATION_ID);
    }
    if (!diagnostics.equals("[]")) {
      throw new UnfixableException("dprint rejected its configuration: " + diagnostics);
    }
  }

  private void send(String text) {
    exports.write(text.getBytes(StandardCharsets.UTF_8), "clear_shared_bytes");
  }

  private String receive(String function, int... arguments) {
    int length = exports.call(function, arguments);
    return exports.readText(exports.call("get_shared_bytes_ptr"), length);
  }
}
