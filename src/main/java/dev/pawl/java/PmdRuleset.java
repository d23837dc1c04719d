package dev.pawl.java;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;

/**
 * The PMD ruleset of a target, which contains only references to rules of PMD and XPath rules: a rule of another class would
 * run code of the target in this process.
 *
 * @param text the file
 * @param rules the descriptions of the rules by name
 */
record PmdRuleset(String text, SortedMap<String, String> rules) {

  private static final String XPATH_RULE = "net.sourceforge.pmd.lang.rule.xpath.XPathRule";
  private static final int MAX_RULES = 500;
  private static final int MAX_DEPTH = 8;

  /** The files of rules that the jar of PMD contains. */
  private static final Pattern REFERENCE =
      Pattern.compile(
          "(category/java/[a-z]{1,30}\\.xml|rulesets/java/quickstart\\.xml)(?:/(\\w{1,100}))?");

  private static final Pattern RULE_NAME = Pattern.compile("[A-Za-z]\\w{0,99}");

  private static final Set<String> ELEMENTS =
      Set.of(
          "ruleset",
          "description",
          "exclude-pattern",
          "include-pattern",
          "rule",
          "priority",
          "properties",
          "property",
          "value",
          "example",
          "exclude");

  private static final XMLInputFactory XML = createXmlInputFactory();

  private static XMLInputFactory createXmlInputFactory() {
    XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    factory.setXMLResolver((publicId, systemId, base, namespace) -> {
      throw new XMLStreamException("External entities are not read");
    });
    return factory;
  }

  /**
   * Reads a ruleset.
   *
   * @throws IllegalArgumentException if it is not accepted; the message states the line and the reason
   */
  static PmdRuleset parse(String text) {
    try {
      var reader = new RulesetReader(XML.createXMLStreamReader(new StringReader(text)));
      return new PmdRuleset(text, reader.read());
    } catch (XMLStreamException e) {
      int line = e.getLocation() == null ? 1 : e.getLocation().getLineNumber();
      throw new IllegalArgumentException(
          "is not valid XML (line %d): %s"
              .formatted(line, String.valueOf(e.getMessage()).replaceAll("(?s).*Message: ", "")),
          e);
    }
  }

  /** Reads the elements of one ruleset. */
  private static final class RulesetReader {

    private final XMLStreamReader xml;
    private final SortedMap<String, String> rules = new TreeMap<>();

    RulesetReader(XMLStreamReader xml) {
      this.xml = xml;
    }

    SortedMap<String, String> read() throws XMLStreamException {
      int depth = 0;
      while (xml.hasNext()) {
        switch (xml.next()) {
          case XMLStreamConstants.DTD -> throw fault("must not have a document type");
          case XMLStreamConstants.ENTITY_REFERENCE -> throw fault("must not have entities");
          case XMLStreamConstants.PROCESSING_INSTRUCTION ->
              throw fault("must not have processing instructions");
          case XMLStreamConstants.START_ELEMENT -> {
            depth++;
            String name = xml.getLocalName();
            if (depth == 1 && !name.equals("ruleset")) {
              throw fault("must have the root element ruleset");
            }
            if (depth > MAX_DEPTH || !ELEMENTS.contains(name)) {
              throw fault("has the unknown element " + name);
            }
            if (name.equals("rule")) {
              readRule();
              depth--;
            }
          }
          case XMLStreamConstants.END_ELEMENT -> depth--;
          default -> {}
        }
      }
      if (rules.isEmpty()) {
        throw new IllegalArgumentException("has no rules");
      }
      return rules;
    }

    /** Reads a rule up to its end. */
    private void readRule() throws XMLStreamException {
      String reference = xml.getAttributeValue(null, "ref");
      String name = xml.getAttributeValue(null, "name");
      if (name != null && !RULE_NAME.matcher(name).matches()) {
        throw fault("has a rule whose name is not a word");
      }
      if (reference == null) {
        checkXPathRule(name);
        Details details = readDetails();
        if (details.xpath() == null || details.xpath().isBlank()) {
          throw fault("has the rule %s without the property xpath".formatted(name));
        }
        add(Objects.requireNonNull(name), details.description());
        return;
      }
      Matcher matcher = REFERENCE.matcher(reference);
      if (xml.getAttributeValue(null, "class") != null || !matcher.matches()) {
        throw fault(
            "refers to %s; accepted are rules of PMD, such as category/java/design.xml/GodClass"
                .formatted(reference));
      }
      SortedMap<String, String> bundled = bundledRules(matcher.group(1));
      String single = matcher.group(2);
      Details details = readDetails();
      if (single != null) {
        if (!bundled.containsKey(single)) {
          throw fault("refers to %s, which PMD does not have".formatted(reference));
        }
        add(name == null ? single : name, bundled.getOrDefault(single, single));
      } else {
        bundled.forEach((rule, description) -> {
          if (!details.excluded().contains(rule)) {
            add(rule, description);
          }
        });
      }
    }

