package dev.pawl.cli;

import static dev.pawl.cli.ScriptedService.text;
import static dev.pawl.cli.ScriptedService.workflow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.pawl.PawlClient;
import dev.pawl.PawlTest;
import dev.pawl.TestNodeInitializer;
import dev.pawl.cli.PawlCommand.Result;
import dev.pawl.cli.PawlCommand.Running;
import dev.pawl.target.TestGitRepository;
import dev.pawl.workspace.TestFiles;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;

/** Tests the command line client with real processes, on a real node or on a service with chosen answers. */
@PawlTest
class PawlCliTests {

  private static final Path FOLDER = TestNodeInitializer.createTempFolder("pawl-cli");
  private static final AtomicInteger TREES = new AtomicInteger();
  private static final List<String> SH = List.of("sh");

  @Autowired PawlClient pawl;

  /** Creates a git working tree with one committed file. */
  private static Path newTree() throws IOException, InterruptedException {
    Path tree = Files.createDirectory(FOLDER.resolve("tree " + TREES.incrementAndGet()));
    TestFiles.write(tree, "A.java", "class A {}\n");
    git(tree, "init", "--quiet", "--initial-branch=main");
    commit(tree);
    return tree;
  }

  private static void commit(Path tree) throws IOException, InterruptedException {
    git(tree, "add", "--all");
    git(tree, "-c", "user.name=Dev", "-c", "user.email=dev@example.com", "commit", "-qm", "Change");
  }

  private static void git(Path tree, String... arguments) throws IOException, InterruptedException {
    var command = new ArrayList<>(List.of("git"));
    command.addAll(List.of(arguments));
    var builder = new ProcessBuilder(command).directory(tree.toFile()).redirectErrorStream(true);
    builder.environment().put("GIT_CONFIG_GLOBAL", "/dev/null");
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
  }

  private PawlCommand client(Path folder) {
    return new PawlCommand(SH, folder, pawl.uri("").toString());
  }

  private static void assertExit(Result result, int exit) {
    assertThat(result.exit()).as("%s%n%s", result.out(), result.err()).isEqualTo(exit);
  }

  // --- Real workflows

  @ParameterizedTest
  @ValueSource(strings = {"dash", "bash --posix", "bash", "busybox sh", "zsh", "sh"})
  void checksAWorkingTreeInEveryShell(String shell) throws Exception {
    List<String> command = List.of(shell.split(" "));
    assumeTrue(isInstalled(command.getFirst()), shell + " is not installed");
    Path tree = newTree();
    var client = new PawlCommand(command, tree, pawl.uri("").toString());

    Result passed = client.run("check", "--type", "verify-only");

    assertExit(passed, 0);
    assertThat(passed.out()).contains("Quality Workflow Report", "Status: completed");
    assertThat(passed.err())
        .contains("completed", "verify", "pawl: passed: all gates hold (1)")
        .doesNotContain("\u001b");
    TestFiles.write(tree, "bad.json", "{");
    Result failed = client.run("check", "--type=verify-only", "--quiet");
    assertExit(failed, 1);
    assertThat(failed.err())
        .isEqualTo("pawl: failed: gate_failed: verify: errors <= 0 on all code: 1, failed\n");
  }

  private static boolean isInstalled(String program) {
    return Stream.of(System.getenv("PATH").split(":"))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
  }

  /** Describes a working tree; git renews the times of objects that it reads again, so that they are not pruned. */
  private static Map<String, String> manifest(Path tree) {
    var manifest = new TreeMap<>(TestFiles.manifest(tree));
    manifest.replaceAll((path, entry) ->
        path.startsWith(".git/objects/") ? entry.replaceFirst(" \\d{4}-\\S+", "") : entry);
    return manifest;
  }

