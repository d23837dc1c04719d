package dev.pawl.tool;

import java.io.IOException;
import java.io.InputStream;
import java.security.CodeSource;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/** Reads the versions of the libraries that tools use. */
public final class LibraryVersion {

  /** Caches the versions, because every check of every step requests them and they never change at run time. */
  private static final Map<String, String> VERSIONS = new ConcurrentHashMap<>();

  private static final String UNKNOWN = "unknown";

  /** The version in the name of a jar, such as {@code tree-sitter-0.26.6.jar}. */
  private static final Pattern JAR_VERSION = Pattern.compile("-(\\d[^/!]*)\\.jar");

  private LibraryVersion() {}

  /**
   * Returns the version of a library as recorded by its own Maven build, otherwise that in the name of its jar;
   * {@code unknown} if neither states it.
   *
   * @param anchor the class whose class loader finds the library
   * @param coordinates the group id and the artifact id, separated by a slash
   */
  public static String version(Class<?> anchor, String coordinates) {
    return VERSIONS.computeIfAbsent(coordinates, key -> read(anchor, key));
  }

  private static String read(Class<?> anchor, String coordinates) {
    String resource = "/META-INF/maven/%s/pom.properties".formatted(coordinates);
    try (InputStream in = anchor.getResourceAsStream(resource)) {
      var properties = new Properties();
      if (in != null) {
        properties.load(in);
      }
      String version = properties.getProperty("version");
      return version == null ? versionOfJar(anchor) : version;
    } catch (IOException e) {
      return UNKNOWN;
    }
  }

  private static String versionOfJar(Class<?> anchor) {
    CodeSource source = anchor.getProtectionDomain().getCodeSource();
    if (source == null || source.getLocation() == null) {
      return UNKNOWN;
    }
    // A jar within a jar comes last.
    return JAR_VERSION
        .matcher(source.getLocation().toString())
        .results()
        .reduce((first, second) -> second)
        .map(result -> result.group(1))
        .orElse(UNKNOWN);
  }
}
