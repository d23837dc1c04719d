package dev.pawl.differential;

import dev.pawl.language.Language;
import java.util.Map;

/**
 * A program that prints the same whenever it runs.
 *
 * @param path the path of the file that is run
 * @param files the texts of all its files by their paths
 */
record Program(Language language, String path, Map<String, String> files) {

  String text() {
    return files.getOrDefault(path, "");
  }
}
