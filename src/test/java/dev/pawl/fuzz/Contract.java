package dev.pawl.fuzz;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.dialect.Dialects;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.http.server.PathContainer;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** Validates responses against {@code openapi.yaml}. */
public final class Contract {

  private static final String PROBLEM = "application/problem+json";
  private static final Duration DEADLINE = Duration.ofSeconds(10);
  private static final Set<String> METHODS =
      Set.of("get", "put", "post", "delete", "patch", "head", "options", "trace");

  /**
   * An operation of the API.
   *
   * @param path the path template, with variables in braces
   */
  public record Operation(String method, String path, PathPattern pattern, JsonNode description) {

    @Override
    public String toString() {
      return method + " " + path;
    }

    List<JsonNode> parameters(String in) {
      return description
          .path("parameters")
          .valueStream()
          .filter(one -> one.get("in").asString().equals(in))
          .toList();
    }
  }

  private final JsonNode document;
  private final ObjectNode strict;
  private final List<Operation> operations = new ArrayList<>();
  private final Map<JsonNode, Schema> schemas = new ConcurrentHashMap<>();
  private final SchemaRegistry registry =
      SchemaRegistry.withDialect(
          Dialects.getDraft202012(),
          builder ->
              builder.schemaRegistryConfig(
                  SchemaRegistryConfig.builder().formatAssertionsEnabled(true).build()));

  private Contract(JsonNode document) {
    this.document = document;
    this.strict = (ObjectNode) document.get("components").deepCopy();
    strict.get("schemas").forEach(Contract::close);
    for (var path : document.get("paths").properties()) {
      for (var operation : path.getValue().properties()) {
        if (METHODS.contains(operation.getKey())) {
          // Command names contain slashes.
          String pattern = path.getKey().replace("commands/{path}", "commands/{*path}");
          operations.add(
              new Operation(
                  operation.getKey().toUpperCase(Locale.ROOT),
                  path.getKey(),
                  PathPatternParser.defaultInstance.parse(pattern),
                  operation.getValue()));
        }
      }
    }
    operations.sort(Comparator.comparing(Operation::pattern));
  }

  public static Contract read(Path yaml) {
    return new Contract(new YAMLMapper().readTree(yaml.toFile()));
  }

  /** Forbids members that the schema does not define, because they would be missing in the contract. */
  private static void close(JsonNode schema) {
    if (schema.has("properties") && !schema.has("additionalProperties")) {
      ((ObjectNode) schema).put("additionalProperties", false);
    }
  }

  public List<Operation> operations() {
    return operations;
  }

  /** Resolves a reference to a schema; returns the schema itself if it is none. */
  JsonNode resolve(JsonNode schema) {
    return schema.has("$ref") ? document.at(schema.get("$ref").asString().substring(1)) : schema;
  }

  /** Returns the violations of the contract in a response. */
  public List<String> faults(Sent sent, Received received) {
    var faults = new ArrayList<String>();
    int status = received.status();
    if (status >= 500) {
      faults.add("status " + status);
    }
    if (received.took().compareTo(DEADLINE) > 0) {
      faults.add("took longer than " + DEADLINE.toSeconds() + " s");
    }
    boolean bodiless = sent.method().equals("HEAD") || status == 204 || status == 304;
    if (bodiless && received.body().length > 0) {
      faults.add("a body where none is allowed");
    }
    String method = sent.method().equals("HEAD") ? "GET" : sent.method();
    Optional<Operation> operation = find(method, sent.path());
    boolean isEmpty =
        operation.isPresent()
            && operation
                .get()
                .description()
                .at("/responses/" + status)
                .path("content")
                .isMissingNode();
    if (status >= 400 && !bodiless && !(isEmpty && received.body().length == 0)) {
      checkProblem(received, faults);
    }
    if (operation.isPresent()) {
      checkDocumented(operation.get(), received, bodiless, faults);
    } else if (status < 400 && !sent.method().equals("OPTIONS")) {
      faults.add("success, though no operation is documented");
    }
    if (status == 405 && received.header("allow").isEmpty()) {
      faults.add("405 without Allow");
    }
    return faults;
  }

  /** Returns the name of the operation that a request invokes. */
  public String name(Sent sent) {
    String method = sent.method().equals("HEAD") ? "GET" : sent.method();
    return sent.method()
        + " "
        + find(method, sent.path()).map(Operation::path).orElse("unknown path");
  }

  private Optional<Operation> find(String method, String path) {
    try {
      var container = PathContainer.parsePath(path);
      return operations.stream()
          .filter(one -> one.method().equals(method) && one.pattern().matches(container))
          .findFirst();
    } catch (IllegalArgumentException notAPath) {
      return Optional.empty();
    }
  }

  private static void checkProblem(Received received, List<String> faults) {
    if (!received.type().equals(PROBLEM)) {
      faults.add("an error that is not a problem document but " + received.type());
      return;
    }
    try {
      JsonNode problem = JsonMapper.shared().readTree(received.body());
      if (problem.path("status").asInt(0) != received.status()) {
        faults.add("a problem document with another status");
      }
      if (!problem.path("title").isString()) {
        faults.add("a problem document without a title");
      }
    } catch (JacksonException e) {
      faults.add("a problem document that is not JSON");
    }
  }

  private void checkDocumented(
      Operation operation, Received received, boolean bodiless, List<String> faults) {
    int status = received.status();
    JsonNode response = operation.description().get("responses").get(Integer.toString(status));
    if (response == null) {
      faults.add("status " + status + " is not documented");
      return;
    }
    if (status == 201 || status == 202) {
      if (!received.header("location").startsWith("/api/v1/")) {
        faults.add(status + " without Location");
      }
    }
    if (bodiless) {
      return;
    }
    JsonNode content = response.path("content");
    if (content.isEmpty()) {
      if (received.body().length > 0) {
        faults.add("a body where none is documented");
      }
      return;
    }
    JsonNode media = content.get(received.type());
    if (media == null) {
      faults.add("type '%s' is not documented for %d".formatted(received.type(), status));
      return;
    }
    checkBody(received, media.path("schema"), faults);
  }

  private void checkBody(Received received, JsonNode schema, List<String> faults) {
    String type = received.type();
    if (schema.isMissingNode()) {
      faults.add("no schema for " + type);
    } else if (type.equals("application/json") || type.endsWith("+json")) {
      validate(schema, received.text(), faults);
    } else if (type.equals("application/x-ndjson")) {
      received.text().lines().forEach(line -> validate(schema, line, faults));
    } else if (type.equals("application/gzip")) {
      byte[] body = received.body();
      if (body.length < 2 || body[0] != 0x1f || body[1] != (byte) 0x8b) {
        faults.add("not gzip");
      }
    } else if (!type.equals("text/event-stream")) {
      try {
        StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(received.body()));
      } catch (CharacterCodingException e) {
        faults.add("not UTF-8");
      }
    }
  }

  private void validate(JsonNode schema, String json, List<String> faults) {
    try {
      JsonNode body = JsonMapper.shared().readTree(json);
      schemas.computeIfAbsent(schema, this::compile).validate(body).stream()
          .map(error -> "body: " + error.getInstanceLocation() + " " + error.getMessage())
          .forEach(faults::add);
    } catch (JacksonException e) {
      faults.add("body is not JSON: " + e.getOriginalMessage());
    }
  }

  private Schema compile(JsonNode schema) {
    ObjectNode whole = JsonMapper.shared().createObjectNode();
    whole.set("components", strict);
    whole.putArray("allOf").add(schema);
    return registry.getSchema(whole);
  }
}
