package dev.pawl.tool;

import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;

/** Reads the versions of the libraries that tools use. */
public final class Library {

  /** Caches the versions, because every check of every step requests them and they never change at run time. */
  private static final Map<String, String> KNOWN = new ConcurrentHashMap<>();

  private Library() {}

  /**
   * Returns the version of a library as recorded by its own Maven build; {@code unknown} if it is not recorded.
   *
   * @param user the class whose class loader finds the library
   * @param coordinates the group id and the artifact id, separated by a slash
   */
  public static String version(Class<?> user, String coordinates) {
    return KNOWN.computeIfAbsent(coordinates, one -> read(user, one));
  }

  private static String read(Class<?> user, String coordinates) {
    String resource = "/META-INF/maven/%s/pom.properties".formatted(coordinates);
    try (InputStream in = user.getResourceAsStream(resource)) {
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
