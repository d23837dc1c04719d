package dev.pawl.tool.xml;

import dev.pawl.command.Finding;
import dev.pawl.tool.FileFailure;
import dev.pawl.tool.SourceFile;
import dev.pawl.tool.SyntaxChecker;
import java.io.StringReader;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import org.springframework.stereotype.Component;

/** Parses XML without resolving external references. */
@Component
class XmlSyntaxChecker implements SyntaxChecker {

  private static final Set<String> EXTENSIONS =
      Set.of("xml", "xsd", "xsl", "xslt", "wsdl", "svg", "pom", "xhtml", "fxml");

  /** Limits of the parser, which protect against the expansion of entities; no entity is expanded here. */
  private static final List<String> LIMITS =
      List.of(
          "entityExpansionLimit",
          "totalEntitySizeLimit",
          "maxGeneralEntitySizeLimit",
          "maxParameterEntitySizeLimit",
          "elementAttributeLimit",
          "maxElementDepth",
          "maxXMLNameLimit",
          "entityReplacementLimit");

  private static final Pattern DECLARATION =
      Pattern.compile("<!ENTITY\\s+(?<parameter>%\\s+)?(?<name>[^\\s%\"'>]+)");
  private static final Pattern REFERENCE =
      Pattern.compile("&(?<name>[\\p{L}_:][\\p{L}\\p{N}_:.-]*);");
  private static final Pattern ENCODING =
      Pattern.compile("<\\?xml\\s[^?>]*?encoding\\s*=\\s*[\"'](?<name>[\\w.:-]+)[\"']");
  private static final Set<String> PREDEFINED = Set.of("amp", "lt", "gt", "quot", "apos");

  private final XMLInputFactory factory = XMLInputFactory.newDefaultFactory();

  XmlSyntaxChecker() {
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    factory.setProperty(XMLInputFactory.IS_REPLACING_ENTITY_REFERENCES, false);
    LIMITS.forEach(limit -> factory.setProperty("jdk.xml." + limit, "0"));
  }

  @Override
  public String name() {
    return "xml";
  }

  @Override
  public String version() {
    return Runtime.version().toString();
  }

  @Override
  public boolean handles(String path) {
    return EXTENSIONS.contains(SourceFile.extension(path));
  }

  @Override
  public List<Finding> parse(SourceFile source) {
    try {
      var reader =
          factory.createXMLStreamReader(new StringReader(blankOutDeclared(textOf(source))));
      while (reader.hasNext()) {
        if (reader.next() == XMLStreamConstants.ENTITY_REFERENCE) {
          return List.of(
              syntaxError(
                  source,
                  reader.getLocation().getLineNumber(),
                  reader.getLocation().getColumnNumber(),
                  "the entity \"%s\" was referenced, but not declared"
                      .formatted(reader.getLocalName())));
        }
      }
      return List.of();
    } catch (XMLStreamException e) {
      if (String.valueOf(e.getMessage()).contains("JAXP0001")) {
        return List.of(FileFailure.notChecked(source.path(), name(), FileFailure.TOO_DEEP));
      }
      int line = e.getLocation() == null ? 0 : e.getLocation().getLineNumber();
      int column = e.getLocation() == null ? 0 : e.getLocation().getColumnNumber();
      return List.of(
          syntaxError(
              source,
              line,
              column,
              String.valueOf(e.getMessage()).replaceFirst("(?s).*Message: ", "")));
    }
  }

  /** Returns the text in the encoding that the document declares; as it was read if that is not known or fits. */
  private static String textOf(SourceFile source) {
    var declaration = ENCODING.matcher(source.text());
    if (!declaration.lookingAt()) {
      return source.text();
    }
    try {
      Charset charset = Charset.forName(declaration.group("name"));
      // Other charsets differ from these only in characters that have no meaning in XML.
      boolean ascii = charset.equals(StandardCharsets.UTF_8) || source.charset().equals(charset);
      return ascii || charset.name().startsWith("UTF-16") || charset.name().startsWith("UTF-32")
          ? source.text()
          : new String(source.encode(), charset);
    } catch (IllegalArgumentException unknown) {
      return source.text();
    }
  }

  /**
   * Replaces references to entities that the document declares, or that an external file may declare, by spaces. The
   * parser reads no declarations, and rejects all references in attributes. Positions stay the same.
   */
  private static String blankOutDeclared(String text) {
    int start = text.indexOf("<!DOCTYPE");
    if (start < 0) {
      return text;
    }
    var declared = new HashSet<String>();
    boolean unknownDeclarations = isExternal(text, start);
    var declaration = DECLARATION.matcher(text);
    while (declaration.find()) {
      unknownDeclarations |= declaration.group("parameter") != null;
      declared.add(declaration.group("name"));
    }
    boolean anyMayBeDeclared = unknownDeclarations;
    return REFERENCE
        .matcher(text)
        .replaceAll(reference -> {
          String name = reference.group("name");
          boolean blank =
              !PREDEFINED.contains(name) && (anyMayBeDeclared || declared.contains(name));
          return blank ? " ".repeat(reference.group().length()) : reference.group();
        });
  }

  private static boolean isExternal(String text, int start) {
    int end = start;
    while (end < text.length() && text.charAt(end) != '[' && text.charAt(end) != '>') {
      end++;
    }
    String head = text.substring(start, end);
    return head.contains("SYSTEM") || head.contains("PUBLIC");
  }
}
