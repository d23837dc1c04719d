package dev.pawl.jvm;

import dev.pawl.tool.TextFixer.UnfixableException;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Formats Kotlin with ktfmt. */
final class KtfmtEngine implements FormatterEngine {

  /** The options that numbers change. */
  private static final Set<String> NUMBERS = Set.of("maxWidth", "blockIndent", "continuationIndent");

  /** The options that are on or off. */
  private static final Set<String> SWITCHES = Set.of("removeUnusedImports", "manageTrailingCommas");

  private final ReflectiveType formatter;
  private final ReflectiveType options;

  KtfmtEngine(ClassLoader loader) throws ClassNotFoundException {
    formatter = ReflectiveType.load(loader, "com.facebook.ktfmt.format.Formatter");
    options = ReflectiveType.load(loader, "com.facebook.ktfmt.format.FormattingOptions");
  }

  @Override
  public String format(String text, FormatterStyle style) throws UnfixableException {
    return (String) formatter.call(null, "format", configure(style), text);
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
    Class<?>[] types = properties.stream().map(Field::getType).toArray(Class<?>[]::new);
    Method copy =
        options
            .method("copy", types)
            .orElseThrow(() -> new UnfixableException("cannot be configured in this version"));
    var values = new @Nullable Object[types.length];
    for (int i = 0; i < types.length; i++) {
      values[i] = options.call(original, "component" + (i + 1));
    }
    for (String option : style.options().keySet()) {
      int index = properties.stream().map(Field::getName).toList().indexOf(option);
      Object value = valueOf(option, style);
      if (index < 0 || value == null) {
        throw new UnfixableException("does not support the option " + option);
      }
      values[index] = value;
    }
    return ReflectiveType.invoke(copy, original, values);
  }

  private static @Nullable Object valueOf(String option, FormatterStyle style) {
    if (NUMBERS.contains(option)) {
      var number = style.number(option);
      return number.isPresent() ? number.getAsInt() : null;
    }
    return SWITCHES.contains(option) ? style.isOn(option, false) : null;
  }
}
