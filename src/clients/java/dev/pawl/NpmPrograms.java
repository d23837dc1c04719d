package dev.pawl;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** Installs npm packages in a folder below {@code target}, and finds their programs. */
public record NpmPrograms(Path folder, List<String> packages) {

  private static final int MAX_MINUTES = 5;

  /** Installs the packages unless they are; skips the test if npm is not installed. */
  public synchronized void install() throws Exception {
    boolean available =
        Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
            .anyMatch(directory -> Files.isExecutable(Path.of(directory, "npm")));
    Assumptions.assumeTrue(available, "npm is not installed");
    Path installed = folder.resolve("installed.txt");
    if (Files.exists(installed) && Files.readString(installed).equals(packages.toString())) {
      return;
    }
    Files.createDirectories(folder);
    Files.writeString(folder.resolve("package.json"), "{\"private\": true}\n");
    var command = new ArrayList<>(List.of("npm", "install", "--no-audit", "--no-fund", "--silent"));
    command.addAll(packages);
    String output = run(folder, command.toArray(String[]::new));
    assertThat(folder.resolve("node_modules/.bin")).as(output).isDirectory();
    Files.writeString(installed, packages.toString());
  }

  /** Returns the path of a program of the packages. */
  public String program(String name) {
    return folder.resolve("node_modules/.bin").resolve(name).toString();
  }

  /** Runs a program and returns its output. */
  public static String run(Path folder, String... command) throws Exception {
    Path output = Files.createTempFile(folder, "output", ".txt");
    var builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    builder.environment().put("REDOCLY_TELEMETRY", "off");
    Process process = builder.start();
    try {
      assertThat(process.waitFor(MAX_MINUTES, TimeUnit.MINUTES))
          .as(List.of(command).toString())
          .isTrue();
      return Files.readString(output);
    } finally {
      process.destroyForcibly();
      Files.delete(output);
    }
  }
}
