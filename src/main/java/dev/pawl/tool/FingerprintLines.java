package dev.pawl.tool;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads and caches the source lines of files with findings, for computing fingerprints. */
public final class FingerprintLines {

  private final Path folder;
  private final Map<String, List<String>> files = new HashMap<>();

  public FingerprintLines(Path folder) {
    this.folder = folder;
  }

  /** Returns the text of a line, counted from 1; empty if there is no such line. */
  public String at(String path, int line) {
    List<String> lines = files.computeIfAbsent(path, this::read);
    return line >= 1 && line <= lines.size() ? lines.get(line - 1) : "";
  }

  private List<String> read(String path) {
    try {
      Path file = folder.resolve(path);
      return SourceFile.decode(path, file, Files.readAllBytes(file))
          .map(source -> source.text().lines().toList())
          .orElse(List.of());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
