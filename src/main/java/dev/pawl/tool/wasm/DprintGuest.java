package dev.pawl.tool.wasm;

import com.dylibso.chicory.runtime.WasmFunctionHandle;
import dev.pawl.tool.TextFixer.Unfixable;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** An instance of a dprint plugin, using version 4 of the plugin interface. */
final class DprintGuest implements Guest {

  private static final int CONFIGURATION = 1;
  private static final int UNCHANGED = 0;
  private static final int CHANGED = 1;

  private final Exports exports;
  private @Nullable ObjectNode options;
  private String fault = "";

  DprintGuest(Exports exports) {
    this.exports = exports;
  }

  /** Returns the implementation of an imported function: plugins ask to format embedded code, and 0 means unchanged. */
  static WasmFunctionHandle host(String function) {
    return (instance, arguments) -> new long[] {0};
  }

  @Override
  public Exports exports() {
    return exports;
  }

  @Override
  public String format(Request request) throws Unfixable {
    configure(request.options());
    send(request.path());
    exports.call("set_file_path");
    send(request.text());
    return switch (exports.call("format", CONFIGURATION)) {
      case UNCHANGED -> request.text();
      case CHANGED -> receive("get_formatted_text");
      default -> throw new Unfixable(receive("get_error_text"));
    };
  }

  private void configure(ObjectNode wanted) throws Unfixable {
    if (!Objects.equals(options, wanted)) {
      if (options != null) {
        exports.call("release_config", CONFIGURATION);
      }
      options = wanted;
      send(wanted.toString());
      exports.call("register_config", CONFIGURATION);
      fault = receive("get_config_diagnostics", CONFIGURATION);
    }
    if (!fault.equals("[]")) {
      throw new Unfixable("dprint rejected its configuration: " + fault);
    }
  }

  private void send(String text) {
    exports.put(text.getBytes(StandardCharsets.UTF_8), "clear_shared_bytes");
  }

  private String receive(String function, int... arguments) {
    int length = exports.call(function, arguments);
    return exports.text(exports.call("get_shared_bytes_ptr"), length);
  }
}