  @Test
  void sendsExactlyTheFilesOfTheWorkingTree() throws Exception {
    Path tree = newTree();
    TestFiles.write(tree, ".gitignore", "ignored*\n*.log\n");
    TestFiles.write(tree, ".gitattributes", "hidden.txt export-ignore\n*.txt text eol=crlf\n");
    TestFiles.write(tree, "hidden.txt", "$Format:%H$\n");
    TestFiles.write(tree, "crlf.txt", "one\r\ntwo\r\n");
    TestFiles.write(tree, "ignored-but-tracked.json", "{}\n");
    TestFiles.write(tree, "deleted.json", "{}\n");
    TestFiles.write(tree, "-dash $(x) 'quote' \"q\".json", "{}\n");
    TestFiles.write(tree, "new\nline.json", "{}\n");
    TestFiles.write(tree, "m\u00f3dulo/\u00fc.json", "{}\n");
    Path module = Files.createDirectory(tree.resolve("module"));
    TestFiles.write(module, "inner.json", "{}\n");
    git(module, "init", "--quiet");
    commit(module);
    git(tree, "add", "--force", "ignored-but-tracked.json");
    commit(tree);
    TestFiles.write(tree, "ignored.json", "{}\n");
    TestFiles.write(tree, "new.json", "{}\n");
    Files.delete(tree.resolve("deleted.json"));
    Files.createSymbolicLink(tree.resolve("link"), Path.of("A.java"));
    var before = manifest(tree);

    try (var service = new ScriptedService()) {
      assertExit(client(tree, service).run("check"), 0);

      assertThat(manifest(tree)).isEqualTo(before);
      Map<String, String> sent = extract(service.uploads().getFirst());
      assertThat(sent)
          .containsOnlyKeys(
              ".gitattributes",
              ".gitignore",
              "-dash $(x) 'quote' \"q\".json",
              "A.java",
              "crlf.txt",
              "hidden.txt",
              "ignored-but-tracked.json",
              "link",
              "m\u00f3dulo/\u00fc.json",
              "new\nline.json",
              "new.json")
          .containsEntry("crlf.txt", "one\r\ntwo\r\n")
          .containsEntry("hidden.txt", "$Format:%H$\n")
          .containsEntry("link", "-> A.java");
    }
  }

  /** Returns the content of each file of an archive. */
  private static Map<String, String> extract(byte[] archive) throws IOException {
    var files = new TreeMap<String, String>();
    try (var tar =
        new TarArchiveInputStream(
            new GZIPInputStream(new ByteArrayInputStream(archive)),
            StandardCharsets.UTF_8.name())) {
      for (var entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        if (entry.isSymbolicLink()) {
          files.put(entry.getName(), "-> " + entry.getLinkName());
        } else if (entry.isFile()) {
          files.put(entry.getName(), new String(tar.readAllBytes(), StandardCharsets.UTF_8));
        }
      }
    }
    return files;
  }

  @Test
  void leavesTheRepositoryOfAHookAlone() throws Exception {
    Path tree = newTree();
    Path other = newTree();
    try (var service = new ScriptedService()) {
      var before = TestFiles.manifest(other);

      Result result =
          client(tree, service)
              .with("GIT_DIR", other.resolve(".git").toString())
              .with("GIT_INDEX_FILE", other.resolve(".git/index").toString())
              .run("check");

      assertExit(result, 0);
      assertThat(TestFiles.manifest(other)).isEqualTo(before);
      assertThat(extract(service.uploads().getFirst())).containsOnlyKeys("A.java");
    }
  }

  @Test
  void checksOnlyWhatHasChangedSinceARef() throws Exception {
    Path tree = newTree();
    TestFiles.write(tree, "old.json", "{");
    commit(tree);
    git(tree, "tag", "base");

    Result unchanged = client(tree).run("check", "--since", "base");
    TestFiles.write(tree, "new [x]\n.json", "{}\n");
    Result changed = client(tree).run("check", "--since", "base", "--type", "verify-only");
    TestFiles.write(tree, "old.json", "{{");
    Result broken = client(tree).run("check", "--since", "base", "--type", "verify-only");

    assertExit(unchanged, 0);
    assertThat(unchanged.err()).isEqualTo("pawl: no files have changed since base\n");
    assertExit(changed, 0);
    assertExit(broken, 1);
    assertExit(client(tree).run("check", "--since", "nothing"), 2);
  }

