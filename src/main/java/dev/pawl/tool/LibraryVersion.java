package dev.pawl.tool;

import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;

/** Reads the versions of the libraries that tools use. */
public final class LibraryVersion {

  /** Caches the versions, because every check of every step requests them and they never change at run time. */
  private static final Map<String, String> VERSIONS = new ConcurrentHashMap<>();

  private LibraryVersion() {}

  /**
   * Returns the version of a library as recorded by its own Maven build; {@code unknown} if it is not recorded.
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
      return properties.getProperty("version", "unknown");
    } catch (IOException e) {
      return "unknown";
    }
  }
}
