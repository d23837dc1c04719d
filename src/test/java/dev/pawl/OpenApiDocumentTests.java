package dev.pawl;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpStatus;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** Checks that the committed OpenAPI document tells a developer of a client what they need. */
class OpenApiDocumentTests {

  private static final Set<String> METHODS = Set.of("get", "put", "post", "delete", "patch");
  private static final Pattern PROBLEM_TYPE = Pattern.compile("\"(/problems/[a-z-]+)\"");
  private static final Pattern DOCUMENTED_TYPE = Pattern.compile("`(/problems/[a-z-]+)`");

  private final JsonNode document = new YAMLMapper().readTree(Path.of("openapi.yaml").toFile());

  private record Operation(String name, JsonNode node) {}

  private List<Operation> operations() {
    var operations = new ArrayList<Operation>();
    for (var path : document.get("paths").properties()) {
      for (var method : path.getValue().properties()) {
        if (METHODS.contains(method.getKey())) {
          operations.add(new Operation(method.getKey() + " " + path.getKey(), method.getValue()));
        }
      }
    }
    return operations;
  }

  @Test
  void everyOperationHasAUniqueIdOfVerbAndNounASummaryAndADescription() {
    assertThat(operations())
        .allSatisfy(operation -> {
          assertThat(operation.node().path("operationId").asString(""))
              .as(operation.name())
              .matches("[a-z]+([A-Z][a-z]+)+");
          assertThat(operation.node().path("summary").asString(""))
              .as(operation.name())
              .isNotBlank();
          assertThat(operation.node().path("description").asString(""))
              .as(operation.name())
              .isNotBlank();
        })
        .extracting(operation -> operation.node().path("operationId").asString())
        .doesNotHaveDuplicates();
  }

  @Test
  void operationsAreInTheOrderOfTheDescribedTags() {
    List<String> tags =
        document.get("tags").valueStream().map(tag -> tag.get("name").asString()).toList();
    assertThat(document.get("tags").valueStream())
        .allSatisfy(tag -> assertThat(tag.path("description").asString("")).endsWith("."));
    assertThat(operations())
        .allSatisfy(
            operation -> assertThat(operation.node().get("tags")).as(operation.name()).hasSize(1))
        .extracting(operation -> tags.indexOf(operation.node().at("/tags/0").asString()))
        .doesNotContain(-1)
        .isSortedAccordingTo(Comparator.naturalOrder());
  }

  @Test
  void everyPropertyAndParameterHasADescription() {
    var missing = new ArrayList<String>();
    for (var schema : document.at("/components/schemas").properties()) {
      if (!schema.getValue().has("description")) {
        missing.add(schema.getKey());
      }
      for (var property : schema.getValue().path("properties").properties()) {
        if (property.getValue().path("description").asString("").isBlank()) {
          missing.add(schema.getKey() + "." + property.getKey());
        }
      }
    }
    for (Operation operation : operations()) {
      operation
          .node()
          .path("parameters")
          .valueStream()
          .filter(parameter -> parameter.path("description").asString("").isBlank())
          .forEach(
              parameter -> missing.add(operation.name() + " " + parameter.get("name").asString()));
    }

    assertThat(missing)
        .as("without a description; add an @param to the record or to the controller method")
        .isEmpty();
  }

  @Test
  void everyEnumIsASchemaWithAName() {
    var inline = new ArrayList<String>();
    for (var schema : document.at("/components/schemas").properties()) {
      if (!schema.getValue().has("enum") && schema.getValue().toString().contains("\"enum\"")) {
        inline.add(schema.getKey());
      }
    }
    operations().stream()
        .filter(operation -> operation.node().toString().contains("\"enum\""))
        .forEach(operation -> inline.add(operation.name()));

    assertThat(inline).as("enums without a name").isEmpty();
  }

