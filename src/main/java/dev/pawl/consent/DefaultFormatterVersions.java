package dev.pawl.consent;

import java.lang.module.ModuleDescriptor.Version;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Returns the versions of formatters that plugins of a build use unless the build names another one. A project is formatted
 * with them although nothing in it states them.
 */
final class DefaultFormatterVersions {

  static final String SPOTLESS_MAVEN = "spotless-maven-plugin";
  static final String SPOTLESS_GRADLE = "com.diffplug.spotless";
  static final String FMT_MAVEN = "fmt-maven-plugin";
  static final String KTFMT_GRADLE = "com.ncorti.ktfmt.gradle";
  static final String SHERTER_GRADLE = "com.github.sherter.google-java-format";

  /** The formatters, by the name of their step in Spotless. */
  static final String GOOGLE_JAVA_FORMAT = "googleJavaFormat";

  static final String PALANTIR_JAVA_FORMAT = "palantirJavaFormat";

  static final String KTFMT = "ktfmt";

  /** The defaults, by the change logs and build files of the plugins; of each plugin in the order of its versions. */
  private static final List<Default> DEFAULTS =
      List.of(
          new Default(SPOTLESS_MAVEN, "2.22.3", "2.35.999", GOOGLE_JAVA_FORMAT, "1.15.0"),
          new Default(SPOTLESS_MAVEN, "2.36.0", "2.36.999", GOOGLE_JAVA_FORMAT, "1.16.0"),
          new Default(SPOTLESS_MAVEN, "2.37.0", "2.41.0", GOOGLE_JAVA_FORMAT, "1.17.0"),
          new Default(SPOTLESS_MAVEN, "2.41.1", "2.41.999", GOOGLE_JAVA_FORMAT, "1.18.1"),
          new Default(SPOTLESS_MAVEN, "2.42.0", "2.43.999", GOOGLE_JAVA_FORMAT, "1.19.2"),
          new Default(SPOTLESS_MAVEN, "2.44.0", "2.46.999", GOOGLE_JAVA_FORMAT, "1.24.0"),
          new Default(SPOTLESS_MAVEN, "3.0.0", "3.9.999", GOOGLE_JAVA_FORMAT, "1.28.0"),
          // Until 3.0, the default depends on the version of Java.
          new Default(SPOTLESS_MAVEN, "3.1.0", "3.10.0", PALANTIR_JAVA_FORMAT, "2.80.0"),
          new Default(SPOTLESS_MAVEN, "3.11.0", "3.11.0", PALANTIR_JAVA_FORMAT, "2.102.0"),
          new Default(SPOTLESS_MAVEN, "2.41.1", "2.43.999", KTFMT, "0.46"),
          new Default(SPOTLESS_MAVEN, "2.44.0", "2.46.999", KTFMT, "0.53"),
          new Default(SPOTLESS_MAVEN, "3.0.0", "3.0.999", KTFMT, "0.58"),
          new Default(SPOTLESS_MAVEN, "3.1.0", "3.1.999", KTFMT, "0.59"),
          new Default(SPOTLESS_MAVEN, "3.2.0", "3.6.999", KTFMT, "0.61"),
          new Default(SPOTLESS_GRADLE, "6.5.1", "6.17.999", GOOGLE_JAVA_FORMAT, "1.15.0"),
          new Default(SPOTLESS_GRADLE, "6.18.0", "6.18.999", GOOGLE_JAVA_FORMAT, "1.16.0"),
          new Default(SPOTLESS_GRADLE, "6.19.0", "6.23.2", GOOGLE_JAVA_FORMAT, "1.17.0"),
          new Default(SPOTLESS_GRADLE, "6.23.3", "6.23.999", GOOGLE_JAVA_FORMAT, "1.18.1"),
          new Default(SPOTLESS_GRADLE, "6.24.0", "6.25.999", GOOGLE_JAVA_FORMAT, "1.19.2"),
          new Default(SPOTLESS_GRADLE, "7.0.0", "7.2.999", GOOGLE_JAVA_FORMAT, "1.24.0"),
          new Default(SPOTLESS_GRADLE, "8.0.0", "8.9.999", GOOGLE_JAVA_FORMAT, "1.28.0"),
          new Default(SPOTLESS_GRADLE, "8.1.0", "8.10.0", PALANTIR_JAVA_FORMAT, "2.80.0"),
          new Default(SPOTLESS_GRADLE, "6.23.3", "6.25.999", KTFMT, "0.46"),
          new Default(SPOTLESS_GRADLE, "7.0.0", "7.2.999", KTFMT, "0.53"),
          new Default(SPOTLESS_GRADLE, "8.0.0", "8.0.999", KTFMT, "0.58"),
          new Default(SPOTLESS_GRADLE, "8.1.0", "8.1.999", KTFMT, "0.59"),
          new Default(SPOTLESS_GRADLE, "8.2.0", "8.6.999", KTFMT, "0.61"),
          new Default(SPOTLESS_GRADLE, "8.7.0", "8.10.0", KTFMT, "0.63"),
          new Default(FMT_MAVEN, "2.18", "2.20", GOOGLE_JAVA_FORMAT, "1.15.0"),
          new Default(FMT_MAVEN, "2.21.1", "2.21.1", GOOGLE_JAVA_FORMAT, "1.17.0"),
          new Default(FMT_MAVEN, "2.22.1", "2.22.1", GOOGLE_JAVA_FORMAT, "1.19.2"),
          new Default(FMT_MAVEN, "2.23", "2.23", GOOGLE_JAVA_FORMAT, "1.21.0"),
          new Default(FMT_MAVEN, "2.24", "2.24", GOOGLE_JAVA_FORMAT, "1.23.0"),
          new Default(FMT_MAVEN, "2.25", "2.25", GOOGLE_JAVA_FORMAT, "1.24.0"),
          new Default(FMT_MAVEN, "2.27", "2.27", GOOGLE_JAVA_FORMAT, "1.26.0"),
          new Default(KTFMT_GRADLE, "0.19.0", "0.19.999", KTFMT, "0.51"),
          new Default(KTFMT_GRADLE, "0.20.0", "0.20.999", KTFMT, "0.52"),
          new Default(KTFMT_GRADLE, "0.21.0", "0.21.999", KTFMT, "0.53"),
          new Default(KTFMT_GRADLE, "0.22.0", "0.22.999", KTFMT, "0.54"),
          new Default(KTFMT_GRADLE, "0.23.0", "0.23.999", KTFMT, "0.55"),
          new Default(KTFMT_GRADLE, "0.24.0", "0.25.999", KTFMT, "0.58"),
          new Default(KTFMT_GRADLE, "0.26.0", "0.26.0", KTFMT, "0.62"));

