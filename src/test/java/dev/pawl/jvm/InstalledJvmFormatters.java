package dev.pawl.jvm;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.tool.editorconfig.EditorConfig;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.springframework.util.unit.DataSize;

/** Installs formatters below {@code target} with {@code tools/jvm/fetch}, as operators do. */
public final class InstalledJvmFormatters {

  private static final Path DESTINATION = Path.of("target/jvm");

  private static final Map<String, List<String>> VERSIONS =
      Map.of(
          "google-java-format", List.of("1.19.2", "1.28.0"),
          "palantir-java-format", List.of("2.50.0", "2.80.0"),
          "spring-javaformat", List.of("0.0.43"),
          "ktfmt", List.of("0.58"));

  private InstalledJvmFormatters() {}

  /** Returns the folder with the installed versions of a formatter, next to those of others. */
  public static synchronized Path folder(String formatter) {
    try (FileChannel file = openLockFile();
        FileLock _ = file.lock()) {
      List<String> versions = VERSIONS.get(formatter);
      if (!versions.stream().allMatch(version -> isInstalled(formatter, version))) {
        var command = new ArrayList<>(List.of("tools/jvm/fetch", formatter));
        command.addAll(versions);
        run(command);
      }
      return DESTINATION;
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Opens the file whose lock keeps other test processes from installing at the same time. */
  private static FileChannel openLockFile() throws IOException {
    Files.createDirectories(DESTINATION);
    return FileChannel.open(DESTINATION.resolve(".lock"), CREATE, WRITE);
  }

  private static boolean isInstalled(String formatter, String version) {
    return Files.isDirectory(DESTINATION.resolve(formatter).resolve(version));
  }

  private static void run(List<String> command) throws IOException, InterruptedException {
    Path log = DESTINATION.resolve("fetch.log");
    var builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
    builder.environment().put("FORMATTERS", DESTINATION.toString());
    assertThat(builder.start().waitFor()).as("%s: see %s", command, log.toAbsolutePath()).isZero();
  }

  /** Returns an installed formatter. */
  static JvmFormatter formatter(String name) {
    return formatter(name, folder(name));
  }

  /** Returns the fixer of the order of imports. */
  static ImportOrderFixer importOrder() {
    return configuration(folder("google-java-format")).importOrder(new EditorConfig());
  }

  private static JvmFormatterConfiguration configuration(Path folder) {
    return new JvmFormatterConfiguration(
        new JvmFormatterProperties(folder, Duration.ofMinutes(2), DataSize.ofGigabytes(4)));
  }

  /** Creates the formatter of a folder. */
  static JvmFormatter formatter(String name, Path folder) {
    JvmFormatterConfiguration configuration = configuration(folder);
    return switch (name) {
      case "google-java-format" -> configuration.googleJavaFormat(new EditorConfig());
      case "palantir-java-format" -> configuration.palantirJavaFormat();
      case "spring-javaformat" -> configuration.springJavaformat();
      default -> configuration.ktfmt();
    };
  }
}
