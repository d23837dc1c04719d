package dev.pawl.wasm;

import com.dylibso.chicory.runtime.ExportFunction;
import com.dylibso.chicory.runtime.Instance;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** The exports of an instance: functions with integer arguments, and its memory. */
final class WasmExports {

  private final Instance instance;
  private final Map<String, ExportFunction> functions = new HashMap<>();

  WasmExports(Instance instance) {
    this.instance = instance;
  }

  /** Calls a function and returns its result, or 0 when it has none. */
  int call(String function, int... arguments) {
    var values = new long[arguments.length];
    for (int i = 0; i < arguments.length; i++) {
      values[i] = arguments[i];
    }
    long[] results = functions.computeIfAbsent(function, instance::export).apply(values);
    return results == null || results.length == 0 ? 0 : (int) results[0];
  }

  /** Writes bytes to memory that a function of the module allocates, and returns their address. */
  int write(byte[] bytes, String allocator, int... extraArguments) {
    var arguments = new int[extraArguments.length + 1];
    arguments[0] = bytes.length;
    System.arraycopy(extraArguments, 0, arguments, 1, extraArguments.length);
    int address = call(allocator, arguments);
    instance.memory().write(address, bytes);
    return address;
  }

  /** Reads text from the memory. */
  String readText(int address, int length) {
    return new String(instance.memory().readBytes(address, length), StandardCharsets.UTF_8);
  }

  /** Returns the size of the memory in pages of 64 KiB. */
  int pages() {
    return instance.memory().pages();
  }

  /** Reads a 32-bit integer from the memory. */
  int readInt(int address) {
    return instance.memory().readInt(address);
  }
}
