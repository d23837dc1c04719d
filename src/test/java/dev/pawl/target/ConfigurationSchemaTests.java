package dev.pawl.target;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.pawl.PawlClient;
import dev.pawl.PawlClient.ApiResponse;
import dev.pawl.PawlTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Checks that the JSON Schema of configurations accepts exactly what the reader accepts, and that the committed one is current. */
@PawlTest
class ConfigurationSchemaTests {

  private static final Path COMMITTED = Path.of("docs/reference/quality-config.schema.json");
  private static final Pattern JSON_BLOCK = Pattern.compile("(?ms)^```json\\n(.*?)^```");
  private static final int DOCUMENTS = 4000;

  /** A configuration with a valid value of every field. */
  private static final String COMPLETE =
      """
      {
        "$schema": "http://localhost:8080/schemas/quality-config.json",
        "version": "1.0",
        "default_workflow": "standard",
        "parallel_execution": true,
        "create_snapshots": true,
        "auto_cleanup": true,
        "max_file_size": 1024,
        "excluded_patterns": [".git", "*.min.js"],
        "formatters": {"java": ["google-java-format"], "python": []},
        "layout": ["testdata/ours/**"],
        "quality_thresholds": {
          "similarity_threshold": 75, "complexity_limit": 10, "max_file_lines": 500,
          "max_function_lines": 50
        },
        "duplicates": {"min_tokens": 70, "min_lines": 5, "exclude": ["src/gen/**"]},
        "gate_preset": "no-new",
        "pmd": {"ruleset": "config/pmd.xml"},
        "safety": {
          "require_git": false, "require_clean_git": false, "backup_before_operations": true,
          "verify_after_operations": true
        },
        "links": ["node_modules"],
        "commands": {"build": ["make", "all"]},
        "gates": [
          {"metric": "errors", "operator": "<=", "threshold": 0, "on": "new"},
          {"metric": "max_complexity", "operator": "<", "threshold": -5}
        ],
        "scope": {
          "paths": ["src/**"], "exclude": ["src/a.py"], "changed_since": "main", "lines": "changed"
        },
        "rules": {"pmd/*": "error", "editorconfig/*": "off"},
        "overrides": [{"paths": ["src/test/**"], "rules": {"pmd/*": "info"}}],
        "on_failure": {"format": "continue", "publish": "abort"}
      }
      """;

  /** Values that are wrong in most places and right in some. */
  private static final List<String> VALUES =
      List.of(
          "null",
          "true",
          "false",
          "0",
          "-1",
          "1",
          "19",
          "20",
          "100",
          "101",
          "1023",
          "1024",
          "10000",
          "10001",
          "2147483647",
          "2147483648",
          "9223372036854775808",
          "1.5",
          "1e400",
          "\"\"",
          "\" \"",
          "\"x\"",
          "\"..\"",
          "\"a/../b\"",
          "\"a/..\"",
          "\"..a\"",
          "\"/etc\"",
          "\"-x\"",
          "\"a\\u0000b\"",
          "\"a\\nb\"",
          "\"all\"",
          "\"changed\"",
          "\"new\"",
          "\"NEW\"",
          "\"off\"",
          "\"error\"",
          "\"ERROR\"",
          "\"errors\"",
          "\"Errors\"",
          "\"abort\"",
          "\"continue\"",
          "\"Continue\"",
          "\"<\"",
          "\"<>\"",
          "\"standard\"",
          "\"prettier\"",
          "[]",
          "[\"x\"]",
          "[\"\"]",
          "[\" \"]",
          "[\"../x\"]",
          "[1]",
          "[null]",
          "[[]]",
          "[{}]",
          "{}",
          "{\"x\": 1}",
          "{\"java\": [\"prettier\"]}",
          "{\"lines\": \"changed\"}",
          "{\"metric\": \"errors\", \"operator\": \"==\", \"threshold\": 1}",
          "{\"paths\": [\"a\"], \"rules\": {\"pmd/*\": \"off\"}}");