  @Test
  void checksOnlyTheGivenFolderOrFile() throws Exception {
    Path tree = newTree();
    TestFiles.write(tree, "bad/b.json", "{");
    TestFiles.write(tree, "good/g.json", "{}\n");

    assertExit(client(tree).run("check", "good", "--type", "verify-only"), 0);
    assertExit(client(tree.resolve("good")).run("check", "--type", "verify-only"), 0);
    assertExit(client(tree).run("check", "bad/b.json", "--type", "verify-only"), 1);
    assertExit(client(tree).run("check", "missing"), 2);
  }

  @Test
  void fixesTheWorkingTreeAndNothingElse() throws Exception {
    Path tree = newTree();
    TestFiles.write(tree, ".editorconfig", "root = true\n[*]\ntrim_trailing_whitespace = true\n");
    TestFiles.write(tree, "-a b.txt", "text  \r\n");
    commit(tree);
    TestFiles.write(tree, "A.java", "class A {}   \n");
    TestFiles.write(tree, "other.bin", "x\u0000  \n");

    Result result = client(tree).run("check", "--type", "format-only", "--fix");

    assertExit(result, 0);
    assertThat(tree.resolve("A.java")).hasContent("class A {}\n");
    assertThat(Files.readString(tree.resolve("-a b.txt"))).isEqualTo("text\r\n");
    assertThat(Files.readString(tree.resolve("other.bin"))).isEqualTo("x\u0000  \n");
    String id = result.err().replaceFirst("(?s).*(quality_[0-9a-z_]+).*", "$1");
    assertExit(client(tree).run("undo", id), 0);
    assertThat(Files.readString(tree.resolve("A.java"))).isEqualTo("class A {}   \n");
    assertExit(client(tree).run("apply", id), 0);
    assertThat(Files.readString(tree.resolve("A.java"))).isEqualTo("class A {}\n");
    assertExit(client(tree).run("apply", id), 2);
  }

  @Test
  void writesReports() throws Exception {
    Path tree = newTree();
    TestFiles.write(tree, "bad.json", "{");
    Path reports = Files.createDirectory(FOLDER.resolve("reports " + TREES.incrementAndGet()));

    Result result =
        client(tree)
            .run(
                "check",
                "--type=verify-only",
                "--format=github",
                "--sarif=" + reports.resolve("a b.sarif"),
                "--junit=" + reports.resolve("junit.xml"),
                "--gitlab=" + reports.resolve("gitlab.json"),
                "--patch=" + reports.resolve("p.diff"));

    assertExit(result, 1);
    assertThat(result.out()).startsWith("::error ").contains("\n::error file=bad.json");
    assertThat(reports.resolve("a b.sarif")).content().contains("\"version\":\"2.1.0\"");
    assertThat(reports.resolve("junit.xml")).content().contains("<testsuites");
    assertThat(reports.resolve("gitlab.json")).content().contains("fingerprint");
    assertThat(reports.resolve("p.diff")).isEmptyFile();
  }

  @Test
  void readsWorkflows() throws Exception {
    Path tree = newTree();
    Result run = client(tree).run("check", "--type=verify-only", "--no-wait", "--label=team=a b");
    String id = run.out().strip();

    Result watch = client(tree).run("watch", id);

    assertExit(watch, 0);
    assertThat(client(tree).run("report", id, "--format", "markdown").out()).contains("#");
    assertThat(client(tree).run("log", id).out()).contains("Status: SUCCESS");
    assertThat(client(tree).run("log", id, "verify").out()).contains("Step: verify");
    assertExit(client(tree).run("log", id, "nothing"), 2);
    assertExit(client(tree).run("diff", id), 0);
    var labels = pawl.get("/api/v1/workflows/" + id).json().get("labels");
    assertThat(labels.get("team").asString()).isEqualTo("a b");
    assertThat(labels.get("git.branch").asString()).isEqualTo("main");
    assertExit(client(tree).run("report", "quality_none"), 2);
    assertExit(client(tree).run("report", "../../tokens"), 2);
  }

