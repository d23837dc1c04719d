package dev.pawl.wasm;

import com.dylibso.chicory.runtime.Instance;
import com.dylibso.chicory.runtime.TrapException;
import com.dylibso.chicory.runtime.WasmFunctionHandle;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.MissingNode;
import tools.jackson.databind.node.NullNode;

/**
 * The part of a JavaScript runtime that a wasm-bindgen module needs to read a plain object and to report an error. The
 * module refers to values by numbers; a missing node represents {@code undefined}.
 */
final class WasmBindgenHeap {

  private static final int NULL_ID = 1025;
  private static final int FIRST_ID = 1028;
  private static final long NOT_A_BOOLEAN = 0xFFFFFF;
  private static final double MAX_SAFE_INTEGER = 9007199254740991d;
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private final Map<Long, JsonNode> values = new HashMap<>();
  private int nextId = FIRST_ID;

  /** A function that the module may import. */
  private interface HostCall {
    long invoke(Instance instance, long... arguments);
  }

  /** Adds a value and returns its number. */
  int add(JsonNode value) {
    values.put((long) nextId, value);
    return nextId++;
  }

  /** Returns the value of a number as text. */
  String text(long number) {
    JsonNode value = value(number);
    return value.isString() ? value.stringValue() : value.toString();
  }

  /** Removes all values. */
  void clear() {
    values.clear();
    nextId = FIRST_ID;
  }

  /** Returns the implementation of an imported function with a name such as {@code __wbg_entries_bb9843ba73dc70d6}. */
  WasmFunctionHandle resolveImport(String function) {
    String name =
        function.startsWith("__wbg_")
            ? function.replaceFirst("^__wbg_", "").replaceFirst("_[0-9a-f]{16}$", "")
            : function;
    HostCall hostCall = hostCall(name);
    return (instance, arguments) -> new long[] {hostCall.invoke(instance, arguments)};
  }

  private HostCall hostCall(String name) {
    return switch (name) {
      case "Error", "__wbindgen_cast_0000000000000003" ->
          (instance, arguments) ->
              add(
                  JSON.stringNode(
                      instance.memory().readString((int) arguments[0], (int) arguments[1])));
      case "__wbindgen_object_drop_ref" ->
          (instance, arguments) -> values.remove(arguments[0]) == null ? 0 : 1;
      case "iterator" -> (instance, arguments) -> add(MissingNode.getInstance());
      case "get", "get_unchecked" ->
          (instance, arguments) -> add(element(value(arguments[0]), arguments[1]));
      case "entries" -> (instance, arguments) -> add(entries(value(arguments[0])));
      case "length" -> (instance, arguments) -> value(arguments[0]).size();
      case "__wbindgen_is_function", "__wbindgen_is_bigint", "instanceof_Map" ->
          (instance, arguments) -> 0;
      case "__wbindgen_is_object" ->
          (instance, arguments) -> value(arguments[0]).isContainer() ? 1 : 0;
      case "__wbindgen_jsval_loose_eq" ->
          (instance, arguments) -> looselyEqual(value(arguments[0]), value(arguments[1]));
      case "__wbindgen_boolean_get" -> (instance, arguments) -> booleanOf(value(arguments[0]));
      case "isSafeInteger" -> (instance, arguments) -> isSafeInteger(value(arguments[0])) ? 1 : 0;
      case "__wbindgen_number_get" ->
          (instance, arguments) -> writeNumber(instance, (int) arguments[0], value(arguments[1]));
      case "__wbindgen_string_get" ->
          (instance, arguments) ->
              value(arguments[1]).isString()
                  ? writeString(instance, arguments)
                  : writeNoString(instance, (int) arguments[0]);
      case "String" -> this::writeString;
      case "__wbindgen_throw" ->
          (instance, arguments) -> {
            throw new TrapException(
                instance.memory().readString((int) arguments[0], (int) arguments[1]));
          };
      default ->
          (instance, arguments) -> {
            throw new TrapException(name + " is not supported");
          };
    };
  }

  private JsonNode value(long number) {
    return number == NULL_ID
        ? NullNode.getInstance()
        : values.getOrDefault(number, MissingNode.getInstance());
  }

  /** Returns an element of an array. Of an object only its iterator is requested, which plain objects do not have. */
  private static JsonNode element(JsonNode container, long index) {
    return container.isArray() ? container.path((int) index) : MissingNode.getInstance();
  }

  private static ArrayNode entries(JsonNode object) {
    var entries = JSON.arrayNode();
    object.forEachEntry((key, value) -> entries.addArray().add(key).add(value));
    return entries;
  }

  private static long looselyEqual(JsonNode left, JsonNode right) {
    boolean leftIsNullish = left.isNull() || left.isMissingNode();
    return leftIsNullish
        ? (right.isNull() || right.isMissingNode() ? 1 : 0)
        : left.equals(right) ? 1 : 0;
  }

  private static long booleanOf(JsonNode value) {
    return value.isBoolean() ? (value.booleanValue() ? 1 : 0) : NOT_A_BOOLEAN;
  }

  private static boolean isSafeInteger(JsonNode value) {
    return value.isNumber()
        && Math.rint(value.doubleValue()) == value.doubleValue()
        && Math.abs(value.doubleValue()) <= MAX_SAFE_INTEGER;
  }

  private static long writeNumber(Instance instance, int address, JsonNode value) {
    instance.memory().writeF64(address + 8, value.isNumber() ? value.doubleValue() : 0);
    instance.memory().writeI32(address, value.isNumber() ? 1 : 0);
    return 0;
  }

  private long writeString(Instance instance, long... arguments) {
    int resultAddress = (int) arguments[0];
    byte[] bytes = text(arguments[1]).getBytes(StandardCharsets.UTF_8);
    int address = new WasmExports(instance).write(bytes, RuffInstance.ALLOCATE, 1);
    instance.memory().writeI32(resultAddress, address);
    instance.memory().writeI32(resultAddress + 4, bytes.length);
    return 0;
  }

  private static long writeNoString(Instance instance, int address) {
    instance.memory().writeI32(address, 0);
    instance.memory().writeI32(address + 4, 0);
    return 0;
  }
}
