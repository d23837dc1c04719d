package dev.pawl;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/**
 * Compiles the clients that the profile {@code clients} generates from {@code openapi.yaml}, and runs their examples. npm
 * provides the compiler of TypeScript, so that test is skipped where it is not installed.
 */
@PawlTest
class ClientTests {

  private static final Path FOLDER = Path.of("target/clients").toAbsolutePath();
  private static final int MAX_MINUTES = 5;

  @Autowired PawlClient pawl;

  @Test
  void javaExamplePrintsTheVerdict() throws Exception {
    Path client = FOLDER.resolve("java/src/main/java");
    Path classes = Files.createDirectories(FOLDER.resolve("java-classes"));
    // The libraries of the service and of the generator contain what the client needs.
    String libraries =
        System.getProperty("java.class.path")
            + File.pathSeparator
            + FOLDER.resolve("openapi-generator-cli.jar");

    assertThat(client.resolve("dev/pawl/client/api/WorkflowsApi.java"))
        .content()
        .contains("WorkflowView submitWorkflow(", "WorkflowPage listWorkflows(");
    assertThat(client.resolve("dev/pawl/client/model/WorkflowStatus.java")).exists();
    assertThat(compileJava(classes, libraries, client, Path.of("clients/java/VerifyExample.java")))
        .isEmpty();
    printsTheVerdict(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-XX:TieredStopAtLevel=1",
        "-cp",
        classes + File.pathSeparator + libraries,
        "VerifyExample");
  }

  @Test
  void typeScriptExamplePrintsTheVerdict() throws Exception {
    var programs =
        new NpmPrograms(
            FOLDER.resolve("npm-typescript"), List.of("typescript@7.0.2", "@types/node@24.10.1"));
    programs.install();
    Path example = Path.of("clients/typescript").toAbsolutePath();
    Path output = FOLDER.resolve("typescript-example");

    assertThat(
            NpmPrograms.run(
                FOLDER,
                programs.program("tsc"),
                "--project",
                example.toString(),
                "--outDir",
                output.toString(),
                "--typeRoots",
                programs.folder().resolve("node_modules/@types").toString()))
        .isEmpty();
    assertThat(FOLDER.resolve("typescript/apis/WorkflowsApi.ts"))
        .content()
        .contains("async submitWorkflow(");
    printsTheVerdict("node", output.resolve("clients/typescript/verify.js").toString());
  }

  private void printsTheVerdict(String... example) throws Exception {
    Path clean = pawl.newTarget();
    Files.writeString(clean.resolve("good.json"), "{}\n");
    Path broken = pawl.newTarget();
    Files.writeString(broken.resolve("bad.json"), "{");

    String passed = run(0, clean, example);
    String failed = run(1, broken, example);

    assertThat(passed.lines()).hasSize(2);
    assertThat(passed).containsPattern("(?m)^quality_\\w+$").contains("passed: all gates hold");
    assertThat(failed.lines()).hasSize(2);
    assertThat(failed).containsPattern("(?m)^quality_\\w+$").contains("failed");
  }

  /** Runs an example, checks its exit status, and returns its output. */
  private String run(int status, Path target, String... example) throws Exception {
    var command = new ArrayList<>(List.of(example));
    command.addAll(List.of(pawl.uri("").toString(), target.toString()));
    Path log = Files.createTempFile(FOLDER, "example", ".txt");
    var builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
    builder.environment().remove("PAWL_TOKEN");
    Process process = builder.start();
    try {
      assertThat(process.waitFor(MAX_MINUTES, TimeUnit.MINUTES)).as(command.toString()).isTrue();
      String output = Files.readString(log);
      assertThat(process.exitValue()).as(output).isEqualTo(status);
      return output;
    } finally {
      process.destroyForcibly();
      Files.delete(log);
    }
  }

  private static List<String> compileJava(
      Path classes, String libraries, Path sources, Path example) throws IOException {
    var compiler = Objects.requireNonNull(ToolProvider.getSystemJavaCompiler());
    var diagnostics = new DiagnosticCollector<JavaFileObject>();
    try (var files =
            compiler.getStandardFileManager(diagnostics, Locale.ROOT, StandardCharsets.UTF_8);
        Stream<Path> generated = Files.walk(sources)) {
      List<Path> all =
          Stream.concat(generated, Stream.of(example))
              .filter(file -> file.toString().endsWith(".java"))
              .toList();
      compiler
          .getTask(
              null,
              files,
              diagnostics,
              List.of("-d", classes.toString(), "-cp", libraries, "-proc:none", "-nowarn"),
              null,
              files.getJavaFileObjectsFromPaths(all))
          .call();
    }
    return diagnostics.getDiagnostics().stream()
        .filter(diagnostic -> diagnostic.getKind() == Diagnostic.Kind.ERROR)
        .map(Object::toString)
        .toList();
  }
}