  @Test
  void runsWorkflowsOnRepositories() throws Exception {
    String url =
        TestGitRepository.create(pawl.newTarget().resolve("repository.git"))
            .folder()
            .toUri()
            .toString();

    Result passed =
        client(FOLDER).run("run", "--repo", url, "--ref", "main", "--type", "verify-only");
    Result unknown = client(FOLDER).run("run", "--repo=" + url, "--ref=nothing");

    assertExit(passed, 0);
    assertExit(unknown, 2);
    assertThat(unknown.err()).contains("nothing");
  }

  @Test
  void reportsRejectedRequests() throws Exception {
    Path tree = newTree();

    Result type = client(tree).run("check", "--type", "no-such-type");
    Result both = client(tree).run("check", "--type=no-such-type", "--gate=no_such_metric<=0");

    assertExit(type, 2);
    assertThat(type.err()).contains("/type");
    assertExit(both, 2);
    assertThat(both.err()).contains("/type", "/gates/0/metric");
  }

  @Test
  void reportsIncompleteArchives() throws Exception {
    Path tree = newTree();
    // A name that is not UTF-8, which Java cannot create.
    new ProcessBuilder("bash", "-c", "printf x > $'bad\\xff.txt'")
        .directory(tree.toFile())
        .start()
        .waitFor();

    Result result = client(tree).run("check");

    assertExit(result, 2);
    assertThat(result.err()).contains("UTF-8");
  }

  @Test
  void jobsInParallelEndWithTheirOwnStatus() throws Exception {
    int jobs = Integer.getInteger("pawl.cli.jobs", 10);
    Path good = newTree();
    Path bad = newTree();
    TestFiles.write(bad, "bad.json", "{");
    var running = new ArrayList<Running>();
    for (int i = 0; i < jobs; i++) {
      running.add(client(i % 2 == 0 ? good : bad).start("check", "--type=verify-only", "--quiet"));
    }

    for (int i = 0; i < jobs; i++) {
      assertExit(running.get(i).await(), i % 2);
    }
  }

  @Test
  void isServedWithTheAddressOfTheService() throws Exception {
    Path tree = newTree();
    var response = pawl.get("/pawl");
    assertThat(response.status()).isEqualTo(200);
    assertThat(response.header("Content-Type")).startsWith("text/x-shellscript");
    Path script = Files.writeString(tree.resolve(".git/pawl"), response.body());

    Process process =
        new ProcessBuilder(
                "env", "-u", "PAWL_URL", "sh", script.toString(), "check", "--type=verify-only")
            .directory(tree.toFile())
            .redirectErrorStream(true)
            .start();

    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    assertThat(response.body()).contains("default_url='" + pawl.uri("") + "'");
  }

  @Test
  void showsAStatusLineAndColoursOnlyOnATerminal() throws Exception {
    assumeTrue(isInstalled("script"), "script is not installed");
    Path tree = newTree();
    for (String noColor : List.of("", "1")) {
      String output =
          runOnTerminal(tree, pawl.uri("").toString(), noColor, "check", "--type=verify-only");
      assertThat(output).contains("\r\u001b[K");
      assertThat(output.contains("\u001b[32m")).as(output).isEqualTo(noColor.isEmpty());
    }
  }

  /** Runs the client on a terminal of its own, and returns what it shows. */
  private static String runOnTerminal(Path folder, String url, String noColor, String... arguments)
      throws IOException, InterruptedException {
    var builder =
        new ProcessBuilder(
                "script",
                "--quiet",
                "--return",
                "--command",
                "sh '%s' %s".formatted(PawlCommand.SCRIPT, String.join(" ", arguments)),
                "/dev/null")
            .directory(folder.toFile())
            .redirectErrorStream(true);
    builder.environment().put("PAWL_URL", url);
    builder.environment().put("TERM", "xterm");
    builder.environment().put("NO_COLOR", noColor);
    Process process = builder.start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return output;
  }

  // --- Answers that a real node gives rarely

  private static PawlCommand client(Path folder, ScriptedService service) {
    return new PawlCommand(SH, folder, service.url());
  }

