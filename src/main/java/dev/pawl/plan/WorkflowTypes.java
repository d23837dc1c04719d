package dev.pawl.plan;

import jakarta.validation.constraints.Size;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.stereotype.Component;
import org.springframework.validation.annotation.Validated;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.json.JsonMapper;

/** The workflow types, one YAML file each: built-in types in the jar, and those of the operator in a folder. */
@Component
@EnableConfigurationProperties(WorkflowTypes.Properties.class)
class WorkflowTypes {

  /**
   * Configuration of workflow types.
   *
   * @param typesFolder the folder of additional workflow types, one YAML file each; a type with the name of a built-in
   *     type replaces it
   */
  @Validated
  @ConfigurationProperties("pawl.plan")
  record Properties(@Nullable @Size(min = 1) String typesFolder) {}

  private static final JsonMapper MAPPER =
      JsonMapper.builder().enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS).build();

  private final Map<String, WorkflowType> types = new TreeMap<>();

  WorkflowTypes(Properties properties) throws IOException {
    var patterns = new ArrayList<>(List.of("classpath*:workflow-types/*.yaml"));
    if (properties.typesFolder() != null) {
      patterns.add("file:" + properties.typesFolder() + "/*.yaml");
    }
    var resolver = new PathMatchingResourcePatternResolver();
    for (String pattern : patterns) {
      for (Resource resource : resolver.getResources(pattern)) {
        WorkflowType type = read(resource);
        types.put(type.type(), type);
      }
    }
  }

  private static WorkflowType read(Resource resource) {
    try (InputStream in = resource.getInputStream()) {
      Object yaml =
          new Load(LoadSettings.builder().setLabel(resource.getDescription()).build())
              .loadFromInputStream(in);
      return MAPPER.convertValue(yaml, WorkflowType.class);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (RuntimeException e) {
      throw new IllegalStateException(
          "Cannot read the workflow type in " + resource + ": " + e.getMessage(), e);
    }
  }

  Optional<WorkflowType> find(String name) {
    return Optional.ofNullable(types.get(name));
  }

  List<WorkflowType> all() {
    return List.copyOf(types.values());
  }
}
