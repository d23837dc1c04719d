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
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Assumptions;
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
  private static final List<String> NPM_PACKAGES =
      List.of("typescript@7.0.2", "@redocly/cli@2.77.0", "@stoplight/spectral-cli@6.16.3");
  private static final int MAX_MINUTES = 5;

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
    installNpmPackages();
    Path client = generate("typescript-fetch", "--additional-properties=supportsES6=true");

    String errors =
        run(
            client,
            npmProgram("tsc"),
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
    installNpmPackages();

    assertThat(
            run(
                NPM,
                npmProgram("redocly"),
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
    installNpmPackages();
    Path rules = NPM.resolve("spectral.yaml");
    Files.writeString(rules, "extends: [\"spectral:oas\"]\n");

    assertThat(
            run(
                NPM,
                npmProgram("spectral"),
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
    String output = run(FOLDER, command.toArray(String[]::new));
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

  private static String npmProgram(String name) {
    return NPM.resolve("node_modules/.bin").resolve(name).toString();
  }

  private static synchronized void installNpmPackages() throws Exception {
    boolean installed =
        Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
            .anyMatch(folder -> Files.isExecutable(Path.of(folder, "npm")));
    Assumptions.assumeTrue(installed, "npm is not installed");
    if (Files.exists(NPM.resolve("node_modules/.bin/spectral"))) {
      return;
    }
    Files.createDirectories(NPM);
    Files.writeString(NPM.resolve("package.json"), "{\"private\": true}\n");
    var command = new ArrayList<>(List.of("npm", "install", "--no-audit", "--no-fund", "--silent"));
    command.addAll(NPM_PACKAGES);
    String output = run(NPM, command.toArray(String[]::new));
    assertThat(NPM.resolve("node_modules/.bin/spectral")).as(output).exists();
  }

  /** Runs a program and returns its output. */
  private static String run(Path folder, String... command) throws Exception {
    Path output = Files.createTempFile(FOLDER, "output", ".txt");
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