  /** A name of a file in checked code, with which it would set the title of the terminal, hide text and reorder it. */
  private static final String HOSTILE_NAME = "a\u001b]0;title\u0007\u009b8m\u202egpj.sh";

  @ParameterizedTest
  @ValueSource(strings = {"log", "report", "diff", "watch"})
  void controlsNoTerminalByCheckedCode(String command) throws Exception {
    assumeTrue(isInstalled("script"), "script is not installed");
    String hostile = "passed: " + HOSTILE_NAME + "\tend\n";
    try (var service = new ScriptedService()) {
      service.on("GET " + workflow("/steps/verify/log"), text(200, hostile));
      service.on("GET " + workflow("/report"), text(200, hostile));
      service.on("GET " + workflow("/patch"), text(200, hostile));
      service.on("GET " + workflow("/verdict"), text(200, hostile));
      String step = command.equals("log") ? "verify" : "";

      String output =
          runOnTerminal(newTree(), service.url(), "1", command, ScriptedService.ID, step);

      assertThat(output).contains("passed: a?]0;title??8m?gpj.sh\tend");
    }
  }

  @Test
  void copiesBytesUnlessATerminalShowsThem() throws Exception {
    try (var service = new ScriptedService()) {
      service.on("GET " + workflow("/patch"), text(200, HOSTILE_NAME + "\n"));

      Result result = client(newTree(), service).run("diff", ScriptedService.ID);

      assertThat(result.out().getBytes(StandardCharsets.ISO_8859_1))
          .asString(StandardCharsets.UTF_8)
          .isEqualTo(HOSTILE_NAME + "\n");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "200 | passed: all gates hold (1)   | 0",
        "422 | failed: gate_failed          | 1",
        "422 | error: step_failed           | 3",
        "422 | cancelled: superseded        | 3",
        "422 | timed_out: timed_out         | 4",
        "200 | <html>                       | 3",
        "500 | x                            | 3"
      })
  void endsWithTheStatusOfTheVerdict(int status, String verdict, int exit) throws Exception {
    try (var service = new ScriptedService()) {
      service.on("GET " + workflow("/verdict"), text(status, verdict + "\n"));

      assertExit(client(newTree(), service).run("check"), exit);
    }
  }

  @ParameterizedTest
  @CsvSource({"401, 2", "403, 2", "413, 2", "422, 2", "429, 3", "500, 3", "503, 3", "200, 3"})
  void endsWithTheStatusOfARefusedUpload(int status, int exit) throws Exception {
    try (var service = new ScriptedService()) {
      service.on(
          "POST /api/v1/archives",
          text(status, "{\"detail\":\"Because of \\\"this\\\".\\u001b[31m\"}"));

      Result result = client(newTree(), service).run("check");

      assertExit(result, exit);
      if (status != 200) {
        assertThat(result.err()).contains("Because of \"this\".").doesNotContain("\u001b");
      }
    }
  }

  @Test
  void followsNoRedirects() throws Exception {
    try (var service = new ScriptedService();
        var other = new ScriptedService()) {
      service.on(
          "POST /api/v1/archives",
          exchange -> {
            exchange.getResponseHeaders().add("Location", other.url());
            text(307, "").send(exchange);
          });

      Result result = client(newTree(), service).with("PAWL_TOKEN", "pawl_secret").run("check");

      assertExit(result, 3);
      assertThat(result.err()).contains("redirects to " + other.url());
      assertThat(other.requests()).isEmpty();
    }
  }

  @Test
  void reportsServicesThatCannotBeReached() throws Exception {
    Path tree = newTree();
    int closed;
    try (var socket = new ServerSocket(0)) {
      closed = socket.getLocalPort();
    }
    try (var service = new ScriptedService()) {
      String plain = service.url();
      assertExit(new PawlCommand(SH, tree, "http://127.0.0.1:" + closed).run("check"), 3);
      assertExit(new PawlCommand(SH, tree, plain.replace("http:", "https:")).run("check"), 3);
      assertExit(new PawlCommand(SH, tree, "http://no-such-host.invalid").run("check"), 3);
      assertExit(
          client(tree, service)
              .with("no_proxy", "")
              .with("http_proxy", "http://127.0.0.1:" + closed)
              .run("check"),
          3);
      assertThat(service.requests()).isEmpty();
    }
  }