  @Autowired ConfigurationSchema generator;
  @Autowired ConfigurationRules rules;
  @Autowired PawlClient pawl;

  private ObjectNode document;
  private Schema schema;

  @BeforeEach
  void generate() {
    document = generator.generate();
    schema =
        SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12).getSchema(document);
  }

  private static ObjectNode json(String text) {
    return (ObjectNode) JsonMapper.shared().readTree(text);
  }

  /** Returns the errors that the reader finds, except for rules that do not exist: a schema does not know them all. */
  private List<String> faults(ObjectNode config) {
    return rules.check(TargetConfig.mergeWithDefaults(config)).stream()
        .map(TargetConfig.Fault::text)
        .filter(text -> !text.contains("is not a known rule"))
        .toList();
  }

  private void assertSame(ObjectNode config) {
    List<String> ofReader = faults(config);
    List<String> ofSchema = schema.validate(config).stream().map(Object::toString).toList();
    assertThat(ofSchema.isEmpty())
        .as("%s%nreader: %s%nschema: %s", config, ofReader, ofSchema)
        .isEqualTo(ofReader.isEmpty());
  }

  @Test
  void isTheOneThatIsCommittedAndServed() throws IOException {
    String rendered =
        JsonMapper.builder()
                .enable(SerializationFeature.INDENT_OUTPUT)
                .build()
                .writeValueAsString(document)
            + "\n";
    if (Boolean.getBoolean("pawl.configuration-schema")) {
      Files.writeString(COMMITTED, rendered);
    }
    ApiResponse served = pawl.get("/schemas/quality-config.json");

    assertThat(Files.readString(COMMITTED))
        .as(
            "%s is outdated; ./mvnw test -Dtest=ConfigurationSchemaTests"
                + " -Dpawl.configuration-schema=true updates it",
            COMMITTED)
        .isEqualTo(rendered);
    assertThat(served.header("Content-Type")).startsWith("application/schema+json");
    assertThat(served.json()).isEqualTo(document);
  }

  @Test
  void describesEveryField() {
    for (ConfigurationField field : ConfigurationField.ALL) {
      String path =
          field
              .pointer()
              .replaceAll("/(\\$?\\w+)", "/properties/$1")
              .replace("/*", "/additionalProperties");
      JsonNode keywords = document.at(path);
      JsonNode defaultValue = TargetConfig.defaultDocument().at(field.pointer());

      assertThat(keywords.path("description").asString("")).as(path).isNotBlank();
      assertThat(keywords.has("type") || keywords.has("const")).as(path).isTrue();
      assertThat(keywords.path("default")).as(path).isEqualTo(defaultValue);
    }
    document
        .at("/properties/gates/items/properties")
        .forEachEntry((name, keywords) ->
            assertThat(keywords.path("description").asString("")).as(name).isNotBlank());
  }

  @Test
  void isValid() {
    Schema metaSchema =
        SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(
                com.networknt.schema.SchemaLocation.of(
                    "https://json-schema.org/draft/2020-12/schema"));

    assertThat(metaSchema.validate(document)).isEmpty();
    assertThat(metaSchema.validate(json("{\"type\": \"text\"}"))).isNotEmpty();
  }

  @Test
  void acceptsDefaultsAndEveryField() {
    assertThat(schema.validate(TargetConfig.defaultDocument())).isEmpty();
    assertThat(schema.validate(json(COMPLETE))).isEmpty();
    assertThat(faults(json(COMPLETE))).isEmpty();
    assertThat(
            ConfigurationField.ALL.stream()
                .map(ConfigurationField::pointer)
                .filter(pointer -> !pointer.endsWith("*"))
                .filter(pointer -> json(COMPLETE).at(pointer).isMissingNode()))
        .as("fields that are missing in the example")
        .isEmpty();
  }

  static Stream<String> pages() throws IOException {
    try (var files = Files.walk(Path.of("docs"))) {
      return files
          .filter(file -> file.toString().endsWith(".md"))
          .map(Path::toString)
          .sorted()
          .toList()
          .stream();
    }
  }

  @ParameterizedTest
  @MethodSource("pages")
  void acceptsTheExamplesOfTheDocumentation(String page) throws IOException {
    boolean onlyConfigurations = page.endsWith("target-configuration.md");
    var matcher = JSON_BLOCK.matcher(Files.readString(Path.of(page)));
    while (matcher.find()) {
      ObjectNode example = json(matcher.group(1));
      boolean isConfiguration =
          example.propertyNames().stream().allMatch(document.path("properties")::has);
      if (onlyConfigurations || isConfiguration) {
        assertThat(schema.validate(example)).as(matcher.group(1)).isEmpty();
        assertThat(faults(example)).as(matcher.group(1)).isEmpty();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"scope\": {\"paths\": %s}}",
        "{\"scope\": {\"exclude\": %s}}",
        "{\"overrides\": [{\"paths\": %s, \"rules\": {\"pmd/*\": \"off\"}}]}"
      })
  void limitsTheLengthOfLists(String template) {
    for (int size : new int[] {1000, 1001}) {
      String list = IntStream.range(0, size).mapToObj(i -> "\"a" + i + "\"").toList().toString();
      assertSame(json(template.formatted(list)));
      assertThat(faults(json(template.formatted(list)))).hasSize(size - 1000);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"scope\": {\"changed_since\": \"%s\"}}", "{\"links\": [\"%s\"]}"})
  void limitsTheLengthOfTexts(String template) {
    for (int length : new int[] {255, 256, 1000, 1001}) {
      assertSame(json(template.formatted("a".repeat(length))));
    }
  }

  @Test
  void limitsTheNumberOfRules() {
    for (int size : new int[] {1000, 1001}) {
      String entries =
          IntStream.range(0, size)
              .mapToObj(i -> "\"pmd/%s*\": \"off\"".formatted("*".repeat(i)))
              .collect(Collectors.joining(","));
      assertSame(json("{\"rules\": {%s}}".formatted(entries)));
    }
  }

  @Test
  void acceptsWhatTheReaderAccepts() {
    var random = new Random(7);
    int accepted = 0;
    for (int i = 0; i < DOCUMENTS; i++) {
      ObjectNode config = randomConfig(random);
      assertSame(config);
      accepted += faults(config).isEmpty() ? 1 : 0;
    }

    assertThat(accepted).isBetween(DOCUMENTS / 10, DOCUMENTS * 9 / 10);
  }

  /** Returns some fields of the complete configuration, of which at most two places are changed. */
  private static ObjectNode randomConfig(Random random) {
    ObjectNode config = json(COMPLETE);
    config.propertyNames().stream()
        .toList()
        .forEach(name -> {
          if (random.nextInt(3) > 0) {
            config.remove(name);
          }
        });
    for (int change = random.nextInt(3); change > 0; change--) {
      List<JsonNode> containers = containers(config, new ArrayList<>());
      JsonNode container = containers.get(random.nextInt(containers.size()));
      JsonNode value = JsonMapper.shared().readTree(VALUES.get(random.nextInt(VALUES.size())));
      if (container instanceof ObjectNode object) {
        List<String> names = new ArrayList<>(object.propertyNames());
        names.add("x");
        String name = names.get(random.nextInt(names.size()));
        if (random.nextInt(4) == 0) {
          object.remove(name);
        } else {
          object.set(name, value);
        }
      } else if (container instanceof ArrayNode list) {
        list.insert(random.nextInt(list.size() + 1), value);
      }
    }
    return config;
  }

  private static List<JsonNode> containers(JsonNode node, List<JsonNode> found) {
    if (node.isContainer()) {
      found.add(node);
      node.forEach(child -> containers(child, found));
    }
    return found;
  }
}
