package dev.pawl.story;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.PawlClient;
import dev.pawl.PawlClient.ApiResponse;
import dev.pawl.PawlTest;
import dev.pawl.workspace.TestFiles;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

/** Tests the configuration of a target by its team. */
@PawlTest
class TargetConfigStoryTests {

  private static final String MINIMAL_CONFIG =
      "\"version\": \"1.0\", \"formatters\": {}, \"quality_thresholds\": {}";

  @Autowired PawlClient pawl;
  private Path target;

  @BeforeEach
  void makeTarget() {
    target = pawl.newTarget();
    TestFiles.write(target, "A.java", "class A{}\n");
  }

  private ApiResponse get() {
    return pawl.get("/api/v1/targets/config?path=" + target);
  }

  private ApiResponse put(String body) {
    return pawl.send(
        pawl.request("/api/v1/targets/config?path=" + target, "Content-Type", "application/json")
            .PUT(BodyPublishers.ofString(body)));
  }

  @Test
  void returnsTheDefaultsWithoutAFile() {
    JsonNode answer = get().json();

    assertThat(answer.get("path").asString()).isEqualTo(target.toString());
    assertThat(answer.get("trusted").asBoolean()).isFalse();
    assertThat(answer.get("config").get("quality_thresholds").get("max_file_lines").asInt())
        .isEqualTo(500);
  }

  @Test
  void mergesAPartialConfiguration() {
    ApiResponse saved = put("{\"default_workflow\": \"verify-only\"}");

    assertThat(saved.status()).as(saved.body()).isEqualTo(200);
    assertThat(saved.json().get("faults")).isEmpty();
    assertThat(TestFiles.read(target, ".quality-config.json"))
        .contains("\"verify-only\"")
        .endsWith("}\n");
    assertThat(pawl.submitAndAwaitEnd(target, "").get("type").asString()).isEqualTo("verify-only");
  }

  @Test
  void statesTheSourceOfEachValue() {
    TestFiles.write(
        target,
        ".quality-config.json",
        """
        {"$schema": "http://localhost:8080/schemas/quality-config.json", "max_file_size": 2048,
         "safety": {"require_git": true}, "links": ["../x"], "formatters": {"java": []}}
        """);
    TestFiles.write(target, "pyproject.toml", "[tool.black]\nline-length = 100\n");
    TestFiles.write(target, "a.py", "x = 1\n");

    JsonNode answer = get().json();
    JsonNode sources = answer.get("sources");
    ApiResponse text =
        pawl.send(pawl.request("/api/v1/targets/config?path=" + target, "Accept", "text/plain"));

    assertThat(kind(sources, "/max_file_size")).isEqualTo("file .quality-config.json");
    assertThat(kind(sources, "/safety/require_git")).isEqualTo("file .quality-config.json");
    assertThat(kind(sources, "/formatters/java")).isEqualTo("file .quality-config.json");
    assertThat(kind(sources, "/safety/require_clean_git")).isEqualTo("default");
    assertThat(kind(sources, "/excluded_patterns")).isEqualTo("default");
    assertThat(kind(sources, "/rules")).isEqualTo("default");
    assertThat(kind(sources, "/links")).as("an invalid value").isEqualTo("default");
    assertThat(kind(sources, "/formatters/python")).startsWith("file pyproject.toml");
    assertThat(sources.path("/formatters/python").path("value").toString())
        .isEqualTo("[\"black\"]");
    assertThat(answer.get("config").get("formatters").has("python")).isFalse();
    assertThat(text.header("Content-Type")).startsWith("text/plain");
    assertThat(text.body())
        .contains(
            "/max_file_size = 2048 (file .quality-config.json)\n",
            "/version = \"1.0\" (default)\n",
            "/formatters/python = [\"black\"] (file pyproject.toml",
            "Error: .quality-config.json: /links must be a list of relative paths");
  }

  private static String kind(JsonNode sources, String pointer) {
    JsonNode source = sources.path(pointer);
    String location = source.path("location").asString("");
    return (source.path("kind").asString() + " " + location).strip();
  }

