package dev.pawl.tool.wasm;

import dev.pawl.tool.TextFixer.Unfixable;
import tools.jackson.databind.node.ObjectNode;

/** An instance of a formatter, used by one thread at a time. */
interface Guest {

  /**
   * A request to format one file.
   *
   * @param path the path of the file, from which the formatter derives the file type
   * @param text the text, with lines that end in {@code \n}
   * @param options the options, in the formatter's own format
   */
  record Request(String path, String text, ObjectNode options) {}

  /**
   * Returns the formatted text.
   *
   * @throws Unfixable when the formatter rejects the text; the instance remains usable
   */
  String format(Request request) throws Unfixable;

  /** Returns the exports of the module instance that the formatter runs in. */
  Exports exports();
}
