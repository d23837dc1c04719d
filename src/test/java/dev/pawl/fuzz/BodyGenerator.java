package dev.pawl.fuzz;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Generates JSON that conforms to a schema, and JSON that nearly does. */
final class BodyGenerator {

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final JsonMapper ASCII =
      JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();
  private static final int MAX_DEPTH = 6;

  private final OpenApiContract contract;
  private final ValueHints hints;

  BodyGenerator(OpenApiContract contract, ValueHints hints) {
    this.contract = contract;
    this.hints = hints;
  }

  /** Returns a value that conforms to the schema of the member with this name. */
  JsonNode conforming(String name, JsonNode given, Random random, int depth) {
    JsonNode schema = contract.resolve(given);
    if (schema.has("anyOf")) {
      return conforming(name, pick(schema.get("anyOf"), random), random, depth);
    }
    if (schema.has("oneOf")) {
      return conforming(name, pick(schema.get("oneOf"), random), random, depth);
    }
    if (schema.has("enum")) {
      return pick(schema.get("enum"), random);
    }
    JsonNode types = schema.path("type");
    String type = (types.isArray() ? pick(types, random) : types).asString("object");
    return switch (type) {
      case "object" -> object(schema, random, depth);
      case "array" -> {
        ArrayNode array = NODES.arrayNode();
        for (int i = random.nextInt(depth > MAX_DEPTH ? 1 : 3); i > 0; i--) {
          array.add(conforming(name, schema.path("items"), random, depth + 1));
        }
        yield array;
      }
      case "integer", "number" ->
          NODES.numberNode(name.equals("priority") ? random.nextInt(10) : random.nextInt(40));
      case "boolean" -> NODES.booleanNode(random.nextBoolean());
      case "null" -> NODES.nullNode();
      default -> NODES.stringNode(hints.valueFor(name, random));
    };
  }

  private JsonNode object(JsonNode schema, Random random, int depth) {
    ObjectNode object = NODES.objectNode();
    List<String> required = schema.path("required").valueStream().map(JsonNode::asString).toList();
    for (var property : schema.path("properties").properties()) {
      String name = property.getKey();
      boolean likely = required.contains(name) || hints.isUsuallyRequired(name);
      if (depth < MAX_DEPTH && random.nextInt(100) < (likely ? 95 : 22)) {
        object.set(name, conforming(name, property.getValue(), random, depth + 1));
      }
    }
    if (schema.path("additionalProperties").isObject() && depth < MAX_DEPTH) {
      object.set(
          hints.valueFor("key", random),
          conforming("value", schema.get("additionalProperties"), random, depth + 1));
    }
    return object;
  }

  /** Returns the examples of a body, from both ways in which OpenAPI can state them. */
  static List<JsonNode> examples(JsonNode content) {
    return Stream.concat(
            content.path("example").isMissingNode()
                ? Stream.empty()
                : Stream.of(content.get("example")),
            content.path("examples").valueStream().map(example -> example.get("value")))
        .toList();
  }

  /** Returns a copy with another name, because names often have to be unique. */
  JsonNode withAnotherName(JsonNode example, Random random) {
    JsonNode copy = example.deepCopy();
    if (copy instanceof ObjectNode object && object.has("name")) {
      object.put("name", hints.valueFor("name", random));
    }
    return copy;
  }

  /** Returns a copy with an invalid part. */
  JsonNode withInvalidPart(JsonNode body, Random random) {
    JsonNode copy = body.deepCopy();
    var parents = new ArrayList<JsonNode>();
    collect(copy, parents);
    if (parents.isEmpty()) {
      return unexpectedValue(random);
    }
    JsonNode parent = parents.get(random.nextInt(parents.size()));
    if (parent instanceof ObjectNode object) {
      var names = new ArrayList<>(object.propertyNames());
      String name = names.isEmpty() ? "" : names.get(random.nextInt(names.size()));
      switch (random.nextInt(6)) {
        case 0 -> object.remove(name);
        case 1 -> object.set(RandomValues.text(random), unexpectedValue(random));
        case 2 -> object.set(name.toUpperCase(Locale.ROOT), unexpectedValue(random));
        default -> object.set(name, unexpectedValue(random));
      }
    } else if (parent instanceof ArrayNode array) {
      for (int i = random.nextInt(1, random.nextInt(20) == 0 ? 3000 : 4); i > 0; i--) {
        array.add(unexpectedValue(random));
      }
    }
    return copy;
  }

  private static void collect(JsonNode node, List<JsonNode> parents) {
    if (node.isContainer()) {
      parents.add(node);
      node.forEach(child -> collect(child, parents));
    }
  }

  private JsonNode unexpectedValue(Random random) {
    return switch (random.nextInt(12)) {
      case 0 -> NODES.nullNode();
      case 1 -> NODES.arrayNode();
      case 2 -> NODES.objectNode();
      case 3 -> NODES.booleanNode(random.nextBoolean());
      case 4 -> NODES.numberNode(random.nextLong());
      case 5 -> NODES.numberNode(random.nextInt(-2, 12));
      case 6 -> NODES.numberNode(new BigDecimal("1e400"));
      case 7 -> NODES.arrayNode().add(NODES.nullNode()).add(RandomValues.text(random));
      case 8 -> NODES.stringNode(hints.valueFor("any", random));
      default -> NODES.stringNode(RandomValues.text(random));
    };
  }

  private static JsonNode pick(JsonNode array, Random random) {
    var all = StreamSupport.stream(array.spliterator(), false).toList();
    return all.get(random.nextInt(all.size()));
  }

  /** Returns bytes that are malformed or oversized JSON. */
  static byte[] malformed(String json, Random random) {
    String text =
        switch (random.nextInt(16)) {
          case 0 -> "";
          case 1 -> "null";
          case 2 -> "[" + json + "]";
          case 3 -> "\"" + json;
          case 4 -> json + json;
          case 5 -> json.substring(0, random.nextInt(json.length() + 1));
          case 6 -> "\ufeff" + json;
          case 7 -> json.replaceFirst("\\{", "{\"a\":1,\"a\":2,");
          case 8 -> "[".repeat(random.nextInt(1, 60_000));
          case 9 -> "{\"target\":".repeat(2000) + "1" + "}".repeat(2000);
          case 10 -> "{\"x\": \"" + "y".repeat(1 << 21) + "\"}";
          case 11 -> json.replaceFirst("\"[^\"]*\"}", "\"\\\\ud800\\\\u0000\"}");
          case 12 -> json.replaceFirst(":", ": -0.0e-99999999999, \"n\":");
          case 13 ->
              json.replaceFirst(":", ": " + "9".repeat(random.nextInt(1, 3000)) + ", \"n\":");
          case 14 -> json.replace('"', '\'');
          default -> json + "}";
        };
    byte[] bytes =
        text.getBytes(random.nextInt(8) == 0 ? StandardCharsets.UTF_16 : StandardCharsets.UTF_8);
    if (random.nextInt(3) == 0 && bytes.length > 0) {
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
    }
    return bytes;
  }

  /** Returns the body as ASCII, because a lone surrogate can be written as an escape but not as UTF-8. */
  static byte[] bytes(JsonNode body) {
    return ASCII.writeValueAsBytes(body);
  }
}
