package dev.pawl.consent;

import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;
import org.xml.sax.helpers.DefaultHandler;
import tools.jackson.core.json.JsonReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;
import tools.jackson.dataformat.toml.TomlMapper;

/** A configuration file of another tool. A file that is large, unreadable or broken has no content. */
record ConfigurationFile(String path, Path file, long size) {

  private static final int MAX_BYTES = 4 << 20;

  /** The maximum number of YAML aliases, which could otherwise multiply the size of a document. */
  private static final int MAX_ALIASES = 5;

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(
              JsonReadFeature.ALLOW_JAVA_COMMENTS,
              JsonReadFeature.ALLOW_TRAILING_COMMA,
              JsonReadFeature.ALLOW_SINGLE_QUOTES,
              JsonReadFeature.ALLOW_UNQUOTED_PROPERTY_NAMES)
          .build();
  private static final TomlMapper TOML = TomlMapper.builder().build();

  String name() {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  /** Returns the folder with a slash at the end; empty for the root of the target. */
  String folder() {
    return path.substring(0, path.lastIndexOf('/') + 1);
  }

  /** Returns whether the file is too large to be read. */
  boolean isTooLarge() {
    return size > MAX_BYTES;
  }

  /** Returns the text; empty if the file is too large or unreadable. */
  String text() {
    try {
      return isTooLarge() ? "" : withoutByteOrderMark(Files.readAllBytes(file));
    } catch (IOException e) {
      return "";
    }
  }

  private static String withoutByteOrderMark(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.UTF_8);
    return text.startsWith("\uFEFF") ? text.substring(1) : text;
  }

  /** Returns the content of a file that does not exist. */
  static JsonNode missing() {
    return MissingNode.getInstance();
  }

  JsonNode json() {
    return read(JSON);
  }

  JsonNode toml() {
    return read(TOML);
  }

  private JsonNode read(ObjectMapper mapper) {
    try {
      JsonNode tree = mapper.readTree(text());
      return tree == null ? MissingNode.getInstance() : tree;
    } catch (RuntimeException | StackOverflowError e) {
      return MissingNode.getInstance();
    }
  }

  /** Returns the documents of a YAML file. */
  List<JsonNode> yaml() {
    var settings =
        LoadSettings.builder()
            .setMaxAliasesForCollections(MAX_ALIASES)
            .setCodePointLimit(MAX_BYTES)
            .build();
    var documents = new ArrayList<JsonNode>();
    try {
      for (Object document : new Load(settings).loadAllFromString(text())) {
        documents.add(JSON.valueToTree(document));
      }
      return documents;
    } catch (RuntimeException | StackOverflowError e) {
      return List.of();
    }
  }

  /** Returns the XML document; a document with a DTD is not read. */
  Optional<Document> xml() {
    try {
      var factory = DocumentBuilderFactory.newDefaultInstance();
      factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
      factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
      factory.setExpandEntityReferences(false);
      var builder = factory.newDocumentBuilder();
      // Unlike the default handler, this one prints nothing.
      builder.setErrorHandler(new DefaultHandler());
      return Optional.of(builder.parse(new InputSource(new StringReader(text()))));
    } catch (ParserConfigurationException
        | SAXException
        | IOException
        | RuntimeException
        | StackOverflowError e) {
      return Optional.empty();
    }
  }
}
