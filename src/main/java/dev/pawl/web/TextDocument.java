package dev.pawl.web;

import java.util.List;

/** A document that can also be sent as plain text, if the client prefers it. */
public interface TextDocument {

  /** Returns the lines of the text. Control characters in them are replaced when the text is sent. */
  List<String> textLines();
}
