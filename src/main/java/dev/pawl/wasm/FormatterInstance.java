package dev.pawl.wasm;

import dev.pawl.tool.TextFixer.UnfixableException;
import tools.jackson.databind.node.ObjectNode;

/** An instance of a formatter, used by one thread at a time. */
interface FormatterInstance {

  /**
   * A request to format one file.
   *
   * @param path the path of the file, from which the formatter derives the file type
   * @param text the text, with lines that end in {@code \n}
   * @param options the options, in the formatter's own format
   */
  record FormatRequest(String path, String text, ObjectNode options) {}

  /**
   * Returns the formatted text.
   *
   * @throws UnfixableException when the formatter rejects the text; the instance remains usable
   */
  String format(FormatRequest request) throws UnfixableException;

  /** Returns the exports of the module instance that the formatter runs in. */
  WasmExports exports();
}
