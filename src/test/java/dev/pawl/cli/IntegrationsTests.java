package dev.pawl.cli;

import static dev.pawl.cli.ScriptedService.text;
import static dev.pawl.cli.ScriptedService.workflow;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.TestNodeInitializer;
import dev.pawl.workspace.TestFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** Runs the scripts of the integrations with real processes, and checks their files. */
class IntegrationsTests {

  private static final Path FOLDER = TestNodeInitializer.createTempFolder("pawl-integrations");
  private static final AtomicInteger TREES = new AtomicInteger();
  private static final Path INTEGRATIONS = Path.of("integrations").toAbsolutePath();
  private static final Pattern SNIPPET = Pattern.compile("(?s)```(?:yaml|sh)\n(.*?)```");

  private record Result(int exit, String output) {}

  private static Path newTree() throws IOException, InterruptedException {
    Path tree = Files.createDirectory(FOLDER.resolve("tree-" + TREES.incrementAndGet()));
    TestFiles.write(tree, "A.java", "class A {}\n");
    run(
        tree,
        Map.of(),
        "sh",
        "-c",
        "git init -q && git add -A && git -c user.name=Dev -c user.email=dev@example.com commit -qm"
            + " x");
    return tree;
  }

  private static Result run(Path folder, Map<String, String> environment, String... command)
      throws IOException, InterruptedException {
    var builder = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
    builder.environment().put("PAWL_RETRIES", "0");
    builder.environment().put("no_proxy", "127.0.0.1");
    builder.environment().put("HOME", folder.toString());
    builder.environment().putAll(environment);
    Process process = builder.start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return new Result(process.exitValue(), output);
  }

  private static ScriptedService failingService() throws IOException {
    return new ScriptedService()
        .on("GET " + workflow("/verdict"), text(422, "failed: gate_failed\n"))
        .on("GET /pawl", text(200, Files.readString(PawlCommand.SCRIPT)));
  }

  private static List<Object> documents(String file) throws IOException {
    var documents = new ArrayList<>();
    new Load(LoadSettings.builder().build())
        .loadAllFromString(Files.readString(INTEGRATIONS.resolve(file)))
        .forEach(documents::add);
    return documents;
  }

  @Test
  void theGithubActionFailsWithTheGates() throws Exception {
    Path tree = newTree();
    Path summary = tree.resolve(".git/summary");
    try (var service = failingService()) {
      var environment =
          Map.of(
              "PAWL_URL",
              service.url(),
              "PAWL_TOKEN",
              "pawl_x",
              "CHECK_GATES",
              "errors <= 0\nfindings <= 5 on new\n",
              "CHECK_SINCE",
              "",
              "GITHUB_STEP_SUMMARY",
              summary.toString());

      Result result = run(tree, environment, "sh", INTEGRATIONS.resolve("github/check").toString());

      assertThat(result.exit()).as(result.output()).isEqualTo(1);
      assertThat(result.output()).contains("the report", "pawl: failed: gate_failed");
      assertThat(summary).hasContent("the report\n");
      service.on("GET " + workflow("/verdict"), text(200, "passed: x\n"));
      assertThat(
              run(tree, environment, "sh", INTEGRATIONS.resolve("github/check").toString()).exit())
          .isZero();
    }
    Map<?, ?> action = (Map<?, ?>) documents("github/action.yml").getFirst();
    assertThat(action.get("inputs").toString()).contains("url=", "token=", "since=");
    assertThat(action.get("runs").toString())
        .contains("using=composite", "GITHUB_ACTION_PATH/check");
  }

  @Test
  void theGitlabComponentWritesItsReports() throws Exception {
    Map<?, ?> job =
        (Map<?, ?>) ((Map<?, ?>) documents("gitlab/templates/pawl.yml").get(1)).get("pawl");
    Path tree = newTree();
    try (var service = failingService()) {
      var lines = new StringBuilder("set -e\n");
      ((List<?>) job.get("script")).forEach(line -> lines.append(line).append('\n'));

      Result result =
          run(
              tree,
              Map.of("PAWL_URL", service.url(), "CHECK_TYPE", "verify-only", "CHECK_SINCE", ""),
              "sh",
              "-c",
              lines.toString().replace("/tmp/pawl", tree.resolve(".git/pawl").toString()));

      assertThat(result.exit()).as(result.output()).isEqualTo(1);
      assertThat(tree.resolve("gl-code-quality-report.json")).hasContent("the report\n");
      assertThat(tree.resolve("pawl.junit.xml")).hasContent("the report\n");
      assertThat(job.get("artifacts").toString()).contains("gl-code-quality-report.json", "always");
    }
  }

