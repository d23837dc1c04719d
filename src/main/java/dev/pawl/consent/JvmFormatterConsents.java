package dev.pawl.consent;

import dev.pawl.language.Language;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Creates the consents of a build to formatters that run in the JVM. A style is followed by the options that differ from
 * those of the plugin, such as {@code AOSP formatJavadoc=false}.
 *
 * @param folder the folder to which the consents apply
 * @param source the file and the plugin that ask
 */
record JvmFormatterConsents(String folder, String source) {

  static final String GOOGLE_JAVA_FORMAT = "google-java-format";
  static final String IMPORT_ORDER = "import-order";
  private static final String PALANTIR_JAVA_FORMAT = "palantir-java-format";
  private static final String SPRING_JAVAFORMAT = "spring-javaformat";
  private static final String KTFMT = "ktfmt";

  private static final String GOOGLE = "GOOGLE";
  private static final String AOSP = "AOSP";

  /** Returns the consents to google-java-format, and to its order of imports where it is asked for. */
  List<FormatterConsent> googleJavaFormat(
      @Nullable String style,
      Map<String, String> options,
      @Nullable String version,
      boolean sortsImports) {
    String name = upperCase(style, GOOGLE);
    var consents = new ArrayList<FormatterConsent>();
    consents.add(consent(GOOGLE_JAVA_FORMAT, Language.JAVA, text(name, options), version));
    if (sortsImports) {
      consents.add(consent(IMPORT_ORDER, Language.JAVA, name, version));
    }
    return consents;
  }

  /** Returns the consents to palantir-java-format, and to the order of imports that its plugins always establish. */
  List<FormatterConsent> palantirJavaFormat(
      @Nullable String style, Map<String, String> options, @Nullable String version) {
    String name = upperCase(style, "PALANTIR");
    return List.of(
        consent(PALANTIR_JAVA_FORMAT, Language.JAVA, text(name, options), version),
        // The order is that of google-java-format.
        consent(IMPORT_ORDER, Language.JAVA, name.equals(AOSP) ? AOSP : GOOGLE, null));
  }

  FormatterConsent springJavaformat(@Nullable String version) {
    return consent(SPRING_JAVAFORMAT, Language.JAVA, null, version);
  }

  FormatterConsent ktfmt(
      @Nullable String style, Map<String, String> options, @Nullable String version) {
    return consent(KTFMT, Language.KOTLIN, text(upperCase(style, "META"), options), version);
  }

  private FormatterConsent consent(
      String tool, Language language, @Nullable String style, @Nullable String version) {
    return new FormatterConsent(tool, Set.of(language), folder, source, style, version, false);
  }

  private static String upperCase(@Nullable String style, String byDefault) {
    return style == null ? byDefault : style.toUpperCase(Locale.ROOT);
  }

  private static String text(String style, Map<String, String> options) {
    var text = new StringBuilder(style);
    new TreeMap<>(options)
        .forEach((name, value) ->
            text.append(' ').append(name).append('=').append(value.replaceAll("\\s+", "")));
    return text.toString();
  }
}
