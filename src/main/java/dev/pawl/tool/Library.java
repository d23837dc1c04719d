package dev.pawl.tool;

import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;

/** The libraries that tools are made of. */
public final class Library {

  /** They do not change while the process runs, and each check of each step asks for them. */
  private static final Map<String, String> KNOWN = new ConcurrentHashMap<>();

  private Library() {}

  /**
   * The version of a library, as its own build wrote it down.
   *
   * @param user a class that the library is found by
   * @param coordinates its group and its name, with a slash between them
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
