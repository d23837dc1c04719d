package dev.pawl.wasm;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import org.springframework.util.unit.DataSize;

/** Installs the packages of {@code tools/wasm} below {@code target}, as described in the README. */
final class InstalledWasmFormatters {

  private static final Path SOURCE = Path.of("tools/wasm");
  private static final Path DESTINATION = Path.of("target/wasm");
  private static final String DONE_MARKER = "installed.json";

  /** Shared by all tests, so that each module is compiled once. */
  private static final WasmFormatterConfiguration FORMATTERS =
      formatters(DESTINATION.resolve("node_modules"));

  private InstalledWasmFormatters() {}

  /** Returns the formatters; skips the calling test when npm is not installed. */
  static WasmFormatterConfiguration formatters() {
    folder();
    return FORMATTERS;
  }

  /** Returns the folder of the installed packages; skips the calling test when npm is not installed. */
  static synchronized Path folder() {
    try (FileChannel file = openLockFile();
        FileLock _ = file.lock()) {
      if (!isUpToDate()) {
        assumeTrue(hasNpm(), "npm is not installed");
        copy("package.json");
        copy(".npmrc");
        run(List.of("npm", "install", "--prefix", DESTINATION.toAbsolutePath().toString()));
        Files.copy(
            SOURCE.resolve("package.json"),
            DESTINATION.resolve(DONE_MARKER),
            StandardCopyOption.REPLACE_EXISTING);
      }
      return DESTINATION.resolve("node_modules");
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Opens the file whose lock keeps other test processes from installing at the same time. */
  private static FileChannel openLockFile() throws IOException {
    Files.createDirectories(DESTINATION);
    return FileChannel.open(DESTINATION.resolve(".lock"), CREATE, WRITE);
  }

  /** Creates the formatters of a folder. */
  static WasmFormatterConfiguration formatters(Path folder) {
    return new WasmFormatterConfiguration(
        new WasmProperties(folder, Duration.ofMinutes(1), DataSize.ofMegabytes(256)));
  }

  private static boolean isUpToDate() throws IOException {
    return Files.exists(DESTINATION.resolve(DONE_MARKER))
        && Files.mismatch(SOURCE.resolve("package.json"), DESTINATION.resolve(DONE_MARKER)) < 0;
  }

  private static boolean hasNpm() throws InterruptedException {
    try {
      return processBuilder(List.of("npm", "--version")).start().waitFor() == 0;
    } catch (IOException e) {
      return false;
    }
  }

  private static void copy(String name) throws IOException {
    Files.copy(
        SOURCE.resolve(name), DESTINATION.resolve(name), StandardCopyOption.REPLACE_EXISTING);
  }

  private static void run(List<String> command) throws IOException, InterruptedException {
    Process process = processBuilder(command).start();
    assertThat(process.waitFor())
        .as("%s: see %s", command, DESTINATION.resolve("npm.log").toAbsolutePath())
        .isZero();
  }

  private static ProcessBuilder processBuilder(List<String> command) {
    return new ProcessBuilder(command)
        .directory(DESTINATION.toFile())
        .redirectErrorStream(true)
        .redirectOutput(DESTINATION.resolve("npm.log").toFile());
  }
}
