package dev.pawl.jvm;

import dev.pawl.tool.TextFixer.UnfixableException;

/** One version of a formatter, called through its classes; safe for use by several threads. */
interface FormatterEngine {

  /**
   * Returns the formatted text.
   *
   * @param text the text, with lines that end in {@code \n}
   * @throws UnfixableException if the formatter rejects the text, or has no such style
   */
  String format(String text, FormatterStyle style) throws UnfixableException;

  /**
   * Returns the text with sorted imports.
   *
   * @throws UnfixableException if the formatter does not sort imports on their own
   */
  default String sortImports(String text, FormatterStyle style) throws UnfixableException {
    throw new UnfixableException("does not sort imports");
  }

  /** Creates the engine of one version. */
  @FunctionalInterface
  interface Factory {

    /** Creates the engine from the classes that a class loader finds. */
    FormatterEngine create(ClassLoader loader) throws ReflectiveOperationException;
  }
}
