package dev.pawl.wasm;

import java.io.FileInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * An npm package that contains a WebAssembly module.
 *
 * @param folder the folder of the package
 * @param module the file name of the module
 */
record NpmPackage(Path folder, String module) {

  /** Returns whether the package is installed. */
  boolean isInstalled() {
    return Files.isRegularFile(folder.resolve(module)) && Files.isRegularFile(packageJson());
  }

  /** Returns the version of the package; empty when it is not installed. */
  String version() {
    if (!isInstalled()) {
      return "";
    }
    try {
      return JsonMapper.shared()
          .readTree(Files.readAllBytes(packageJson()))
          .path("version")
          .asString();
    } catch (IOException | JacksonException e) {
      return "";
    }
  }

  /** Reads the module. */
  byte[] readModule() throws IOException {
    // No channel: an interrupt of one reader would close it for all readers.
    try (var stream = new FileInputStream(folder.resolve(module).toFile())) {
      return stream.readAllBytes();
    }
  }

  private Path packageJson() {
    return folder.resolve("package.json");
  }
}