  @Test
  void usesAProxy() throws Exception {
    try (var proxy = new ScriptedService()) {
      Result result =
          new PawlCommand(SH, newTree(), "http://pawl.example")
              .with("no_proxy", "")
              .with("http_proxy", proxy.url())
              .run("check");

      assertExit(result, 0);
    }
  }

  @Test
  void survivesARestartOfTheService() throws Exception {
    try (var service = new ScriptedService()) {
      var calls = new AtomicInteger();
      service.on(
          "GET " + workflow("/progress"),
          exchange -> {
            if (calls.incrementAndGet() < 3) {
              text(503, "{\"detail\":\"Starting.\"}").send(exchange);
            } else {
              text(200, "completed 1/1 100% 1s\ncompleted 1.0s  verify\n").send(exchange);
            }
          });

      assertExit(client(newTree(), service).with("PAWL_RETRIES", "2").run("check"), 0);
      assertThat(calls).hasValue(3);
    }
  }

  @Test
  void stopsWaitingAtTheDeadline() throws Exception {
    try (var service = new ScriptedService().runForever()) {
      Result result = client(newTree(), service).run("check", "--timeout", "1s");

      assertExit(result, 4);
      assertThat(service.requests()).contains("POST " + workflow("/cancellation"));
    }
  }

  /** Returns whether this process ignores HUP, as under nohup; its programs then cannot receive it. */
  private static boolean ignoresHangUp() throws IOException {
    return Files.readString(Path.of("/proc/self/status"))
        .lines()
        .filter(line -> line.startsWith("SigIgn:"))
        .anyMatch(line -> (Long.parseUnsignedLong(line.substring(7).strip(), 16) & 1) == 1);
  }

  @ParameterizedTest
  @CsvSource({"INT, 130", "TERM, 143", "HUP, 129"})
  void cancelsTheWorkflowWhenItIsInterrupted(String signal, int exit) throws Exception {
    assumeTrue(!signal.equals("HUP") || !ignoresHangUp(), "HUP is ignored");
    try (var service = new ScriptedService().runForever()) {
      Running running = client(newTree(), service).start("check");
      service.awaitProgressRequest();

      running.signal(signal);

      Result result = running.await();
      assertExit(result, exit);
      assertThat(service.requests()).contains("POST " + workflow("/cancellation"));
      assertThat(result.err()).contains("is cancelled");
    }
  }

  @Test
  void watchingCancelsNothing() throws Exception {
    try (var service = new ScriptedService().runForever()) {
      Running running = client(newTree(), service).start("watch", ScriptedService.ID);
      service.awaitProgressRequest();

      running.signal("INT");

      assertExit(running.await(), 130);
      assertThat(service.requests()).doesNotContain("POST " + workflow("/cancellation"));
    }
  }

  @Test
  void fixesNothingIfTheTreeHasChangedMeanwhile() throws Exception {
    Path tree = newTree();
    try (var service = new ScriptedService()) {
      service.on(
          "GET " + workflow("/patch"),
          exchange -> {
            TestFiles.write(tree, "new.txt", "written meanwhile\n");
            text(
                    200,
                    """
                    diff --git a/A.java b/A.java
                    --- a/A.java
                    +++ b/A.java
                    @@ -1 +1 @@
                    -class A {}
                    +class B {}
                    """)
                .send(exchange);
          });

      Result result = client(tree, service).run("check", "--fix");

      assertExit(result, 2);
      assertThat(result.err()).contains("has changed since it was sent");
      assertThat(tree.resolve("A.java")).hasContent("class A {}\n");
    }
  }

