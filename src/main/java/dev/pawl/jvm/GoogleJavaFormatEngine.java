package dev.pawl.jvm;

import dev.pawl.tool.TextFixer.UnfixableException;

/** Formats with google-java-format, and does what the plugins of builds do with its result, except for imports. */
final class GoogleJavaFormatEngine implements FormatterEngine {

  private static final String PACKAGE = "com.google.googlejavaformat.java.";

  private final ReflectiveType options;
  private final ReflectiveType builder;
  private final ReflectiveType styles;
  private final ReflectiveType formatter;
  private final ReflectiveType stringWrapper;
  private final ReflectiveType importOrderer;

  GoogleJavaFormatEngine(ClassLoader loader) throws ClassNotFoundException {
    options = ReflectiveType.load(loader, PACKAGE + "JavaFormatterOptions");
    builder = ReflectiveType.load(loader, PACKAGE + "JavaFormatterOptions$Builder");
    styles = ReflectiveType.load(loader, PACKAGE + "JavaFormatterOptions$Style");
    formatter = ReflectiveType.load(loader, PACKAGE + "Formatter");
    stringWrapper = ReflectiveType.load(loader, PACKAGE + "StringWrapper");
    importOrderer = ReflectiveType.load(loader, PACKAGE + "ImportOrderer");
  }

  @Override
  public String format(String text, FormatterStyle style) throws UnfixableException {
    Object instance = formatter.create(configure(style));
    String formatted = (String) formatter.call(instance, "formatSource", text);
    return style.isOn("reflowLongStrings", false)
        ? (String) stringWrapper.call(null, "wrap", formatted, instance)
        : formatted;
  }

  @Override
  public String sortImports(String text, FormatterStyle style) throws UnfixableException {
    return (String) importOrderer.call(null, "reorderImports", text, constant(style));
  }

  private Object constant(FormatterStyle style) throws UnfixableException {
    return styles
        .constant(style.name())
        .orElseThrow(() -> new UnfixableException("has no style " + style.name()));
  }

  private Object configure(FormatterStyle style) throws UnfixableException {
    Object configuration = options.call(null, "builder");
    builder.call(configuration, "style", constant(style));
    builder.call(configuration, "formatJavadoc", style.isOn("formatJavadoc", true));
    if (builder.method("reorderModifiers", boolean.class).isPresent()) {
      builder.call(configuration, "reorderModifiers", style.isOn("reorderModifiers", true));
    }
    return builder.call(configuration, "build");
  }
}
