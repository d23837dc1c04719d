package dev.pawl.tool.wasm;

import java.io.FileInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * An installed npm package that brings a module.
 *
 * @param module the file name of the module
 */
record NpmPackage(Path folder, String module) {

  /** Whether it is installed. */
  boolean present() {
    return Files.isRegularFile(folder.resolve(module)) && Files.isRegularFile(description());
  }

  /** The version that the package says it has; empty when it is not installed. */
  String version() {
    if (!present()) {
      return "";
    }
    try {
      return JsonMapper.shared()
          .readTree(Files.readAllBytes(description()))
          .path("version")
          .asString();
    } catch (IOException | JacksonException e) {
      return "";
    }
  }

  /** The content of the module. */
  byte[] content() throws IOException {
    // Not by a channel: those are closed for everybody when the first one to ask is interrupted.
    try (var in = new FileInputStream(folder.resolve(module).toFile())) {
      return in.readAllBytes();
    }
  }

  private Path description() {
    return folder.resolve("package.json");
  }
}
