package dev.pawl.jvm;

import dev.pawl.tool.TextFixer.UnfixableException;

/** Formats with palantir-java-format. */
final class PalantirJavaFormatEngine implements FormatterEngine {

  private static final String PACKAGE = "com.palantir.javaformat.java.";

  private final ReflectiveType options;
  private final ReflectiveType builder;
  private final ReflectiveType styles;
  private final ReflectiveType formatter;

  PalantirJavaFormatEngine(ClassLoader loader) throws ClassNotFoundException {
    options = ReflectiveType.load(loader, PACKAGE + "JavaFormatterOptions");
    builder = ReflectiveType.load(loader, PACKAGE + "JavaFormatterOptions$Builder");
    styles = ReflectiveType.load(loader, PACKAGE + "JavaFormatterOptions$Style");
    formatter = ReflectiveType.load(loader, PACKAGE + "Formatter");
  }

  @Override
  public String format(String text, FormatterStyle style) throws UnfixableException {
    Object name =
        styles
            .constant(style.name())
            .orElseThrow(() -> new UnfixableException("has no style " + style.name()));
    Object configuration = options.call(null, "builder");
    builder.call(configuration, "style", name);
    boolean javadoc = style.isOn("formatJavadoc", false);
    if (javadoc && builder.method("formatJavadoc", boolean.class).isEmpty()) {
      throw new UnfixableException("cannot format Javadoc in this version");
    }
    if (javadoc) {
      builder.call(configuration, "formatJavadoc", true);
    }
    Object instance = formatter.call(null, "createFormatter", builder.call(configuration, "build"));
    return (String) formatter.call(instance, "formatSource", text);
  }
}
