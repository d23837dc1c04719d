package dev.pawl.configuration;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.apache.commons.logging.Log;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertyState;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.boot.env.OriginTrackedMapPropertySource;
import org.springframework.boot.logging.DeferredLogFactory;
import org.springframework.boot.origin.OriginTrackedValue;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.env.PropertySource;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * Supports the former keys of renamed properties. The value of a former key is added under the new key in a property
 * source directly below its own: it overrides lower property sources such as the defaults in {@code application.yaml},
 * but not the new key in the same or a higher one. Each former key in use is logged as a warning.
 *
 * <p>The former keys are the deprecated properties in {@code additional-spring-configuration-metadata.json}, which also
 * informs IDEs.
 */
class RenamedPropertiesEnvironmentPostProcessor implements EnvironmentPostProcessor, Ordered {

  /** The libraries have files of this name too, but the classes of Pawl come first on the class path. */
  private static final String METADATA = "/META-INF/additional-spring-configuration-metadata.json";

  private static final ConfigurationPropertyName ROOT = ConfigurationPropertyName.of("pawl");

  private final Log log;

  RenamedPropertiesEnvironmentPostProcessor(DeferredLogFactory logFactory) {
    log = logFactory.getLog(RenamedPropertiesEnvironmentPostProcessor.class);
  }

  /**
   * A property that has been renamed.
   *
   * @param type the Java type as in the configuration metadata
   */
  record RenamedProperty(ConfigurationPropertyName formerName, String type, String newKey) {

    /** Returns whether the former name of an element of this property, if it is a list or map, is the given name. */
    boolean hasElement(ConfigurationPropertyName name) {
      if (!formerName.isAncestorOf(name)) {
        return false;
      }
      // The environment variable of a new key, such as PAWL_CALLBACK_ALLOWED_URL_PREFIXES, can look
      // like a descendant of the former key of a list, but has no index.
      return type.startsWith("java.util.Map<")
          || type.startsWith("java.util.List<")
              && name.isNumericIndex(formerName.getNumberOfElements());
    }

    /** Returns the new key of a former name, with the elements below the property unchanged. */
    String newKey(ConfigurationPropertyName name) {
      var key = new StringBuilder(newKey);
      for (int i = formerName.getNumberOfElements(); i < name.getNumberOfElements(); i++) {
        // The brackets keep upper case and special characters of map keys.
        key.append('[').append(name.getElement(i, Form.ORIGINAL)).append(']');
      }
      return key.toString();
    }
  }

  /** Runs last, when configuration files and config trees have been loaded. */
  @Override
  public int getOrder() {
    return Ordered.LOWEST_PRECEDENCE;
  }

  @Override
  public void postProcessEnvironment(
      ConfigurableEnvironment environment, SpringApplication application) {
    List<RenamedProperty> renamed = renamedProperties();
    MutablePropertySources sources = environment.getPropertySources();
    Set<RenamedProperty> used = new LinkedHashSet<>();
    for (PropertySource<?> source : sources.stream().toList()) {
      Map<String, Object> values = values(source, renamed, used);
      if (!values.isEmpty()) {
        sources.addAfter(
            source.getName(),
            new OriginTrackedMapPropertySource(
                source.getName() + " (renamed properties)", values, true));
      }
    }
    for (RenamedProperty property : used) {
      log.warn(
          "Property '%s' is deprecated: use '%s'"
              .formatted(property.formerName(), property.newKey()));
    }
  }

  /** Returns the values of the former keys in a property source by their new keys. */
  private static Map<String, Object> values(
      PropertySource<?> propertySource, List<RenamedProperty> renamed, Set<RenamedProperty> used) {
    Map<String, Object> values = new LinkedHashMap<>();
    ConfigurationPropertySource source = ConfigurationPropertySource.from(propertySource);
    if (source == null || source.containsDescendantOf(ROOT) == ConfigurationPropertyState.ABSENT) {
      return values;
    }
    for (RenamedProperty property : renamed) {
      for (ConfigurationPropertyName name : names(source, property)) {
        ConfigurationProperty found = source.getConfigurationProperty(name);
        if (found != null) {
          used.add(property);
          if (!refersTo(found.getValue(), property)) {
            values.put(
                property.newKey(name), OriginTrackedValue.of(found.getValue(), found.getOrigin()));
          }
        }
      }
    }
    return values;
  }

  private static List<ConfigurationPropertyName> names(
      ConfigurationPropertySource source, RenamedProperty property) {
    var names = new ArrayList<>(List.of(property.formerName()));
    if (source instanceof IterableConfigurationPropertySource iterable) {
      iterable.stream().filter(property::hasElement).forEach(names::add);
    }
    return names;
  }

  /** Returns whether a value is a placeholder for the new key, to which it would be a circular reference. */
  private static boolean refersTo(@Nullable Object value, RenamedProperty property) {
    return value instanceof String text && text.contains("${" + property.newKey());
  }

  /** Reads the renamed properties. A streaming parser is used as it is the fastest at startup. */
  static List<RenamedProperty> renamedProperties() {
    var renamed = new ArrayList<RenamedProperty>();
    try (InputStream in =
            RenamedPropertiesEnvironmentPostProcessor.class.getResourceAsStream(METADATA);
        JsonParser parser =
            new JsonFactory().createParser(ObjectReadContext.empty(), Objects.requireNonNull(in))) {
      String name = "";
      String type = "";
      for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
        if (token == JsonToken.VALUE_STRING) {
          switch (parser.currentName()) {
            case "name" -> name = parser.getString();
            case "type" -> type = parser.getString();
            case "replacement" ->
                renamed.add(
                    new RenamedProperty(
                        ConfigurationPropertyName.of(name), type, parser.getString()));
            default -> {}
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return renamed;
  }
}