  @Test
  void reportsAllErrorsAndSavesNothing() {
    ApiResponse answer =
        put(
            "{\"formatters\": {\"java\": \"x\"}, \"quality_thresholds\": {\"similarity_threshold\":"
                + " 101, \"complexity_limit\": 0}, \"max_file_size\": 1023, \"create_snapshots\":"
                + " false, \"links\": [\"../x\"]}");

    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.body())
        .contains(
            "/formatters/java",
            "/quality_thresholds/similarity_threshold",
            "/quality_thresholds/complexity_limit",
            "/max_file_size",
            "/create_snapshots",
            "/links");
    assertThat(Files.exists(target.resolve(".quality-config.json"))).isFalse();
  }

  @Test
  void acceptsTheDocumentOfTheOriginalFormat() {
    ApiResponse saved =
        put(
            """
            {
                "default_workflow": "standard",
                "parallel_execution": true,
                "create_snapshots": true,
                "auto_cleanup": true,
                "max_file_size": 10485760,
                "excluded_patterns": [".git", "node_modules", "__pycache__"],
                "formatters": {
                    "javascript": ["prettier", "eslint"],
                    "python": ["black", "isort"],
                    "go": ["gofmt", "goimports"]
                }
            }
            """);

    assertThat(saved.status()).as(saved.body()).isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"x\": {\"y\": 1}} | /x | known fields",
        "{\"safety\": {\"require_gti\": true}} | /safety/require_gti | require_git",
        "{\"default_workflow\": \"standrad\"} | /default_workflow | verify-only",
        "{\"formatters\": {\"jav\": []}} | /formatters/jav | java",
        "{\"formatters\": {\"java\": [\"gjf\"]}} | /formatters/java/0 | google-java-format",
        "{\"on_failure\": {\"format\": \"ignore\"}} | /on_failure/format | rollback",
        "{\"gates\": [{\"metric\": \"bugs\", \"operator\": \"<\", \"threshold\": 1}]}"
            + " | /gates/0/metric | warnings",
        "{\"gates\": [{\"metric\": \"errors\", \"operator\": \"~\", \"threshold\": 1}]}"
            + " | /gates/0/operator | ==",
        "{\"gates\": [{\"metric\": \"errors\"}]} | /gates/0 | threshold",
        "{\"gates\": [{\"metric\": \"errors\", \"operator\": \"<\", \"threshold\": 1, \"of\": 2}]}"
            + " | /gates/0/of | known fields"
      })
  void namesEachUnknownKeyAndValue(String config, String pointer, String known) {
    ApiResponse answer = put(config);
    TestFiles.write(target, ".quality-config.json", config);
    ApiResponse submitted =
        pawl.post(
            "/api/v1/workflows",
            "{\"target\": {\"path\": \"" + target + "\"}, \"type\": \"verify-only\"}");

    assertThat(answer.status()).as(answer.body()).isEqualTo(422);
    assertThat(answer.json().get("errors").get(0).get("pointer").asString()).isEqualTo(pointer);
    assertThat(answer.json().get("detail").asString()).startsWith(pointer + " ").contains(known);
    assertThat(get().json().get("faults").get(0).get("pointer").asString()).isEqualTo(pointer);
    if (pointer.startsWith("/gates")) {
      assertThat(submitted.status()).isEqualTo(422);
      assertThat(submitted.json().get("detail").asString())
          .startsWith("/target has a gate in its .quality-config.json that cannot be applied: ")
          .contains(pointer);
    } else {
      assertThat(submitted.json().get("plan").get("warnings").toString())
          .contains(".quality-config.json: " + pointer + " ", known);
    }
  }

  /** Returns the target of a request, with the files of the folder as a directory, a repository or an archive. */
  private String targetOfKind(String kind) throws Exception {
    return switch (kind) {
      case "path" -> "{\"path\": \"%s\"}".formatted(target);
      case "git" -> {
        TestFiles.commitAll(target);
        yield "{\"git\": {\"url\": \"%s\", \"ref\": \"main\"}}".formatted(target.toUri());
      }
      default -> "{\"archive\": \"%s\"}".formatted(upload());
    };
  }

  private String upload() throws IOException {
    var content = new ByteArrayOutputStream();
    try (var zip = new ZipOutputStream(content);
        var files = Files.walk(target)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        zip.putNextEntry(new ZipEntry(target.relativize(file).toString()));
        zip.write(Files.readAllBytes(file));
      }
    }
    ApiResponse uploaded =
        pawl.send(
            pawl.request("/api/v1/archives", "Content-Type", "application/zip")
                .POST(BodyPublishers.ofByteArray(content.toByteArray())));
    assertThat(uploaded.status()).as(uploaded.body()).isEqualTo(201);
    return uploaded.json().get("archive_id").asString();
  }

  private JsonNode runOn(String requestTarget, String fields) {
    ApiResponse submitted =
        pawl.post("/api/v1/workflows", "{\"target\": " + requestTarget + ", " + fields + "}");
    assertThat(submitted.status()).as(submitted.body()).isEqualTo(202);
    return pawl.awaitEnd(submitted.json().get("workflow_id").asString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"path", "git", "archive"})
  void appliesTheGatesOfEachKindOfTarget(String kind) throws Exception {
    TestFiles.write(
        target,
        ".quality-config.json",
        "{\"gates\": [{\"metric\": \"errors\", \"operator\": \">=\", \"threshold\": 1}]}");
    String requestTarget = targetOfKind(kind);

    JsonNode judged = runOn(requestTarget, "\"type\": \"verify-only\"");
    JsonNode overridden =
        runOn(
            requestTarget,
            "\"type\": \"verify-only\", \"gates\": [{\"metric\": \"errors\", \"operator\":"
                + " \"<=\", \"threshold\": 5}]");

    assertThat(judged.get("ended_reason").asString()).as(kind).isEqualTo("gate_failed");
    assertThat(PawlClient.step(judged, "verify").get("error").asString())
        .contains("errors >= 1 on all code: 0");
    assertThat(overridden.get("status").asString()).isEqualTo("completed");
  }

  @ParameterizedTest
  @ValueSource(strings = {"path", "git", "archive"})
  void appliesTheActionsOnFailureOfEachKindOfTarget(String kind) throws Exception {
    TestFiles.write(
        target,
        ".quality-config.json",
        "{\"on_failure\": {\"verify\": \"continue\"}, \"gates\": [{\"metric\": \"errors\","
            + " \"operator\": \">=\", \"threshold\": 1}]}");
    String requestTarget = targetOfKind(kind);

    JsonNode continued = runOn(requestTarget, "\"type\": \"verify-only\"");
    JsonNode aborted =
        runOn(requestTarget, "\"type\": \"verify-only\", \"on_failure\": {\"verify\": \"abort\"}");

    assertThat(continued.get("status").asString()).as(kind).isEqualTo("completed");
    assertThat(PawlClient.step(continued, "verify").get("status").asString()).isEqualTo("failed");
    assertThat(aborted.get("status").asString()).isEqualTo("failed");
  }

  @Test
  void failsIfAGateOfARepositoryCannotBeApplied() throws Exception {
    TestFiles.write(target, ".quality-config.json", "{\"gates\": [{\"metric\": \"bugs\"}]}");

    JsonNode workflow = runOn(targetOfKind("git"), "\"type\": \"verify-only\"");

    assertThat(workflow.get("status").asString()).isEqualTo("failed");
    assertThat(PawlClient.step(workflow, "verify").get("error").asString())
        .contains(
            "has a gate in its .quality-config.json that cannot be applied", "/gates/0/metric");
  }

  @Test
  void namesTheErrorsInTheConfigurationOfARepository() throws Exception {
    TestFiles.write(
        target,
        ".quality-config.json",
        "{\"default_workflow\": \"comprehensive\", \"parallel_execution\": false, \"safety\":"
            + " {\"require_gti\": true}, \"on_failure\": {\"publish\": \"continue\"}}");

    JsonNode workflow = runOn(targetOfKind("git"), "\"type\": \"verify-only\"");
    String events =
        pawl.get("/api/v1/workflows/" + workflow.get("workflow_id").asString() + "/events").body();

    assertThat(workflow.get("status").asString()).isEqualTo("completed");
    assertThat(events)
        .contains(
            "/safety/require_gti",
            "/on_failure/publish cannot be continue",
            "default_workflow is not used for repositories",
            "parallel_execution is not used for repositories");
  }

  @Test
  void cannotDefineProgramsThroughTheApi() {
    assertThat(put("{" + MINIMAL_CONFIG + ", \"commands\": {\"build\": [\"make\"]}}").body())
        .contains("/commands", "only be changed in the file itself");

    TestFiles.write(
        target,
        ".quality-config.json",
        "{" + MINIMAL_CONFIG + ", \"commands\": {\"test\": [\"make\"]}}");
    assertThat(put("{" + MINIMAL_CONFIG + "}").status()).isEqualTo(200);
    assertThat(get().json().get("config").get("commands").get("test").toString())
        .isEqualTo("[\"make\"]");
  }

  @Test
  void cannotWriteThroughLinksOrOutsideTheRoots() throws Exception {
    Path secret = Files.createTempFile("secret", ".json");
    Files.createSymbolicLink(target.resolve(".quality-config.json"), secret);

    assertThat(put("{" + MINIMAL_CONFIG + "}").status()).isEqualTo(422);
    assertThat(Files.size(secret)).isZero();
    assertThat(pawl.get("/api/v1/targets/config?path=/etc").status()).isEqualTo(422);
    assertThat(pawl.get("/api/v1/targets/config?path=a%00b").status()).isBetween(400, 422);
    assertThat(pawl.get("/api/v1/targets/config").status()).isEqualTo(400);
    assertThat(put("[1]").status()).isEqualTo(422);
    assertThat(put("{oops").status()).isEqualTo(400);
  }

  @Test
  void disablesFormattersOfALanguage() {
    TestFiles.write(target, ".quality-config.json", "{\"formatters\": {\"java\": []}}");

    assertThat(
            pawl.submitAndAwaitEnd(target, "\"commands\": [\"format\"]").get("status").asString())
        .isEqualTo("completed");
    assertThat(TestFiles.read(target, "A.java")).isEqualTo("class A{}\n");
  }

  @Test
  void definesGatesForAllWorkflows() {
    TestFiles.write(
        target,
        ".quality-config.json",
        "{\"formatters\": {\"java\": [\"google-java-format\"]}, \"gates\": [{\"metric\":"
            + " \"files_changed\", \"operator\": \"<=\", \"threshold\": 0}]}");

    JsonNode done = pawl.submitAndAwaitEnd(target, "");

    assertThat(done.get("ended_reason").asString()).isEqualTo("gate_failed");
    assertThat(TestFiles.read(target, "A.java")).isEqualTo("class A{}\n");
  }
}
