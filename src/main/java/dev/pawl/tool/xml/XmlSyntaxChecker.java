package dev.pawl.tool.xml;

import dev.pawl.command.Finding;
import dev.pawl.tool.SourceFile;
import dev.pawl.tool.SyntaxChecker;
import java.io.StringReader;
import java.util.List;
import java.util.Set;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamException;
import org.springframework.stereotype.Component;

/** Parses XML without resolving external references. */
@Component
class XmlSyntaxChecker implements SyntaxChecker {

  private static final Set<String> EXTENSIONS =
      Set.of("xml", "xsd", "xsl", "xslt", "wsdl", "svg", "pom", "xhtml", "fxml");

  private final XMLInputFactory factory = XMLInputFactory.newDefaultFactory();

  XmlSyntaxChecker() {
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    factory.setProperty(XMLInputFactory.IS_REPLACING_ENTITY_REFERENCES, false);
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
      var reader = factory.createXMLStreamReader(new StringReader(source.text()));
      while (reader.hasNext()) {
        reader.next();
      }
      return List.of();
    } catch (XMLStreamException e) {
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
}