  /** The version of a formatter in an inclusive range of versions of a plugin. */
  private record Default(
      String plugin, String first, String last, String formatter, String version) {

    boolean appliesTo(String usedPlugin, Version pluginVersion, String usedFormatter) {
      return plugin.equals(usedPlugin)
          && formatter.equals(usedFormatter)
          && Version.parse(first).compareTo(pluginVersion) <= 0
          && Version.parse(last).compareTo(pluginVersion) >= 0;
    }
  }

  private DefaultFormatterVersions() {}

  /**
   * Returns the version of a formatter that a plugin uses by default. If it is not known, or depends on more than the
   * version of the plugin, the result is a text that is no version and differs from all of them.
   *
   * @param pluginVersion the version of the plugin, as far as the build states it
   * @return null if the build does not state the version of the plugin
   */
  static @Nullable String find(String plugin, @Nullable String pluginVersion, String formatter) {
    if (pluginVersion == null) {
      return null;
    }
    return parse(pluginVersion)
        .flatMap(version ->
            DEFAULTS.stream()
                .filter(known -> known.appliesTo(plugin, version, formatter))
                .map(Default::version)
                .findFirst())
        .orElse("in the default version of %s %s".formatted(plugin, pluginVersion));
  }

  private static Optional<Version> parse(String version) {
    try {
      return version.matches("[\\d.]+") ? Optional.of(Version.parse(version)) : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
