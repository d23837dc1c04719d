package dev.pawl.consent;

import dev.pawl.language.Language;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;

/** Reads Spotless and fmt-maven-plugin in {@code pom.xml} files. */
final class MavenConsentReader implements ConsentReader {

  static final String GOOGLE_JAVA_FORMAT = "google-java-format";
  static final String IMPORT_ORDER = "import-order";

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
    var consents = new ArrayList<FormatterConsent>();
    for (ConfigurationFile file : ordered) {
      Document document = poms.get(file);
      if (document != null) {
        var visible = new HashMap<>(properties);
        visible.putAll(properties(document));
        elements(document.getDocumentElement(), "plugin")
            .forEach(plugin -> consents.addAll(readPlugin(file, plugin, visible)));
      }
    }
    return consents;
  }

  private static List<FormatterConsent> readPlugin(
      ConfigurationFile file, Element plugin, Map<String, String> properties) {
    return switch (childText(plugin, "artifactId").orElse("")) {
      case "spotless-maven-plugin" ->
          elements(plugin, "googleJavaFormat").stream()
              .filter(step -> isElement(step.getParentNode(), "java"))
              .flatMap(step ->
                  consents(
                      file,
                      "Spotless",
                      childText(step, "style"),
                      childText(step, "version").map(text -> resolve(text, properties)),
                      childText(step, "reorderImports").equals(Optional.of("true")))
                      .stream())
              .toList();
      case "fmt-maven-plugin" ->
          consents(
              file,
              "fmt-maven-plugin",
              elements(plugin, "style").stream().findFirst().map(MavenConsentReader::text),
              elements(plugin, "dependency").stream()
                  .filter(dependency ->
                      childText(dependency, "artifactId").equals(Optional.of(GOOGLE_JAVA_FORMAT)))
                  .findFirst()
                  .flatMap(dependency -> childText(dependency, "version"))
                  .map(text -> resolve(text, properties)),
              elements(plugin, "skipSortingImports").stream()
                  .noneMatch(element -> text(element).equals("true")));
      default -> List.of();
    };
  }

  private static List<FormatterConsent> consents(
      ConfigurationFile file,
      String plugin,
      Optional<String> style,
      Optional<String> version,
      boolean sortsImports) {
    return javaConsents(
        file.folder(),
        "%s (%s)".formatted(file.path(), plugin),
        style.orElse("GOOGLE"),
        version.orElse(null),
        sortsImports);
  }

  /** Returns the consents to google-java-format, and to its order of imports where it is asked for. */
  static List<FormatterConsent> javaConsents(
      String folder, String source, String style, @Nullable String version, boolean sortsImports) {
    var consents = new ArrayList<FormatterConsent>();
    String name = style.toUpperCase(Locale.ROOT);
    Set<Language> java = Set.of(Language.JAVA);
    consents.add(
        new FormatterConsent(GOOGLE_JAVA_FORMAT, java, folder, source, name, version, false));
    if (sortsImports) {
      consents.add(new FormatterConsent(IMPORT_ORDER, java, folder, source, name, version, false));
    }
    return consents;
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