  @Test
  void hidesTheTokenFromOtherUsers() throws Exception {
    String token = "pawl_0123456789abcdef";
    var seen = new AtomicInteger();
    var authorized = new AtomicInteger();
    try (var service = new ScriptedService()) {
      service.on(
          "GET " + workflow("/progress"),
          exchange -> {
            ProcessHandle.allProcesses()
                .filter(process -> process.info().commandLine().orElse("").contains(token))
                .forEach(process -> seen.incrementAndGet());
            if (("Bearer " + token)
                .equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
              authorized.incrementAndGet();
            }
            text(200, "completed 1/1 100% 1s\ncompleted 1.0s  verify\n").send(exchange);
          });

      Result result = client(newTree(), service).with("PAWL_TOKEN", token).run("check");

      assertExit(result, 0);
      assertThat(authorized).hasPositiveValue();
      assertThat(seen).hasValue(0);
      assertThat(result.out() + result.err()).doesNotContain(token);
    }
  }

  @Test
  void storesTheAddressAndTheTokenPrivately() throws Exception {
    Path tree = newTree();
    try (var service = new ScriptedService()) {
      service.on("GET /api/v1/workflow-types", text(200, "{}"));

      Result result =
          new PawlCommand(SH, tree, "")
              .with("PAWL_TOKEN", "pawl_stored")
              .run("init", "--url", service.url());

      assertExit(result, 0);
      Path config = tree.resolve(".git/config-home/pawl/config");
      assertThat(config).hasContent("url=%s\ntoken=pawl_stored\n".formatted(service.url()));
      assertThat(Files.getPosixFilePermissions(config)).hasSize(2);
      service.on(
          "POST /api/v1/archives",
          exchange ->
              text(
                      "Bearer pawl_stored"
                              .equals(exchange.getRequestHeaders().getFirst("Authorization"))
                          ? 422
                          : 401,
                      "{}")
                  .send(exchange));
      assertThat(new PawlCommand(SH, tree, "").run("check").err()).contains("status 422");
      try (var other = new ScriptedService()) {
        assertExit(client(tree, other).run("check"), 0);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "unknown",
        "check --unknown",
        "check a b",
        "check --type",
        "check --gate errors",
        "check --timeout soon",
        "check --label x",
        "check --repo x",
        "check --fix --no-wait",
        "run",
        "report",
        "report ../x",
        "watch a b",
        "init x"
      })
  void rejectsWrongCalls(String arguments) throws Exception {
    Path tree = newTree();
    try (var service = new ScriptedService()) {
      Result result = client(tree, service).run(arguments.split(" "));

      assertExit(result, 2);
      assertThat(result.err()).startsWith("pawl: ").contains("see pawl help");
      assertThat(service.requests()).isEmpty();
    }
  }

  @Test
  void rejectsCallsWithoutWhatTheyNeed() throws Exception {
    Path tree = newTree();
    assertExit(new PawlCommand(SH, tree, "").run("check"), 2);
    assertExit(new PawlCommand(SH, tree, "ftp://x").run("check"), 2);
    assertExit(new PawlCommand(SH, tree, "http://user@x").run("check"), 2);
    Path outside = Files.createDirectory(FOLDER.resolve("outside"));
    assertExit(new PawlCommand(SH, outside, "http://127.0.0.1:1").run("check"), 2);
    Path programs = Files.createDirectory(FOLDER.resolve("programs"));
    for (String program : List.of("sh", "env", "git")) {
      Path link = programs.resolve(program);
      Files.createSymbolicLink(link, Path.of("/usr/bin").resolve(program).toRealPath());
    }
    Result result =
        new PawlCommand(SH, tree, "http://127.0.0.1:1")
            .with("PATH", programs.toString())
            .run("check");
    assertExit(result, 2);
    assertThat(result.err()).contains("curl is not installed");
  }

  @Test
  void printsItsHelp() throws Exception {
    Result help = new PawlCommand(SH, FOLDER, "").run("help");

    assertExit(help, 0);
    assertThat(help.out()).contains("check [PATH]", "Exit status:");
    assertThat(new PawlCommand(SH, FOLDER, "http://x").run("version").out())
        .isEqualTo("pawl development\nhttp://x\n");
  }
}
