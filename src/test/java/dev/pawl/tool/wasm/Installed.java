package dev.pawl.tool.wasm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import org.springframework.util.unit.DataSize;

/** Installs the packages of {@code tools/wasm} below {@code target}, as described in the README. */
final class Installed {

  private static final Path FROM = Path.of("tools/wasm");
  private static final Path TO = Path.of("target/wasm");
  private static final String DONE = "installed.json";

  /** Shared by all tests, so that each module is compiled once. */
  private static final WasmFormatters FORMATTERS = formatters(TO.resolve("node_modules"));

  private Installed() {}

  /** Returns the formatters; skips the calling test when npm is not installed. */
  static WasmFormatters formatters() {
    folder();
    return FORMATTERS;
  }

  /** Returns the folder of the installed packages; skips the calling test when npm is not installed. */
  static synchronized Path folder() {
    try {
      Files.createDirectories(TO);
      if (!isDone()) {
        assumeTrue(hasNpm(), "npm is not installed");
        copy("package.json");
        copy(".npmrc");
        run(List.of("npm", "install", "--prefix", TO.toAbsolutePath().toString()));
        Files.copy(
            FROM.resolve("package.json"), TO.resolve(DONE), StandardCopyOption.REPLACE_EXISTING);
      }
      return TO.resolve("node_modules");
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Creates the formatters of a folder. */
  static WasmFormatters formatters(Path folder) {
    return new WasmFormatters(
        new WasmProperties(folder, Duration.ofMinutes(1), DataSize.ofMegabytes(256)));
  }

  private static boolean isDone() throws IOException {
    return Files.exists(TO.resolve(DONE))
        && Files.mismatch(FROM.resolve("package.json"), TO.resolve(DONE)) < 0;
  }

  private static boolean hasNpm() throws InterruptedException {
    try {
      return process(List.of("npm", "--version")).start().waitFor() == 0;
    } catch (IOException e) {
      return false;
    }
  }

  private static void copy(String name) throws IOException {
    Files.copy(FROM.resolve(name), TO.resolve(name), StandardCopyOption.REPLACE_EXISTING);
  }

  private static void run(List<String> command) throws IOException, InterruptedException {
    Process process = process(command).start();
    assertThat(process.waitFor())
        .as("%s: see %s", command, TO.resolve("npm.log").toAbsolutePath())
        .isZero();
  }

  private static ProcessBuilder process(List<String> command) {
    return new ProcessBuilder(command)
        .directory(TO.toFile())
        .redirectErrorStream(true)
        .redirectOutput(TO.resolve("npm.log").toFile());
  }
}
