package dev.pawl.consent;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;

/** Reads Spotless, fmt-maven-plugin and the plugin of spring-javaformat in {@code pom.xml} files. */
final class MavenConsentReader implements ConsentReader {

  private static final String SPRING_JAVAFORMAT_PLUGIN = "spring-javaformat-maven-plugin";

  /** The options of ktfmt; their defaults depend on the style. */
  private static final Map<String, String> KTFMT_OPTIONS =
      Map.of(
          "maxWidth", "",
          "blockIndent", "",
          "continuationIndent", "",
          "removeUnusedImports", "",
          "manageTrailingCommas", "",
          "trailingCommaManagementStrategy", "");

  private static final Pattern PROPERTY = Pattern.compile("\\$\\{([^}]+)}");

  @Override
  public List<FormatterConsent> read(ConfigurationFiles files) {
    var poms = new HashMap<ConfigurationFile, Document>();
    var ordered = files.named("pom.xml");
    var properties = new HashMap<String, String>();
    for (ConfigurationFile file : ordered) {
      file.xml()
          .ifPresent(document -> {
            poms.put(file, document);
            properties(document).forEach(properties::putIfAbsent);
          });
    }
    var managedVersions = new HashMap<String, String>();
    for (ConfigurationFile file : ordered) {
      if (poms.containsKey(file)) {
        readVersions(poms.get(file), properties).forEach(managedVersions::putIfAbsent);
      }
    }
    var consents = new ArrayList<FormatterConsent>();
    for (ConfigurationFile file : ordered) {
      Document document = poms.get(file);
      if (document != null) {
        var visible = new HashMap<>(properties);
        visible.putAll(properties(document));
        elements(document.getDocumentElement(), "plugin")
            .forEach(plugin -> consents.addAll(readPlugin(file, plugin, visible, managedVersions)));
      }
    }
    return consents;
  }

  /** Returns the versions of plugins that a build file states. */
  private static Map<String, String> readVersions(
      Document document, Map<String, String> properties) {
    var versions = new HashMap<String, String>();
    for (Element plugin : elements(document.getDocumentElement(), "plugin")) {
      childText(plugin, "version")
          .ifPresent(version ->
              versions.putIfAbsent(
                  childText(plugin, "artifactId").orElse(""), resolve(version, properties)));
    }
    return versions;
  }

  /**
   * Reads a plugin.
   *
   * @param managedVersions the versions of plugins that any build file of the target states
   */
  private static List<FormatterConsent> readPlugin(
      ConfigurationFile file,
      Element plugin,
      Map<String, String> properties,
      Map<String, String> managedVersions) {
    String name = childText(plugin, "artifactId").orElse("");
    String version =
        childText(plugin, "version")
            .map(text -> resolve(text, properties))
            .orElse(managedVersions.get(name));
    return switch (name) {
      case DefaultFormatterVersions.SPOTLESS_MAVEN -> spotless(file, plugin, version, properties);
      case DefaultFormatterVersions.FMT_MAVEN -> fmtMavenPlugin(file, plugin, version, properties);
      case SPRING_JAVAFORMAT_PLUGIN ->
          List.of(consents(file, "spring-javaformat plugin").springJavaformat(version));
      default -> List.of();
    };
  }

  private static List<FormatterConsent> spotless(
      ConfigurationFile file,
      Element plugin,
      @Nullable String pluginVersion,
      Map<String, String> properties) {
    JvmFormatterConsents source = consents(file, "Spotless");
    var found = new ArrayList<FormatterConsent>();
    for (Element step : steps(plugin, "java", "googleJavaFormat")) {
      found.addAll(
          source.googleJavaFormat(
              option(step, "style", properties),
              options(
                  step, properties, Map.of("formatJavadoc", "true", "reflowLongStrings", "false")),
              version(step, pluginVersion, properties),
              childText(step, "reorderImports").equals(Optional.of("true"))));
    }
    for (Element step : steps(plugin, "java", "palantirJavaFormat")) {
      found.addAll(
          source.palantirJavaFormat(
              option(step, "style", properties),
              options(step, properties, Map.of("formatJavadoc", "false")),
              version(step, pluginVersion, properties)));
    }
    for (Element step : steps(plugin, "kotlin", "ktfmt")) {
      found.add(
          source.ktfmt(
              option(step, "style", properties),
              options(step, properties, KTFMT_OPTIONS),
              version(step, pluginVersion, properties)));
    }
    return found;
  }

