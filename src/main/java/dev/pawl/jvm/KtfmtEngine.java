package dev.pawl.jvm;

import dev.pawl.tool.TextFixer.UnfixableException;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Formats Kotlin with ktfmt. */
final class KtfmtEngine implements FormatterEngine {

  /** The option of older versions and of plugins that newer versions express by a strategy. */
  private static final String MANAGES_COMMAS = "manageTrailingCommas";

  private static final String COMMA_STRATEGY = "trailingCommaManagementStrategy";

  private final ReflectiveType formatter;
  private final ReflectiveType options;
  private final ReflectiveType parseError;

  KtfmtEngine(ClassLoader loader) throws ClassNotFoundException {
    formatter = ReflectiveType.load(loader, "com.facebook.ktfmt.format.Formatter");
    options = ReflectiveType.load(loader, "com.facebook.ktfmt.format.FormattingOptions");
    parseError = ReflectiveType.load(loader, "com.facebook.ktfmt.format.ParseError");
  }

  @Override
  public String format(String text, FormatterStyle style) throws UnfixableException {
    Object configuration = configure(style);
    try {
      return (String) formatter.call(null, "format", configuration, text);
    } catch (RuntimeException e) {
      if (parseError.type().isInstance(e)) {
        throw new UnfixableException(String.valueOf(e.getMessage()));
      }
      throw e;
    }
  }

  private Object configure(FormatterStyle style) throws UnfixableException {
    Object configuration = baseOf(style.name());
    return style.options().isEmpty() ? configuration : copy(configuration, style);
  }

  private Object baseOf(String style) throws UnfixableException {
    var constant = formatter.constant(style + "_FORMAT");
    if (constant.isPresent()) {
      return constant.get();
    }
    // Older versions have the style of their authors as the default only.
    if (style.equals("META")) {
      return options.create();
    }
    throw new UnfixableException("has no style " + style);
  }

  /** Returns options with other values; the constructor of a Kotlin data class has its properties in their order. */
  private Object copy(Object original, FormatterStyle style) throws UnfixableException {
    List<Field> properties =
        Arrays.stream(options.type().getDeclaredFields())
            .filter(field -> !Modifier.isStatic(field.getModifiers()))
            .toList();
    List<String> names = properties.stream().map(Field::getName).toList();
    Class<?>[] types = properties.stream().map(Field::getType).toArray(Class<?>[]::new);
    Method copy =
        options
            .method("copy", types)
            .orElseThrow(() -> new UnfixableException("cannot be configured in this version"));
    var values = new @Nullable Object[types.length];
    for (int i = 0; i < types.length; i++) {
      values[i] = options.call(original, "component" + (i + 1));
    }
    for (Map.Entry<String, String> option : style.options().entrySet()) {
      String name = option.getKey();
      String value = option.getValue();
      if (name.equals(MANAGES_COMMAS) && names.contains(COMMA_STRATEGY)) {
        name = COMMA_STRATEGY;
        value = Boolean.parseBoolean(value) ? "COMPLETE" : "NONE";
      }
      int index = names.indexOf(name);
      Object parsed = index < 0 ? null : parse(value, types[index]);
      if (parsed == null) {
        throw new UnfixableException(
            "does not support %s=%s".formatted(option.getKey(), option.getValue()));
      }
      values[index] = parsed;
    }
    return ReflectiveType.invoke(copy, original, values);
  }

  /** Returns a value of a type; null if the text describes none. */
  private static @Nullable Object parse(String text, Class<?> type) {
    if (type == int.class) {
      return text.matches("\\d{1,6}") ? Integer.valueOf(text) : null;
    }
    if (type == boolean.class) {
      return text.equals("true") || text.equals("false") ? Boolean.valueOf(text) : null;
    }
    Object[] constants = type.getEnumConstants();
    return constants == null
        ? null
        : Arrays.stream(constants)
            .filter(constant -> constant.toString().equals(text))
            .findFirst()
            .orElse(null);
  }
}