  @Test
  void everyPagedListHasTheSameStyle() {
    List<Operation> paged =
        operations().stream()
            .filter(operation ->
                operation
                    .node()
                    .path("parameters")
                    .valueStream()
                    .anyMatch(parameter -> parameter.get("name").asString().equals("cursor")))
            .toList();

    assertThat(paged)
        .hasSize(8)
        .allSatisfy(operation -> {
          JsonNode page = operation.node().at("/responses/200");
          assertThat(page.get("headers").propertyNames()).as(operation.name()).contains("Link");
          String schema = page.at("/content/application~1json/schema/$ref").asString();
          assertThat(document.at(schema.substring(1)).get("properties").propertyNames())
              .as(operation.name())
              .contains("items", "next_cursor");
          assertThat(operation.node().get("parameters").valueStream())
              .as(operation.name())
              .anyMatch(parameter -> parameter.get("name").asString().equals("limit"));
        });
  }

  @Test
  void targetsHaveExactlyOneOfThreeProperties() {
    JsonNode target = document.at("/components/schemas/Target");

    assertThat(target.get("properties").propertyNames()).containsExactly("path", "git", "archive");
    assertThat(target.get("minProperties").asInt()).isEqualTo(1);
    assertThat(target.get("maxProperties").asInt()).isEqualTo(1);
    assertThat(target.has("required")).isFalse();
  }

  /** Generated clients read an alternative only if a property names it; null is no alternative. */
  @Test
  void noSchemaHasAlternatives() {
    assertThat(document.get("components").findValues("oneOf")).isEmpty();
    assertThat(document.get("components").findValues("anyOf"))
        .allSatisfy(alternatives ->
            assertThat(alternatives.valueStream().filter(type -> type.has("$ref"))).hasSize(1));
  }

  @Test
  void describesLicenceAuthenticationAndWebhooks() {
    assertThat(document.at("/info/license/identifier").asString()).isEqualTo("Apache-2.0");
    assertThat(document.at("/components/securitySchemes").propertyNames())
        .containsExactly("token", "cookie");
    assertThat(document.get("security")).hasSize(2);
    assertThat(document.get("webhooks").propertyNames())
        .containsExactlyInAnyOrder("workflowStarted", "workflowEnded", "decisionOpened");
    assertThat(document.at("/paths/~1api~1v1~1workflows/post/responses/403/description").asString())
        .endsWith("check");
  }

  @Test
  void theSimplestRequestIsTheFirstExample() {
    JsonNode examples =
        document.at(
            "/paths/~1api~1v1~1workflows/post/requestBody/content/application~1json/examples");

    assertThat(examples.iterator().next().get("value").toString())
        .isEqualTo("{\"target\":{\"path\":\"demo\"}}");
  }

  @Test
  void everyProblemTypeIsDocumented() throws IOException {
    var types = new TreeSet<String>();
    try (Stream<Path> sources = Files.walk(Path.of("src/main/java"))) {
      for (Path source : sources.filter(file -> file.toString().endsWith(".java")).toList()) {
        PROBLEM_TYPE
            .matcher(Files.readString(source))
            .results()
            .forEach(match -> types.add(match.group(1)));
      }
    }
    // The statuses that any server may send, besides those in the document.
    Stream.concat(
            operations().stream()
                .flatMap(operation -> operation.node().get("responses").propertyStream())
                .map(Map.Entry::getKey),
            Stream.of("405", "500", "503"))
        .filter(status -> status.compareTo("400") >= 0)
        .map(status -> HttpStatus.valueOf(Integer.parseInt(status)).getReasonPhrase())
        .forEach(
            phrase -> types.add("/problems/" + phrase.toLowerCase(Locale.ROOT).replace(' ', '-')));

    Set<String> documented =
        DOCUMENTED_TYPE
            .matcher(Files.readString(Path.of("docs/reference/problems.md")))
            .results()
            .map(match -> match.group(1))
            .collect(Collectors.toSet());

    assertThat(documented)
        .as("types in docs/reference/problems.md")
        .containsExactlyInAnyOrderElementsOf(types);
  }
}