  /** Returns the version that a step of Spotless states, or the default of the plugin. */
  private static @Nullable String version(
      Element step, @Nullable String pluginVersion, Map<String, String> properties) {
    String stated = option(step, "version", properties);
    return stated != null
        ? stated
        : DefaultFormatterVersions.find(
            DefaultFormatterVersions.SPOTLESS_MAVEN, pluginVersion, step.getTagName());
  }

  private static List<FormatterConsent> fmtMavenPlugin(
      ConfigurationFile file,
      Element plugin,
      @Nullable String pluginVersion,
      Map<String, String> properties) {
    var options = new HashMap<String, String>();
    if (!isTrue(plugin, "skipReflowingLongStrings")) {
      options.put("reflowLongStrings", "true");
    }
    return consents(file, "fmt-maven-plugin")
        .googleJavaFormat(
            elements(plugin, "style").stream()
                .findFirst()
                .map(MavenConsentReader::text)
                .orElse(null),
            options,
            elements(plugin, "dependency").stream()
                .filter(dependency ->
                    childText(dependency, "artifactId")
                        .equals(Optional.of(JvmFormatterConsents.GOOGLE_JAVA_FORMAT)))
                .findFirst()
                .flatMap(dependency -> childText(dependency, "version"))
                .map(text -> resolve(text, properties))
                .orElseGet(() ->
                    DefaultFormatterVersions.find(
                        DefaultFormatterVersions.FMT_MAVEN,
                        pluginVersion,
                        DefaultFormatterVersions.GOOGLE_JAVA_FORMAT)),
            !isTrue(plugin, "skipSortingImports"));
  }

  private static JvmFormatterConsents consents(ConfigurationFile file, String plugin) {
    return new JvmFormatterConsents(file.folder(), "%s (%s)".formatted(file.path(), plugin));
  }

  private static boolean isTrue(Element plugin, String name) {
    return elements(plugin, name).stream().anyMatch(element -> text(element).equals("true"));
  }

  /** Returns the steps of a formatter in the section of a language. */
  private static List<Element> steps(Element plugin, String language, String name) {
    return elements(plugin, name).stream()
        .filter(step -> isElement(step.getParentNode(), language))
        .toList();
  }

  private static @Nullable String option(
      Element step, String name, Map<String, String> properties) {
    return childText(step, name).map(text -> resolve(text, properties)).orElse(null);
  }

  /** Returns the options of a step whose values differ from the default. */
  private static Map<String, String> options(
      Element step, Map<String, String> properties, Map<String, String> defaults) {
    var options = new HashMap<String, String>();
    defaults.forEach((name, byDefault) -> {
      String value = option(step, name, properties);
      if (value != null && !value.equals(byDefault)) {
        options.put(name, value);
      }
    });
    return options;
  }

  private static Map<String, String> properties(Document document) {
    var properties = new HashMap<String, String>();
    for (Element list : elements(document.getDocumentElement(), "properties")) {
      NodeList children = list.getChildNodes();
      for (int i = 0; i < children.getLength(); i++) {
        if (children.item(i) instanceof Element property) {
          properties.putIfAbsent(property.getTagName(), text(property));
        }
      }
    }
    return properties;
  }

  /** Replaces references to properties; one that is unknown stays, and is then no known version. */
  private static String resolve(String text, Map<String, String> properties) {
    Matcher matcher = PROPERTY.matcher(text);
    return matcher.replaceAll(reference ->
        Matcher.quoteReplacement(properties.getOrDefault(reference.group(1), reference.group())));
  }

  private static boolean isElement(@Nullable Node node, String name) {
    return node instanceof Element element && element.getTagName().equals(name);
  }

  private static List<Element> elements(Element parent, String name) {
    NodeList nodes = parent.getElementsByTagName(name);
    var elements = new ArrayList<Element>();
    for (int i = 0; i < nodes.getLength(); i++) {
      elements.add((Element) nodes.item(i));
    }
    return elements;
  }

  private static Optional<String> childText(Element parent, String name) {
    return elements(parent, name).stream()
        .filter(element -> element.getParentNode() == parent)
        .findFirst()
        .map(MavenConsentReader::text);
  }

  private static String text(Element element) {
    return String.valueOf(element.getTextContent()).strip();
  }
}
