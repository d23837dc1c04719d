package dev.pawl;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.springframework.util.FileSystemUtils;

/**
 * Generates clients from {@code openapi.yaml} and compiles them, and checks the document with the recommended rules of
 * two linters. The profile {@code clients} copies the generator; npm provides the compiler and the linters, so tests that
 * need them are skipped where it is not installed.
 */
class ClientGenerationTests {

  private static final Path DOCUMENT = Path.of("openapi.yaml").toAbsolutePath();
  private static final Path FOLDER = Path.of("target/clients").toAbsolutePath();
  private static final Path GENERATOR = FOLDER.resolve("openapi-generator-cli.jar");
  private static final Path NPM = FOLDER.resolve("npm");
  private static final NpmPrograms PROGRAMS =
      new NpmPrograms(
          NPM,
          List.of("typescript@7.0.2", "@redocly/cli@2.77.0", "@stoplight/spectral-cli@6.16.3"));

  @Test
  void aJavaClientCompiles() throws Exception {
    Path client =
        generate(
            "java",
            "--library=native",
            "--additional-properties=useJakartaEe=true,openApiNullable=false,hideGenerationTimestamp=true",
            "--api-package=client.api",
            "--model-package=client.model",
            "--invoker-package=client");

    assertThat(compileJava(client.resolve("src/main/java"))).isEmpty();
    assertThat(client.resolve("src/main/java/client/api/WorkflowsApi.java"))
        .content()
        .contains("WorkflowView submitWorkflow(", "WorkflowPage listWorkflows(");
    assertThat(client.resolve("src/main/java/client/model/WorkflowStatus.java")).exists();
  }

  @Test
  void aTypeScriptClientCompiles() throws Exception {
    PROGRAMS.install();
    Path client = generate("typescript-fetch", "--additional-properties=supportsES6=true");

    String errors =
        NpmPrograms.run(
            client,
            PROGRAMS.program("tsc"),
            "--noEmit",
            "--strict",
            "--skipLibCheck",
            "--target",
            "es2022",
            "--module",
            "esnext",
            "--moduleResolution",
            "bundler",
            "--lib",
            "es2022,dom",
            "index.ts");

    assertThat(errors).isEmpty();
    assertThat(client.resolve("apis/WorkflowsApi.ts")).content().contains("async submitWorkflow(");
  }

  @Test
  void redoclyReportsNothing() throws Exception {
    PROGRAMS.install();

    assertThat(
            NpmPrograms.run(
                NPM,
                PROGRAMS.program("redocly"),
                "lint",
                "--extends",
                "recommended",
                "--format",
                "stylish",
                DOCUMENT.toString()))
        .contains("Your API description is valid")
        .doesNotContain("You have");
  }

  @Test
  void spectralReportsNothing() throws Exception {
    PROGRAMS.install();
    Path rules = NPM.resolve("spectral.yaml");
    Files.writeString(rules, "extends: [\"spectral:oas\"]\n");

    assertThat(
            NpmPrograms.run(
                NPM,
                PROGRAMS.program("spectral"),
                "lint",
                "--fail-severity=hint",
                "--ruleset",
                rules.toString(),
                DOCUMENT.toString()))
        .contains("No results");
  }

  private static Path generate(String generator, String... options) throws Exception {
    Path client = FOLDER.resolve(generator);
    FileSystemUtils.deleteRecursively(client);
    var command = new ArrayList<String>();
    command.addAll(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-jar",
            GENERATOR.toString(),
            "generate",
            "-i",
            DOCUMENT.toString(),
            "-g",
            generator,
            "-o",
            client.toString(),
            // Without the webhooks, which a client receives.
            "--global-property=apis,models,supportingFiles"));
    command.addAll(List.of(options));
    String output = NpmPrograms.run(FOLDER, command.toArray(String[]::new));
    assertThat(client).as(output).isDirectory();
    return client;
  }

  /** Compiles with the libraries of the service and of the generator, which contain what the client needs. */
  private static List<String> compileJava(Path sources) throws IOException {
    var compiler = Objects.requireNonNull(ToolProvider.getSystemJavaCompiler());
    var errors = new DiagnosticCollector<JavaFileObject>();
    Path classes = Files.createDirectories(FOLDER.resolve("java-classes"));
    try (var files = compiler.getStandardFileManager(errors, null, StandardCharsets.UTF_8);
        Stream<Path> java = Files.walk(sources)) {
      List<Path> all = java.filter(file -> file.toString().endsWith(".java")).toList();
      String libraries =
          System.getProperty("java.class.path") + File.pathSeparator + GENERATOR.toString();
      compiler
          .getTask(
              null,
              files,
              errors,
              List.of("-d", classes.toString(), "-cp", libraries, "-proc:none", "-nowarn"),
              null,
              files.getJavaFileObjectsFromPaths(all))
          .call();
    }
    return errors.getDiagnostics().stream()
        .filter(error -> error.getKind() == javax.tools.Diagnostic.Kind.ERROR)
        .map(Object::toString)
        .toList();
  }
}
