package dev.pawl.report.renderer;

import dev.pawl.report.TextSanitizer;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/** Writes XML as a stream and replaces characters that XML does not allow. */
final class XmlWriter {

  private final XMLStreamWriter xml;

  XmlWriter(OutputStream out) throws IOException {
    try {
      xml =
          XMLOutputFactory.newDefaultFactory()
              .createXMLStreamWriter(
                  new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8)));
      xml.writeStartDocument("UTF-8", "1.0");
    } catch (XMLStreamException e) {
      throw new IOException(e);
    }
  }

  /** Starts an element on a new line; the attributes are alternating names and values. */
  XmlWriter startElement(String element, String... attributes) throws IOException {
    try {
      xml.writeCharacters("\n");
      xml.writeStartElement(element);
      for (int i = 0; i < attributes.length; i += 2) {
        attribute(attributes[i], attributes[i + 1]);
      }
      return this;
    } catch (XMLStreamException e) {
      throw new IOException(e);
    }
  }

  /** Adds an attribute to the element that was started last. */
  XmlWriter attribute(String name, String value) throws IOException {
    try {
      // XML parsers normalize line breaks in attribute values to spaces.
      xml.writeAttribute(name, TextSanitizer.replaceInvalid(value.replaceAll("\\R", " ")));
      return this;
    } catch (XMLStreamException e) {
      throw new IOException(e);
    }
  }

  XmlWriter text(String text) throws IOException {
    try {
      xml.writeCharacters(TextSanitizer.replaceInvalid(text));
      return this;
    } catch (XMLStreamException e) {
      throw new IOException(e);
    }
  }

  /** Adds a comment on a new line. */
  XmlWriter comment(String text) throws IOException {
    try {
      xml.writeCharacters("\n");
      // Comments must not contain two hyphens in a row, nor end with one.
      String safe =
          TextSanitizer.replaceInvalid(text.replaceAll("\\R", " ")).replaceAll("-(?=-)", "- ");
      xml.writeComment(" " + safe + " ");
      return this;
    } catch (XMLStreamException e) {
      throw new IOException(e);
    }
  }

  XmlWriter endElement() throws IOException {
    try {
      xml.writeEndElement();
      return this;
    } catch (XMLStreamException e) {
      throw new IOException(e);
    }
  }

  /** Ends the document; the underlying stream remains open. */
  void endDocument() throws IOException {
    try {
      xml.writeEndDocument();
      xml.writeCharacters("\n");
      xml.flush();
    } catch (XMLStreamException e) {
      throw new IOException(e);
    }
  }
}