    private void checkXPathRule(@Nullable String name) {
      String type = xml.getAttributeValue(null, "class");
      String language = xml.getAttributeValue(null, "language");
      if (name == null) {
        throw fault("has a rule with neither ref nor name");
      }
      if (!XPATH_RULE.equals(type)) {
        throw fault(
            "has the rule %s of the class %s; only XPath rules (%s) and references to rules of PMD are run"
                .formatted(name, type, XPATH_RULE));
      }
      if (!"java".equals(language)) {
        throw fault("has the rule %s, whose language is not java".formatted(name));
      }
    }

    private void add(String name, String description) {
      if (rules.size() >= MAX_RULES && !rules.containsKey(name)) {
        throw fault("has more than %d rules".formatted(MAX_RULES));
      }
      rules.put(name, description);
    }

    /** What the elements of a rule contain. */
    private record Details(String description, @Nullable String xpath, Set<String> excluded) {}

    private Details readDetails() throws XMLStreamException {
      var excluded = new HashSet<String>();
      var description = new StringBuilder();
      @Nullable String xpath = null;
      @Nullable String property = null;
      int depth = 1;
      while (depth > 0 && xml.hasNext()) {
        switch (xml.next()) {
          case XMLStreamConstants.START_ELEMENT -> {
            depth++;
            String name = xml.getLocalName();
            if (depth > MAX_DEPTH || !ELEMENTS.contains(name) || name.equals("rule")) {
              throw fault("has the unknown element " + name);
            }
            switch (name) {
              case "exclude" -> excluded.add(String.valueOf(xml.getAttributeValue(null, "name")));
              case "property" -> property = xml.getAttributeValue(null, "name");
              case "description" -> {
                description.append(xml.getElementText().strip());
                depth--;
              }
              case "value" -> {
                String value = xml.getElementText();
                depth--;
                xpath = "xpath".equals(property) ? value : xpath;
              }
              default -> {}
            }
          }
          case XMLStreamConstants.END_ELEMENT -> depth--;
          case XMLStreamConstants.ENTITY_REFERENCE -> throw fault("must not have entities");
          case XMLStreamConstants.PROCESSING_INSTRUCTION ->
              throw fault("must not have processing instructions");
          default -> {}
        }
      }
      return new Details(description.toString(), xpath, excluded);
    }

    private IllegalArgumentException fault(String message) {
      return new IllegalArgumentException(
          "%s (line %d)".formatted(message, xml.getLocation().getLineNumber()));
    }
  }

  /** Returns the names and descriptions of the rules in a file of PMD, without those that are deprecated. */
  private static SortedMap<String, String> bundledRules(String file) {
    var rules = new TreeMap<String, String>();
    ClassLoader loader = Objects.requireNonNull(PmdRuleset.class.getClassLoader());
    try (InputStream in = loader.getResourceAsStream(file)) {
      if (in == null) {
        throw new IllegalArgumentException("refers to %s, which PMD does not have".formatted(file));
      }
      Reader text = new InputStreamReader(in, StandardCharsets.UTF_8);
      XMLStreamReader xml = XML.createXMLStreamReader(text);
      while (xml.hasNext()) {
        if (xml.next() == XMLStreamConstants.START_ELEMENT
            && xml.getLocalName().equals("rule")
            && !"true".equals(xml.getAttributeValue(null, "deprecated"))) {
          String name = xml.getAttributeValue(null, "name");
          String reference = xml.getAttributeValue(null, "ref");
          String message = xml.getAttributeValue(null, "message");
          String rule = name == null ? String.valueOf(reference).replaceFirst(".*/", "") : name;
          rules.put(rule, message == null ? rule : message);
        }
      }
      return rules;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (XMLStreamException e) {
      throw new IllegalStateException("PMD contains an invalid file " + file, e);
    }
  }

  /** Returns a digest of the file, for keys of caches. */
  static String digest(String text) {
    return UUID.nameUUIDFromBytes(text.getBytes(StandardCharsets.UTF_8)).toString();
  }

  /** Returns the names of the rules. */
  Set<String> names() {
    return new TreeSet<>(rules.keySet());
  }
}
