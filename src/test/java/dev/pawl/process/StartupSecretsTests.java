package dev.pawl.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Starts a program with secrets, and reads what other processes see of it. */
class StartupSecretsTests {

  private static final String SECRET = "hush-hush";

  /** Erases its secrets, and prints what the system shows of it and what it still knows itself. */
  static final class Program {

    private Program() {}

    static void main(String[] arguments) throws IOException {
      StartupSecrets.erase();
      for (String file : List.of("environ", "cmdline")) {
        byte[] content = Files.readAllBytes(Path.of("/proc/self", file));
        System.out.println(
            file
                + " "
                + new String(content, StandardCharsets.ISO_8859_1).replace("\0", " ").strip());
      }
      System.out.println(
          String.join(
              " ",
              "knows",
              System.getenv("PAWL_SECURITY_ADMIN_TOKEN"),
              System.getProperty("pawl.credential.key"),
              arguments[0]));
    }
  }

  private static List<String> run() throws Exception {
    var builder =
        new ProcessBuilder(
            ProcessHandle.current().info().command().orElseThrow(),
            "-XX:TieredStopAtLevel=1",
            "--enable-native-access=ALL-UNNAMED",
            "-Dpawl.credential.key=" + SECRET,
            "-cp",
            System.getProperty("java.class.path"),
            Program.class.getName(),
            "--spring.datasource.password=" + SECRET);
    builder.environment().put("PAWL_SECURITY_ADMIN_TOKEN", SECRET);
    builder.environment().put("SPRING_APPLICATION_JSON", "{\"key\": \"=" + SECRET + "\"}");
    builder.environment().put("UNRELATED", SECRET);
    builder.environment().put("TZ", "UTC");
    Process process = builder.redirectErrorStream(true).start();
    var lines = new ArrayList<String>();
    try (var reader = process.inputReader()) {
      reader.lines().forEach(lines::add);
    }
    assertThat(process.waitFor()).as(lines::toString).isZero();
    return lines;
  }

  private static String line(List<String> lines, String start) {
    return lines.stream().filter(line -> line.startsWith(start + " ")).findFirst().orElseThrow();
  }

  @Test
  void noSecretStaysInTheEnvironmentOrTheCommandLine() throws Exception {
    assumeThat(Path.of("/proc/self/stat")).exists();

    List<String> lines = run();

    assertThat(line(lines, "environ"))
        .doesNotContain("hush")
        .contains("PAWL_SECURITY_ADMIN_TOKEN=", "TZ=UTC", "PATH=" + System.getenv("PATH"));
    assertThat(line(lines, "cmdline"))
        .doesNotContain("hush")
        .contains(
            "--spring.datasource.password=***",
            "-XX:TieredStopAtLevel=1",
            "--enable-native-access=ALL-UNNAMED",
            Program.class.getName());
  }

  @Test
  void theProgramStillKnowsItsSecrets() throws Exception {
    assertThat(line(run(), "knows"))
        .isEqualTo("knows %1$s %1$s --spring.datasource.password=%1$s".formatted(SECRET));
  }
}
