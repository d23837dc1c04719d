package dev.pawl.report;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/** Writes XML as it comes, and never a character that XML does not know. */
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

  /** Starts an element on a line of its own; the attributes are names and values by turns. */
  XmlWriter start(String element, String... attributes) throws IOException {
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

  /** Adds an attribute to the element that was just started. */
  XmlWriter attribute(String name, String value) throws IOException {
    try {
      // A parser makes a blank of what ends a line in an attribute.
      xml.writeAttribute(name, Characters.known(value.replaceAll("\\R", " ")));
      return this;
    } catch (XMLStreamException e) {
      throw new IOException(e);
    }
  }

  XmlWriter text(String text) throws IOException {
    try {
      xml.writeCharacters(Characters.known(text));
      return this;
    } catch (XMLStreamException e) {
      throw new IOException(e);
    }
  }

  XmlWriter end() throws IOException {
    try {
      xml.writeEndElement();
      return this;
    } catch (XMLStreamException e) {
      throw new IOException(e);
    }
  }

  /** Ends the document; the stream below stays open. */
  void finish() throws IOException {
    try {
      xml.writeEndDocument();
      xml.writeCharacters("\n");
      xml.flush();
    } catch (XMLStreamException e) {
      throw new IOException(e);
    }
  }
}
