package dev.pawl.configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;

import dev.pawl.configuration.RenamedPropertiesEnvironmentPostProcessor.RenamedProperty;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.commons.logging.Log;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.env.ConfigTreePropertySource;
import org.springframework.boot.origin.OriginLookup;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class RenamedPropertiesEnvironmentPostProcessorTests {

  private static final String DELAY = "pawl.engine.retry-delay";
  private static final String PREFIXES = "pawl.callback.allowed-url-prefixes";
  private static final String COMMANDS = "pawl.registry.agent-commands";

  private final Log log = mock(Log.class);
  private final StandardEnvironment environment = new EmptyEnvironment();

  static class EmptyEnvironment extends StandardEnvironment {

    @Override
    protected void customizePropertySources(MutablePropertySources sources) {}
  }

  /** An application without beans. */
  static class Empty {}

  static List<RenamedProperty> renamed() {
    return RenamedPropertiesEnvironmentPostProcessor.renamedProperties();
  }

  /** Adds property sources from the highest to the lowest precedence. */
  private Binder process(PropertySource<?>... sources) {
    for (PropertySource<?> source : sources) {
      environment.getPropertySources().addLast(source);
    }
    ConfigurationPropertySources.attach(environment);
    new RenamedPropertiesEnvironmentPostProcessor(destination -> log)
        .postProcessEnvironment(environment, new SpringApplication());
    return Binder.get(environment);
  }

  private static MapPropertySource source(String name, Map<String, Object> values) {
    return new MapPropertySource(name, values);
  }

  private static PropertySource<?> variables(Map<String, Object> values) {
    return new SystemEnvironmentPropertySource(
        StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, values);
  }

  private static String element(RenamedProperty property) {
    if (property.type().startsWith("java.util.List<")) {
      return "[0]";
    }
    return property.type().startsWith("java.util.Map<") ? ".reviewer" : "";
  }

  private static String variable(String key) {
    return key.replace('.', '_').replace("[", "_").replace("]", "").toUpperCase(Locale.ROOT);
  }

  private void verifyWarning(String former, String key) {
    verify(log, times(1)).warn("Property '%s' is deprecated: use '%s'".formatted(former, key));
  }

  @ParameterizedTest
  @MethodSource("renamed")
  void bindsEachFormerKey(RenamedProperty property) {
    String former = property.formerName().toString();

    Binder binder = process(source("file", Map.of(former + element(property), "text")));

    assertThat(binder.bind(property.newKey() + element(property), String.class).get())
        .isEqualTo("text");
    verifyWarning(former, property.newKey());
  }

  @ParameterizedTest
  @MethodSource("renamed")
  void bindsEachFormerEnvironmentVariable(RenamedProperty property) {
    String variable = variable(property.formerName() + element(property));

    Binder binder = process(variables(Map.of(variable.replace("-", ""), "text")));

    assertThat(binder.bind(property.newKey() + element(property), String.class).get())
        .isEqualTo("text");
    verifyWarning(property.formerName().toString(), property.newKey());
  }

  @Test
  void bindsAnEnvironmentVariableWithUnderscoresForHyphens() {
    Binder binder = process(variables(Map.of("PAWL_NODE_MOST_PERCENT", "75")));

    assertThat(binder.bind("pawl.node.max-utilization-percent", Integer.class).get()).isEqualTo(75);
    verifyWarning("pawl.node.most-percent", "pawl.node.max-utilization-percent");
  }

  @Test
  void replacesEachFormerKeyByAPropertyOfTheSameType() throws IOException {
    var types = new HashMap<String, String>();
    JsonNode metadata =
        JsonMapper.shared()
            .readTree(Path.of("target/classes/META-INF/spring-configuration-metadata.json"));
    for (JsonNode property : metadata.path("properties")) {
      if (!property.has("deprecation")) {
        types.put(property.path("name").asString(), property.path("type").asString());
      }
    }

    assertThat(renamed())
        .isNotEmpty()
        .allSatisfy(
            property -> assertThat(types).containsEntry(property.newKey(), property.type()));
  }

  @Test
  void bindsLists() {
    Binder binder =
        process(
            source(
                "file", Map.of("pawl.callback.allowed[0]", "a", "pawl.callback.allowed[1]", "b")),
            variables(Map.of("PAWL_WORKSPACE_TRUSTED_0", "c", "PAWL_WORKSPACE_TRUSTED_1", "d")),
            source("arguments", Map.of("pawl.callback.pauses", "1s,2m")));

    assertThat(binder.bind(PREFIXES, Bindable.listOf(String.class)).get())
        .containsExactly("a", "b");
    assertThat(binder.bind("pawl.workspace.trusted-targets", Bindable.listOf(String.class)).get())
        .containsExactly("c", "d");
    assertThat(binder.bind("pawl.callback.retry-delays", Bindable.listOf(Duration.class)).get())
        .containsExactly(Duration.ofSeconds(1), Duration.ofMinutes(2));
    verifyWarning("pawl.callback.allowed", PREFIXES);
  }

  private static Map<String, String[]> commands(Binder binder) {
    return binder.bind(COMMANDS, Bindable.mapOf(String.class, String[].class)).get();
  }

  @Test
  void bindsMapsWithTheirKeysUnchanged() {
    Binder binder =
        process(
            variables(Map.of("PAWL_REGISTRY_AGENTS_REVIEWER", "review,-p")),
            source(
                "file",
                Map.of(
                    "pawl.registry.agents.Code_Painter[0]",
                    "paint",
                    "pawl.registry.agents.Code_Painter[1]",
                    "-p",
                    "pawl.registry.agents[a/b]",
                    "ab",
                    COMMANDS + ".worker",
                    "work")));

    assertThat(commands(binder))
        .containsOnlyKeys("reviewer", "Code_Painter", "a/b", "worker")
        .hasEntrySatisfying("reviewer", value -> assertThat(value).containsExactly("review", "-p"))
        .hasEntrySatisfying(
            "Code_Painter", value -> assertThat(value).containsExactly("paint", "-p"));
  }

  @Test
  void bindsFilesOfConfigTrees(@TempDir Path folder) throws IOException {
    Files.writeString(folder.resolve("pawl.credential.key"), "secret");

    Binder binder = process(new ConfigTreePropertySource("secrets", folder));

    assertThat(binder.bind("pawl.credential.encryption-key", String.class).get())
        .isEqualTo("secret");
  }

  @Test
  void resolvesPlaceholders() {
    Binder binder =
        process(
            source(
                "file",
                Map.of(
                    "pawl.workspace.archive.folder", "${pawl.workspace.folder}/uploads",
                    "pawl.workspace.folder", "/data")));

    assertThat(binder.bind("pawl.archive.folder", String.class).get()).isEqualTo("/data/uploads");
    assertThat(environment.getProperty("pawl.archive.folder")).isEqualTo("/data/uploads");
    assertThat(environment.resolvePlaceholders("${pawl.archive.folder:none}"))
        .isEqualTo("/data/uploads");
  }

  @Test
  void toleratesAFormerKeyThatRefersToTheNewOne() {
    Binder binder =
        process(
            source("file", Map.of("pawl.engine.again", "${" + DELAY + ":9s}")),
            source("defaults", Map.of(DELAY, "5s")));

    assertThat(binder.bind(DELAY, String.class).get()).isEqualTo("5s");
    assertThat(environment.getProperty("pawl.engine.again")).isEqualTo("5s");
  }

  @Test
  void prefersTheNewKeyInTheSameSource() {
    Binder binder = process(source("file", Map.of("pawl.engine.again", "1s", DELAY, "2s")));

    assertThat(binder.bind(DELAY, String.class).get()).isEqualTo("2s");
    verifyWarning("pawl.engine.again", DELAY);
  }

  @Test
  void prefersTheNewKeyInAHigherSource() {
    Binder binder =
        process(
            variables(Map.of("PAWL_ENGINE_RETRYDELAY", "2s")),
            source("file", Map.of("pawl.engine.again", "1s")));

    assertThat(binder.bind(DELAY, String.class).get()).isEqualTo("2s");
  }

  @Test
  void prefersTheFormerKeyToTheNewOneInALowerSource() {
    Binder binder =
        process(
            variables(Map.of("PAWL_ENGINE_AGAIN", "1s")),
            source("file", Map.of("pawl.callback.allowed", "former")),
            source("defaults", Map.of(DELAY, "2s", PREFIXES + "[0]", "a", PREFIXES + "[1]", "b")));

    assertThat(binder.bind(DELAY, String.class).get()).isEqualTo("1s");
    assertThat(binder.bind(PREFIXES, Bindable.listOf(String.class)).get())
        .containsExactly("former");
  }

  @Test
  void prefersTheHighestSourceOfAFormerKeyAndWarnsOnce() {
    Binder binder =
        process(
            variables(Map.of("PAWL_ENGINE_AGAIN", "1s")),
            source("file", Map.of("pawl.engine.again", "2s")));

    assertThat(binder.bind(DELAY, String.class).get()).isEqualTo("1s");
    verifyWarning("pawl.engine.again", DELAY);
  }

  @Test
  void keepsTheOriginOfAValue() {
    process(variables(Map.of("PAWL_ENGINE_AGAIN", "1s")));

    assertThat(environment.getPropertySources())
        .anySatisfy(source ->
            assertThat(String.valueOf(OriginLookup.getOrigin(source, DELAY)))
                .contains("PAWL_ENGINE_AGAIN"));
  }

  @Test
  void acceptsNewKeysSilently() {
    process(
        source("file", Map.of(DELAY, "1s", PREFIXES, "a", COMMANDS + ".reviewer", "review")),
        variables(
            Map.of(
                "PAWL_ENGINE_LEASE_DURATION", "9s",
                "PAWL_CALLBACK_ALLOWED_URL_PREFIXES_0", "a",
                "PAWL_WORKSPACE_GIT_ALLOWED_HOSTS", "a",
                "PAWL_WORKSPACE_FOLDER", "/data")));

    verify(log, never()).warn(any());
    assertThat(environment.getPropertySources())
        .extracting(PropertySource::getName)
        .noneMatch(name -> name.contains("renamed"));
  }

  @Test
  @ExtendWith(OutputCaptureExtension.class)
  void runsAfterConfigurationFilesAreLoaded(CapturedOutput output, @TempDir Path folder)
      throws IOException {
    Files.writeString(
        folder.resolve("application.yaml"),
        """
        pawl:
          workspace:
            archive:
              folder: /data/uploads
          registry:
            agents:
              reviewer: [review, -p]
        """);

    try (var context =
        new SpringApplicationBuilder(Empty.class)
            .web(WebApplicationType.NONE)
            .run(
                "--spring.config.additional-location=file:" + folder + "/",
                "--pawl.engine.again=7s")) {
      assertThat(context.getEnvironment().getProperty(DELAY)).isEqualTo("7s");
      // The application.yaml of Pawl has a default for it.
      assertThat(context.getEnvironment().getProperty("pawl.archive.folder"))
          .isEqualTo("/data/uploads");
      assertThat(commands(Binder.get(context.getEnvironment()))).containsOnlyKeys("reviewer");
    }
    assertThat(output)
        .contains("Property 'pawl.engine.again' is deprecated: use 'pawl.engine.retry-delay'")
        .contains(
            "Property 'pawl.workspace.archive.folder' is deprecated: use 'pawl.archive.folder'")
        .contains(
            "Property 'pawl.registry.agents' is deprecated: use 'pawl.registry.agent-commands'");
  }
}