  @Test
  void theWoodpeckerExampleFailsWithTheGates() throws Exception {
    Map<?, ?> workflow = (Map<?, ?>) documents("woodpecker/pawl.yaml").getFirst();
    Map<?, ?> step = (Map<?, ?>) ((List<?>) workflow.get("steps")).getFirst();
    assertThatScriptFails((List<?>) step.get("commands"));
  }

  @Test
  void theJenkinsExampleFailsWithTheGates() throws Exception {
    var commands = new ArrayList<String>();
    var matcher =
        Pattern.compile("sh '(.*)'")
            .matcher(Files.readString(INTEGRATIONS.resolve("jenkins/Jenkinsfile")));
    while (matcher.find()) {
      commands.add(matcher.group(1));
    }
    assertThatScriptFails(commands);
  }

  private static void assertThatScriptFails(List<?> commands) throws Exception {
    Path tree = newTree();
    try (var service = failingService()) {
      var lines = new StringBuilder("set -e\n");
      commands.stream()
          .filter(line -> !line.toString().startsWith("apk "))
          .forEach(line -> lines.append(line).append('\n'));

      Result result =
          run(
              tree,
              Map.of("PAWL_URL", service.url()),
              "sh",
              "-c",
              lines.toString().replace("/tmp/pawl", tree.resolve(".git/pawl").toString()));

      assertThat(result.exit()).as(result.output()).isEqualTo(1);
      assertThat(service.requests()).contains("GET /pawl", "POST /api/v1/workflows");
    }
  }

  @Test
  void theHookBlocksCommits() throws Exception {
    Path tree = newTree();
    Path programs = Files.createDirectory(tree.resolve(".git/programs"));
    Files.createSymbolicLink(programs.resolve("pawl"), PawlCommand.SCRIPT);
    Files.copy(INTEGRATIONS.resolve("git-hook/pre-commit"), tree.resolve(".git/hooks/pre-commit"));
    TestFiles.write(tree, "new.json", "{");
    try (var service = failingService()) {
      var environment =
          Map.of("PAWL_URL", service.url(), "PATH", programs + ":" + System.getenv("PATH"));
      String commit =
          "git add -A && git -c user.name=Dev -c user.email=dev@example.com commit -qm y";

      Result blocked = run(tree, environment, "sh", "-c", commit);
      service.on("GET " + workflow("/verdict"), text(200, "passed: x\n"));
      Result allowed = run(tree, environment, "sh", "-c", commit);

      assertThat(blocked.exit()).as(blocked.output()).isEqualTo(1);
      assertThat(blocked.output()).contains("pawl: failed: gate_failed");
      assertThat(allowed.exit()).as(allowed.output()).isZero();
      assertThat(run(tree, Map.of(), "git", "config", "core.bare").output()).isEqualTo("false\n");
    }
  }

  @Test
  void thePreCommitHookIsAScriptOfTheRepository() throws IOException {
    var hooks =
        (List<?>)
            new Load(LoadSettings.builder().build())
                .loadFromString(Files.readString(Path.of(".pre-commit-hooks.yaml")));
    Map<?, ?> hook = (Map<?, ?>) hooks.getFirst();

    String program = hook.get("entry").toString().split(" ")[0];

    assertThat(Path.of(program)).isExecutable();
    assertThat(hook.get("pass_filenames")).isEqualTo(false);
  }

  @Test
  void eachIntegrationNeedsFewLines() throws IOException {
    String guide = Files.readString(Path.of("docs/how-to/ci.md"));
    var matcher = SNIPPET.matcher(guide);
    int snippets = 0;
    while (matcher.find()) {
      assertThat(matcher.group(1).lines()).as(matcher.group(1)).hasSizeLessThan(10);
      snippets++;
    }
    assertThat(snippets).isGreaterThan(5);
  }
}
