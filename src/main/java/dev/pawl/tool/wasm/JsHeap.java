package dev.pawl.tool.wasm;

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
final class JsHeap {

  private static final int NULL = 1025;
  private static final int FIRST = 1028;
  private static final long NOT_BOOLEAN = 0xFFFFFF;
  private static final double LARGEST_SAFE = 9007199254740991d;
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private final Map<Long, JsonNode> values = new HashMap<>();
  private int next = FIRST;

  /** A function that the module may import. */
  private interface Call {
    long with(Instance instance, long... arguments);
  }

  /** Adds a value and returns its number. */
  int add(JsonNode value) {
    values.put((long) next, value);
    return next++;
  }

  /** Returns the value of a number as text. */
  String text(long number) {
    JsonNode value = value(number);
    return value.isString() ? value.stringValue() : value.toString();
  }

  /** Removes all values. */
  void clear() {
    values.clear();
    next = FIRST;
  }

  /** Returns the implementation of an imported function with a name such as {@code __wbg_entries_bb9843ba73dc70d6}. */
  WasmFunctionHandle host(String function) {
    String name =
        function.startsWith("__wbg_")
            ? function.replaceFirst("^__wbg_", "").replaceFirst("_[0-9a-f]{16}$", "")
            : function;
    Call call = call(name);
    return (instance, arguments) -> new long[] {call.with(instance, arguments)};
  }

  private Call call(String name) {
    return switch (name) {
      case "Error", "__wbindgen_cast_0000000000000003" ->
          (in, at) -> add(JSON.stringNode(in.memory().readString((int) at[0], (int) at[1])));
      case "__wbindgen_object_drop_ref" -> (in, at) -> values.remove(at[0]) == null ? 0 : 1;
      case "iterator" -> (in, at) -> add(MissingNode.getInstance());
      case "get", "get_unchecked" -> (in, at) -> add(element(value(at[0]), at[1]));
      case "entries" -> (in, at) -> add(entries(value(at[0])));
      case "length" -> (in, at) -> value(at[0]).size();
      case "__wbindgen_is_function", "__wbindgen_is_bigint", "instanceof_Map" -> (in, at) -> 0;
      case "__wbindgen_is_object" -> (in, at) -> value(at[0]).isContainer() ? 1 : 0;
      case "__wbindgen_jsval_loose_eq" -> (in, at) -> looselyEqual(value(at[0]), value(at[1]));
      case "__wbindgen_boolean_get" -> (in, at) -> truth(value(at[0]));
      case "isSafeInteger" -> (in, at) -> isSafeInteger(value(at[0])) ? 1 : 0;
      case "__wbindgen_number_get" -> (in, at) -> number(in, (int) at[0], value(at[1]));
      case "__wbindgen_string_get" ->
          (in, at) -> value(at[1]).isString() ? string(in, at) : nothing(in, (int) at[0]);
      case "String" -> this::string;
      case "__wbindgen_throw" ->
          (in, at) -> {
            throw new TrapException(in.memory().readString((int) at[0], (int) at[1]));
          };
      default ->
          (in, at) -> {
            throw new TrapException(name + " is not supported");
          };
    };
  }

  private JsonNode value(long number) {
    return number == NULL
        ? NullNode.getInstance()
        : values.getOrDefault(number, MissingNode.getInstance());
  }

  /** Returns an element of an array. Of an object only its iterator is requested, which plain objects do not have. */
  private static JsonNode element(JsonNode of, long index) {
    return of.isArray() ? of.path((int) index) : MissingNode.getInstance();
  }

  private static ArrayNode entries(JsonNode object) {
    var entries = JSON.arrayNode();
    object.forEachEntry((key, value) -> entries.addArray().add(key).add(value));
    return entries;
  }

  private static long looselyEqual(JsonNode one, JsonNode other) {
    boolean none = one.isNull() || one.isMissingNode();
    return none ? (other.isNull() || other.isMissingNode() ? 1 : 0) : one.equals(other) ? 1 : 0;
  }

  private static long truth(JsonNode value) {
    return value.isBoolean() ? (value.booleanValue() ? 1 : 0) : NOT_BOOLEAN;
  }

  private static boolean isSafeInteger(JsonNode value) {
    return value.isNumber()
        && Math.rint(value.doubleValue()) == value.doubleValue()
        && Math.abs(value.doubleValue()) <= LARGEST_SAFE;
  }

  private static long number(Instance instance, int result, JsonNode value) {
    instance.memory().writeF64(result + 8, value.isNumber() ? value.doubleValue() : 0);
    instance.memory().writeI32(result, value.isNumber() ? 1 : 0);
    return 0;
  }

  private long string(Instance instance, long... arguments) {
    int result = (int) arguments[0];
    byte[] bytes = text(arguments[1]).getBytes(StandardCharsets.UTF_8);
    int at = new Exports(instance).put(bytes, RuffGuest.ALLOCATE, 1);
    instance.memory().writeI32(result, at);
    instance.memory().writeI32(result + 4, bytes.length);
    return 0;
  }

  private static long nothing(Instance instance, int result) {
    instance.memory().writeI32(result, 0);
    instance.memory().writeI32(result + 4, 0);
    return 0;
  }
}
