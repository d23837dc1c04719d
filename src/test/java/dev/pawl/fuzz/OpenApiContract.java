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
import java.util.stream.Stream;
import org.springframework.http.server.PathContainer;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** Validates responses against {@code openapi.yaml}. */
public final class OpenApiContract {

  private static final String PROBLEM = "application/problem+json";
  private static final Duration DEADLINE = Duration.ofSeconds(10);
  private static final List<String> HEADERS =
      List.of(
          "Location",
          "ETag",
          "Link",
          "Content-Disposition",
          "Content-Range",
          "Accept-Ranges",
          "Idempotency-Replayed",
          "Preference-Applied");
  private static final List<String> ERROR_HEADERS = List.of("Retry-After", "WWW-Authenticate");
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
          .filter(parameter -> parameter.get("in").asString().equals(in))
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

  private OpenApiContract(JsonNode document) {
    this.document = document;
    this.strict = (ObjectNode) document.get("components").deepCopy();
    strict.get("schemas").forEach(OpenApiContract::forbidAdditionalProperties);
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

  public static OpenApiContract read(Path yaml) {
    return new OpenApiContract(new YAMLMapper().readTree(yaml.toFile()));
  }

  /** Forbids members that the schema does not define, because they would be missing in the contract. */
  private static void forbidAdditionalProperties(JsonNode schema) {
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

  /** Returns whether a response took longer than any request may. */
  public static boolean isLate(FuzzResponse response) {
    return response.duration().compareTo(DEADLINE) > 0;
  }

  /** Returns the violations of the contract in a response. */
  public List<String> violations(FuzzRequest request, FuzzResponse response) {
    var violations = new ArrayList<String>();
    int status = response.status();
    if (status >= 500) {
      violations.add("status " + status);
    }
    if (isLate(response)) {
      violations.add("took longer than " + DEADLINE.toSeconds() + " s");
    }
    boolean bodiless = request.method().equals("HEAD") || status == 204 || status == 304;
    if (bodiless && response.body().length > 0) {
      violations.add("a body where none is allowed");
    }
    String method = request.method().equals("HEAD") ? "GET" : request.method();
    Optional<Operation> operation = find(method, request.path());
    boolean isEmpty =
        operation.isPresent()
            && operation
                .get()
                .description()
                .at("/responses/" + status)
                .path("content")
                .isMissingNode();
    // A verdict is one line for people and scripts, as its operation documents.
    boolean isText =
        response.type().equals("text/plain")
            && operation.isPresent()
            && operation
                .get()
                .description()
                .at("/responses/" + status)
                .path("content")
                .has("text/plain");
    if (status >= 400 && !bodiless && !isText && !(isEmpty && response.body().length == 0)) {
      checkProblem(response, violations);
    }
    if (operation.isPresent()) {
      checkDocumented(operation.get(), response, bodiless, violations);
    } else if (status < 400 && !request.method().equals("OPTIONS")) {
      violations.add("success, though no operation is documented");
    }
    if (status == 405 && response.header("allow").isEmpty()) {
      violations.add("405 without Allow");
    }
    return violations;
  }

  /** Returns the name of the operation that a request invokes. */
  public String operationName(FuzzRequest request) {
    String method = request.method().equals("HEAD") ? "GET" : request.method();
    return request.method()
        + " "
        + find(method, request.path()).map(Operation::path).orElse("unknown path");
  }

  private Optional<Operation> find(String method, String path) {
    try {
      var container = PathContainer.parsePath(path);
      return operations.stream()
          .filter(candidate ->
              candidate.method().equals(method) && candidate.pattern().matches(container))
          .findFirst();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static void checkProblem(FuzzResponse response, List<String> violations) {
    if (!response.type().equals(PROBLEM)) {
      violations.add("an error that is not a problem document but " + response.type());
      return;
    }
    try {
      JsonNode problem = JsonMapper.shared().readTree(response.body());
      if (problem.path("status").asInt(0) != response.status()) {
        violations.add("a problem document with another status");
      }
      if (!problem.path("title").isString()) {
        violations.add("a problem document without a title");
      }
      if (!problem.path("type").asString("").startsWith("/problems/")) {
        violations.add("a problem document without a type");
      }
    } catch (JacksonException e) {
      violations.add("a problem document that is not JSON");
    }
  }

  private void checkDocumented(
      Operation operation, FuzzResponse response, boolean bodiless, List<String> violations) {
    int status = response.status();
    JsonNode documented = operation.description().get("responses").get(Integer.toString(status));
    if (documented == null) {
      violations.add("status " + status + " is not documented");
      return;
    }
    if (status == 201 || status == 202) {
      if (!response.header("location").startsWith("/api/v1/")) {
        violations.add(status + " without Location");
      }
    }
    // An error may have headers of the response that it replaces.
    Stream.concat(status < 400 ? HEADERS.stream() : Stream.empty(), ERROR_HEADERS.stream())
        .filter(name -> response.headers().containsKey(name.toLowerCase(Locale.ROOT)))
        .filter(name -> !documented.path("headers").has(name))
        .forEach(name -> violations.add("the header " + name + " is not documented"));
    if (bodiless) {
      return;
    }
    JsonNode content = documented.path("content");
    if (content.isEmpty()) {
      if (response.body().length > 0) {
        violations.add("a body where none is documented");
      }
      return;
    }
    JsonNode media = content.get(response.type());
    if (media == null) {
      violations.add("type '%s' is not documented for %d".formatted(response.type(), status));
      return;
    }
    checkBody(response, media.path("schema"), violations);
  }

  private void checkBody(FuzzResponse response, JsonNode schema, List<String> violations) {
    String type = response.type();
    if (schema.isMissingNode()) {
      violations.add("no schema for " + type);
    } else if (type.equals("application/json") || type.endsWith("+json")) {
      validate(schema, response.text(), violations);
    } else if (type.equals("application/x-ndjson")) {
      response.text().lines().forEach(line -> validate(schema, line, violations));
    } else if (type.equals("application/gzip")) {
      byte[] body = response.body();
      if (body.length < 2 || body[0] != 0x1f || body[1] != (byte) 0x8b) {
        violations.add("not gzip");
      }
    } else if (!type.equals("text/event-stream")) {
      try {
        StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(response.body()));
      } catch (CharacterCodingException e) {
        violations.add("not UTF-8");
      }
    }
  }

  private void validate(JsonNode schema, String json, List<String> violations) {
    try {
      JsonNode body = JsonMapper.shared().readTree(json);
      schemas.computeIfAbsent(schema, this::compile).validate(body).stream()
          .map(error -> "body: " + error.getInstanceLocation() + " " + error.getMessage())
          .forEach(violations::add);
    } catch (JacksonException e) {
      violations.add("body is not JSON: " + e.getOriginalMessage());
    }
  }

  private Schema compile(JsonNode schema) {
    ObjectNode whole = JsonMapper.shared().createObjectNode();
    whole.set("components", strict);
    whole.putArray("allOf").add(schema);
    return registry.getSchema(whole);
  }
}
