package dev.pawl.proof;

import dev.pawl.language.Language;
import dev.pawl.tool.SourceFile;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonReadFeature;
import tools.jackson.dataformat.toml.TomlMapper;

/**
 * The data of a file as an ordered list of tokens.
 *
 * @param tokens the names, values and brackets in their order
 */
record DataTokens(List<String> tokens) {

  private static final JsonFactory JSON =
      JsonFactory.builder()
          .enable(JsonReadFeature.ALLOW_JAVA_COMMENTS)
          .enable(JsonReadFeature.ALLOW_TRAILING_COMMA)
          .build();
  private static final TomlMapper TOML = new TomlMapper();
  private static final XMLInputFactory XML = xml();

  private static XMLInputFactory xml() {
    var factory = XMLInputFactory.newDefaultFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    factory.setProperty(XMLInputFactory.IS_REPLACING_ENTITY_REFERENCES, false);
    return factory;
  }

  /** Returns the data of a file; empty if the file has no data format or does not parse. */
  static Optional<DataTokens> of(SourceFile source) {
    Language language = source.language().orElse(Language.JAVA);
    try {
      return switch (language) {
        case JSON -> Optional.of(json(JSON, source.text()));
        case YAML -> Optional.of(yaml(source.text()));
        case TOML -> Optional.of(new DataTokens(List.of(TOML.readTree(source.text()).toString())));
        case XML -> Optional.of(xml(source.text()));
        default -> Optional.empty();
      };
    } catch (JacksonException | YamlEngineException | XMLStreamException e) {
      return Optional.empty();
    }
  }

  private static DataTokens json(TokenStreamFactory factory, String text) {
    var tokens = new ArrayList<String>();
    try (JsonParser parser = factory.createParser(ObjectReadContext.empty(), text)) {
      for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
        tokens.add(token + " " + parser.getString());
      }
    }
    return new DataTokens(tokens);
  }

  private static DataTokens yaml(String text) {
    var tokens = new ArrayList<String>();
    var settings = LoadSettings.builder().setCodePointLimit(Integer.MAX_VALUE).build();
    for (Event event : new Parse(settings).parseString(text)) {
      tokens.add(
          event instanceof ScalarEvent scalar
              ? scalar.isPlain() + " " + scalar.getTag() + scalar.getAnchor() + scalar.getValue()
              : event.getEventId() + " " + event);
    }
    return new DataTokens(tokens);
  }

  private static DataTokens xml(String text) throws XMLStreamException {
    var tokens = new ArrayList<String>();
    XMLStreamReader reader = XML.createXMLStreamReader(new StringReader(text));
    String precedingText = "";
    boolean leaf = false;
    while (reader.hasNext()) {
      int event = reader.next();
      if (event == XMLStreamReader.START_ELEMENT) {
        tokens.add("<" + reader.getName());
        for (int i = 0; i < reader.getAttributeCount(); i++) {
          tokens.add(reader.getAttributeName(i) + "=" + reader.getAttributeValue(i));
        }
      } else if (event == XMLStreamReader.END_ELEMENT) {
        // Whitespace between elements is formatting; as the only content of an element it is data.
        tokens.add(">" + reader.getName() + (leaf ? precedingText : ""));
      } else if (reader.hasText() && !reader.getText().isBlank()) {
        tokens.add(event + reader.getText());
      } else if (event == XMLStreamReader.PROCESSING_INSTRUCTION) {
        tokens.add("?" + reader.getPITarget() + reader.getPIData());
      }
      boolean characters = event == XMLStreamReader.CHARACTERS;
      leaf = event == XMLStreamReader.START_ELEMENT || leaf && characters;
      precedingText = characters ? reader.getText() : "";
    }
    return new DataTokens(tokens);
  }
}
