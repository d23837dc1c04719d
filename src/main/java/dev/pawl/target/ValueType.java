package dev.pawl.target;

import java.math.BigInteger;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a field of a configuration accepts: the condition that its reader checks, and the same condition as keywords of a
 * JSON Schema.
 *
 * @param condition the condition of the value
 * @param message the statement of what is accepted, for errors
 * @param keywords the keywords of JSON Schema that express the condition
 */
record ValueType(Predicate<JsonNode> condition, String message, ObjectNode keywords) {

  private static final String TYPE = "type";

  /** Matches texts without a .. segment and without a slash at their start, in the syntax of Java and of ECMAScript. */
  private static final String RELATIVE = "^(?!/)(?!([\\s\\S]*/)?\\.\\.(/|(?![\\s\\S])))";

  /** Matches the rest of a text without control characters that is not blank. */
  private static final String PRINTABLE =
      "(?=[\\s\\S]*\\S)[^\\u0000-\\u001f\\u007f-\\u009f]*(?![\\s\\S])";

  static ValueType flag() {
    return new ValueType(JsonNode::isBoolean, "must be true or false", type("boolean"));
  }

  /** Returns the type of a flag that is part of other implementations of the format, and cannot be switched off here. */
  static ValueType required(String reason) {
    ObjectNode keywords = JsonMapper.shared().createObjectNode();
    keywords.put("const", true);
    return new ValueType(
        node -> node.isBoolean() && node.asBoolean(), "must be true: " + reason, keywords);
  }

  static ValueType integer(int min, int max) {
    String message =
        max == Integer.MAX_VALUE
            ? "must be a whole number of at least " + min
            : "must be a whole number from %d to %d".formatted(min, max);
    return new ValueType(
        node -> node.isIntegralNumber() && isBetween(node.bigIntegerValue(), min, max),
        message,
        type("integer").put("minimum", min).put("maximum", max));
  }

  private static boolean isBetween(BigInteger value, int min, int max) {
    return value.compareTo(BigInteger.valueOf(min)) >= 0
        && value.compareTo(BigInteger.valueOf(max)) <= 0;
  }

  static ValueType text() {
    return new ValueType(JsonNode::isString, "must be a string", type("string"));
  }

  /** Returns the type of a text that a regular expression finds; it must mean the same in Java and in ECMAScript. */
  private static ValueType text(String pattern, int maxLength, String message) {
    Pattern compiled = Pattern.compile(pattern);
    return new ValueType(
        node ->
            node.isString()
                && node.asString().codePointCount(0, node.asString().length()) <= maxLength
                && compiled.matcher(node.asString()).find(),
        message,
        type("string").put("pattern", pattern).put("maxLength", maxLength));
  }

  /** Returns the type of the name of a branch, a tag or a commit. */
  static ValueType revision(int maxLength) {
    return text(
        "^(?!-)" + PRINTABLE,
        maxLength,
        "must be a branch, a tag or a commit of at most %d characters".formatted(maxLength));
  }

  /** Returns the type of the path of a file or folder of the target. */
  static ValueType relativePath() {
    return text(RELATIVE + PRINTABLE, 1000, "must be a relative path without .. segments");
  }

  /** Returns the type of a list of relative paths. */
  static ValueType relativePaths() {
    return list(relativePath(), 0, "must be a list of relative paths without .. segments");
  }

  /** Returns the type of a list of globs, folders and files. */
  static ValueType patterns(int maxItems) {
    ValueType list =
        list(
            relativePath(),
            0,
            "must be a list of globs, folders and files, relative to the root of the target, such"
                + " as"
                + " src/**; at most %d".formatted(maxItems));
    return new ValueType(
        node -> list.condition().test(node) && node.size() <= maxItems,
        list.message(),
        list.keywords().put("maxItems", maxItems));
  }

  static ValueType texts() {
    return list(text(), 0, "must be a list of strings");
  }

  /** Returns the type of a program and its arguments. */
  static ValueType argumentList() {
    return list(text(), 1, "must be a non-empty list of strings: the program and its arguments");
  }

  /** Returns the type of a list of values that a rule of a higher module describes further. */
  static ValueType list(String message) {
    return new ValueType(JsonNode::isArray, message, type("array"));
  }

  /** Returns the type of a list of objects that a rule of a higher module describes further. */
  static ValueType objects(String message) {
    return list(object(), 0, message);
  }

  private static ValueType list(ValueType item, int min, String message) {
    ObjectNode keywords = type("array");
    keywords.set("items", item.keywords());
    if (min > 0) {
      keywords.put("minItems", min);
    }
    return new ValueType(
        node ->
            node.isArray() && node.size() >= min && node.valueStream().allMatch(item.condition()),
        message,
        keywords);
  }

  static ValueType object() {
    return new ValueType(JsonNode::isObject, "must be an object", type("object"));
  }

  static ValueType oneOf(List<String> values) {
    ObjectNode keywords = type("string");
    values.forEach(keywords.putArray("enum")::add);
    String message = values.stream().collect(Collectors.joining(", ", "must be one of ", ""));
    return new ValueType(
        node -> node.isString() && values.contains(node.asString()), message, keywords);
  }

  private static ObjectNode type(String name) {
    return JsonMapper.shared().createObjectNode().put(TYPE, name);
  }
}
