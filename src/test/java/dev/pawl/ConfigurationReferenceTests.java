package dev.pawl;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.springframework.util.StringUtils;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Checks that the committed configuration reference equals the one rendered from the configuration metadata. */
class ConfigurationReferenceTests {

  private static final Path COMMITTED = Path.of("docs/reference/configuration.md");
  private static final Path METADATA =
      Path.of("target/classes/META-INF/spring-configuration-metadata.json");
  private static final String INTRODUCTION =
      """
      # Configuration reference

      This page is generated from the Javadoc of the configuration records. To update it, run
      `./mvnw test -Dtest=ConfigurationReferenceTests -Dpawl.configuration-reference=true`.

      A property can be set, with increasing precedence, in an `application.yaml` in the working directory, as an environment
      variable, or as an argument such as `--pawl.engine.retry-delay=10s`. Secrets can be files named like the property in a folder
      that is imported with `SPRING_CONFIG_IMPORT=configtree:/run/secrets/`. All properties of Spring Boot, such as
      `spring.datasource.url` and `server.port`, can be set too.

      For the name of the environment variable, replace dots with underscores, remove hyphens, convert to upper case, and put an
      underscore before the index of a list element:

      | Property | Environment variable |
      |---|---|
      | `pawl.engine.retry-delay` | `PAWL_ENGINE_RETRYDELAY` |
      | `pawl.callback.allowed-url-prefixes[0]` | `PAWL_CALLBACK_ALLOWEDURLPREFIXES_0` |
      | `pawl.registry.agent-commands.reviewer` | `PAWL_REGISTRY_AGENTCOMMANDS_REVIEWER` |

      - **duration**: a number with a unit `ms`, `s`, `m`, `h` or `d`, such as `10s`; milliseconds without a unit
      - **data size**: a number with a unit `B`, `KB`, `MB` or `GB`, such as `200MB`, where 1 KB is 1024 bytes; bytes without a unit
      - **list**: elements separated by commas, a YAML list, or one property for each index
      - **map**: one property for each key
      """;

  @Test
  void isTheOneThatIsCommitted() throws IOException {
    String rendered = render(JsonMapper.shared().readTree(METADATA).path("properties"));
    if (Boolean.getBoolean("pawl.configuration-reference")) {
      Files.createDirectories(COMMITTED.getParent());
      Files.writeString(COMMITTED, rendered);
    }

    assertThat(Files.readString(COMMITTED))
        .as(
            "%s is outdated; ./mvnw test -Dtest=ConfigurationReferenceTests"
                + " -Dpawl.configuration-reference=true updates it",
            COMMITTED)
        .isEqualTo(rendered);
  }

  private static String render(JsonNode metadata) {
    List<JsonNode> properties =
        metadata
            .valueStream()
            .sorted(Comparator.comparing(ConfigurationReferenceTests::key))
            .toList();
    Map<String, List<JsonNode>> groups =
        properties.stream()
            .filter(property -> !property.has("deprecation"))
            .collect(
                Collectors.groupingBy(
                    ConfigurationReferenceTests::prefix, TreeMap::new, Collectors.toList()));
    var text = new StringBuilder(INTRODUCTION);
    groups.forEach((prefix, group) -> {
      text.append("\n## ").append(prefix).append("\n\n");
      text.append("| Property | Type | Default | Description |\n|---|---|---|---|\n");
      group.forEach(property -> text.append(row(property)));
    });
    text.append("\n## Deprecated properties\n\n");
    text.append("These still work, but are logged as a warning at startup.\n\n");
    text.append("| Property | Replacement | Deprecated since |\n|---|---|---|\n");
    properties.stream()
        .filter(property -> property.has("deprecation"))
        .forEach(property -> text.append(deprecatedRow(property)));
    return text.toString();
  }

  private static String key(JsonNode property) {
    return property.path("name").asString();
  }

  private static String prefix(JsonNode property) {
    return key(property).substring(0, key(property).lastIndexOf('.'));
  }

  private static String row(JsonNode property) {
    return "| `%s` | %s | %s | %s |\n"
        .formatted(
            key(property),
            type(property.path("type").asString()),
            defaultValue(property.path("defaultValue")),
            description(property.path("description").asString()));
  }

  private static String deprecatedRow(JsonNode property) {
    JsonNode deprecation = property.path("deprecation");
    return "| `%s` | `%s` | %s |\n"
        .formatted(
            key(property),
            deprecation.path("replacement").asString(),
            deprecation.path("since").asString());
  }

  /** Returns the readable form of a Java type, such as "map of lists of strings". */
  private static String type(String type) {
    String argument = type.substring(type.indexOf('<') + 1, type.length() - 1);
    if (type.startsWith("java.util.List<")) {
      return "list of " + plural(type(argument));
    }
    if (type.startsWith("java.util.Map<")) {
      return "map of " + plural(type(argument.substring(argument.indexOf(',') + 1)));
    }
    String name = type.substring(Math.max(type.lastIndexOf('.'), type.lastIndexOf('$')) + 1);
    return name.equals("DataSize") ? "data size" : StringUtils.uncapitalize(name);
  }

  private static String plural(String type) {
    if (type.startsWith("list of ")) {
      return type.replaceFirst("list", "lists");
    }
    return type.endsWith("s") ? type : type + "s";
  }

  private static String defaultValue(JsonNode value) {
    String text = value.asString("").replaceAll("^\\[|]$", "");
    return text.isEmpty() ? "" : "`" + text + "`";
  }

  private static String description(String text) {
    return StringUtils.capitalize(
        text.replaceAll("\\{@code\\s+([^}]*)}", "`$1`").replace("|", "\\|"));
  }
}
