package dev.pawl.tool.wasm;

import dev.pawl.tool.TextFixer.Unfixable;
import tools.jackson.databind.node.ObjectNode;

/** One running copy of a formatter; works for one thread at a time. */
interface Guest {

  /**
   * What a formatter is asked for.
   *
   * @param path what the file is called, for the formatter to know what kind of file it is
   * @param text with lines that end in {@code \n}
   * @param options in the formatter's own words
   */
  record Request(String path, String text, ObjectNode options) {}

  /**
   * The text as it should be.
   *
   * @throws Unfixable when the formatter says that it cannot read the text; it can be asked again for another
   */
  String format(Request request) throws Unfixable;

  /** What it lives in. */
  Exports exports();
}
