package dev.pawl.story;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.PawlClient;
import dev.pawl.PawlClient.ApiResponse;
import dev.pawl.PawlTest;
import dev.pawl.archive.TarBuilder;
import dev.pawl.archive.ZipBuilder;
import dev.pawl.workspace.TestFiles;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.core.env.Environment;
import tools.jackson.databind.JsonNode;

/** Tests uploaded archives as targets, and results as downloads. */
@PawlTest
class ArchiveTests {

  private static final String ARCHIVES = "/api/v1/archives";
  private static final String WORKFLOWS = "/api/v1/workflows";
  private static final String DIRTY = "import java.util.List;\nclass A{int a;}\n";
  private static final String CLEAN = "class A {\n  int a;\n}\n";

  @Autowired PawlClient pawl;
  @Autowired Environment environment;
  private final HttpClient client = HttpClient.newHttpClient();

  private static byte[] tar() {
    return new TarBuilder()
        .entry("./", '5', "", 0755, new byte[0])
        .file("./src/A.java", DIRTY)
        .file("./.quality-config.json", TestFiles.JAVA_FORMATTER)
        .file("./notes.txt", "trailing  ")
        .executable("./run.sh", "#!/bin/sh\n")
        .link("./latest", "src/A.java")
        .file("./.gitignore", "out/\n")
        .file("./out/A.class", "built")
        .file("./.git/config", "[core]\n")
        .file("./ü – \"q\".txt", "odd\n")
        .gz();
  }

  private static byte[] zip() {
    return new ZipBuilder()
        .file("src/A.java", DIRTY)
        .file(".quality-config.json", TestFiles.JAVA_FORMATTER)
        .file("notes.txt", "trailing  ")
        .executable("run.sh", "#!/bin/sh\n")
        .link("latest", "src/A.java")
        .file(".gitignore", "out/\n")
        .file("out/A.class", "built")
        .file(".git/config", "[core]\n")
        .file("ü – \"q\".txt", "odd\n")
        .bytes();
  }

  private static final Map<String, String> RESULT =
      Map.of(
          "src/A.java", "644 " + CLEAN,
          ".quality-config.json", "644 " + TestFiles.JAVA_FORMATTER,
          "notes.txt", "644 trailing  ",
          "run.sh", "755 #!/bin/sh\n",
          "latest", "777 > src/A.java",
          ".gitignore", "644 out/\n",
          "ü – \"q\".txt", "644 odd\n");

  private ApiResponse upload(byte[] body, String type) {
    return pawl.send(
        pawl.request(ARCHIVES).header("Content-Type", type).POST(BodyPublishers.ofByteArray(body)));
  }

  private String uploaded(byte[] body) {
    ApiResponse answer = upload(body, "application/octet-stream");
    assertThat(answer.status()).as(answer.body()).isEqualTo(201);
    return answer.json().get("archive_id").asString();
  }

  private ApiResponse post(String archive, String fields) {
    return pawl.post(WORKFLOWS, "{\"target\": {\"archive\": \"%s\"}%s}".formatted(archive, fields));
  }

  private JsonNode run(String archive, String fields) {
    ApiResponse answer = post(archive, fields);
    assertThat(answer.status()).as(answer.body()).isEqualTo(202);
    return pawl.awaitEnd(answer.json().get("workflow_id").asString());
  }

  private HttpResponse<byte[]> result(JsonNode workflow) throws Exception {
    String url = WORKFLOWS + "/" + workflow.get("workflow_id").asString() + "/result";
    return client.send(HttpRequest.newBuilder(pawl.uri(url)).build(), BodyHandlers.ofByteArray());
  }

  /** Returns the mode and the content or link target of each entry. */
  private static Map<String, String> entries(byte[] packed) throws IOException {
    var entries = new TreeMap<String, String>();
    try (var tar =
        new TarArchiveInputStream(new GZIPInputStream(new ByteArrayInputStream(packed)), "UTF-8")) {
      for (var entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        String content =
            entry.isSymbolicLink()
                ? "> " + entry.getLinkName()
                : new String(tar.readAllBytes(), StandardCharsets.UTF_8);
        entries.put(entry.getName(), Integer.toOctalString(entry.getMode()) + " " + content);
      }
    }
    return entries;
  }

  @ParameterizedTest
  @ValueSource(strings = {"tar.gz", "zip"})
  void runsAWorkflowOnAnUpload(String format) throws Exception {
    ApiResponse answer =
        upload(
            format.equals("zip") ? zip() : tar(),
            // The declared type is ignored, so a wrong one is harmless.
            format.equals("zip") ? "application/gzip" : "application/zip");
    assertThat(answer.status()).as(answer.body()).isEqualTo(201);
    JsonNode archive = answer.json();
    String id = archive.get("archive_id").asString();
    assertThat(answer.header("Location")).isEqualTo(ARCHIVES + "/" + id);
    assertThat(archive.get("format").asString()).isEqualTo(format);
    assertThat(archive.get("files").asInt()).isEqualTo(8);
    assertThat(archive.get("left_out").toString()).isEqualTo("[\".git\"]");
    assertThat(pawl.get(ARCHIVES + "/" + id).json()).isEqualTo(archive);
    assertThat(pawl.get(ARCHIVES).json().get("items").valueStream()).contains(archive);

    JsonNode workflow = run(id, ", \"type\": \"standard\"");

    assertThat(workflow.get("status").asString())
        .as(workflow.toPrettyString())
        .isEqualTo("completed");
    assertThat(workflow.get("target").toString()).isEqualTo("{\"archive\":\"" + id + "\"}");
    assertThat(workflow.get("publication").get("files").asInt()).isEqualTo(1);
    var result = result(workflow);
    assertThat(result.statusCode()).isEqualTo(200);
    assertThat(result.headers().firstValue("Content-Type")).contains("application/gzip");
    assertThat(result.headers().firstValue("Content-Disposition"))
        .contains("attachment; filename=\"" + workflow.get("workflow_id").asString() + ".tar.gz\"");
    assertThat(entries(result.body())).isEqualTo(RESULT);
    assertThat(result(workflow).body()).isEqualTo(result.body());
  }

  @Test
  void givesTheSameResultForATarAndAZip() throws Exception {
    byte[] fromTar = result(run(uploaded(tar()), "")).body();
    byte[] fromZip = result(run(uploaded(zip()), "")).body();

    assertThat(fromTar).isEqualTo(fromZip);
    assertThat(entries(result(run(uploaded(fromTar), "")).body())).isEqualTo(RESULT);
  }

  @Test
  void returns304ForAKnownResult() {
    JsonNode workflow = run(uploaded(tar()), ", \"dry_run\": true");
    String url = WORKFLOWS + "/" + workflow.get("workflow_id").asString() + "/result";
    String etag = pawl.get(url).header("ETag");

    assertThat(etag).isEqualTo("\"" + workflow.get("tree").asString() + "\"");
    assertThat(pawl.get(url, "If-None-Match", etag).status()).isEqualTo(304);
  }

  @Test
  void returnsTheChangesOfADryRun() throws Exception {
    JsonNode workflow = run(uploaded(tar()), ", \"dry_run\": true");

    assertThat(PawlClient.step(workflow, "publish").get("status").asString()).isEqualTo("skipped");
    assertThat(entries(result(workflow).body())).isEqualTo(RESULT);
    String id = workflow.get("workflow_id").asString();
    assertThat(pawl.get(WORKFLOWS + "/" + id + "/patch").body()).contains("+class A {");
  }

  @Test
  void returnsTheUploadAfterARollback() throws Exception {
    JsonNode workflow = run(uploaded(tar()), "");
    String url = WORKFLOWS + "/" + workflow.get("workflow_id").asString();

    assertThat(pawl.post(url + "/rollback", "").status()).isEqualTo(202);
    JsonNode after = pawl.awaitEnd(workflow.get("workflow_id").asString());

    assertThat(after.get("status").asString()).isEqualTo("rolled_back");
    assertThat(entries(result(after).body())).containsEntry("src/A.java", "644 " + DIRTY);
  }

  @Test
  void rollsBackSomeFiles() throws Exception {
    byte[] two =
        new TarBuilder()
            .file(".quality-config.json", TestFiles.JAVA_FORMATTER)
            .file("A.java", DIRTY)
            .file("B.java", "class B{}\n")
            .gz();
    JsonNode workflow = run(uploaded(two), "");
    String url = WORKFLOWS + "/" + workflow.get("workflow_id").asString();

    assertThat(pawl.post(url + "/rollback", "{\"paths\": [\"A.java\"]}").status()).isEqualTo(202);
    JsonNode after = pawl.awaitEnd(workflow.get("workflow_id").asString());

    assertThat(after.get("status").asString()).isEqualTo("completed");
    assertThat(entries(result(after).body()))
        .isEqualTo(
            Map.of(
                ".quality-config.json",
                "644 " + TestFiles.JAVA_FORMATTER,
                "A.java",
                "644 " + DIRTY,
                "B.java",
                "644 class B {}\n"));
  }

  @Test
  void packsTheResultOfADirectoryToo() throws Exception {
    Path target = pawl.newTarget();
    TestFiles.write(target, "A.java", DIRTY);
    TestFiles.askForJavaFormatter(target);
    TestFiles.write(target, "node_modules/x.js", "x");

    JsonNode workflow = pawl.submitAndAwaitEnd(target, "\"dry_run\": true");

    assertThat(entries(result(workflow).body()))
        .isEqualTo(
            Map.of(
                ".quality-config.json",
                "644 " + TestFiles.JAVA_FORMATTER,
                "A.java",
                "644 " + CLEAN));
    assertThat(TestFiles.read(target, "A.java")).isEqualTo(DIRTY);
  }

  @Test
  void packsTheResultOfARepositoryToo() throws Exception {
    Path target = pawl.newTarget();
    TestFiles.write(target, "A.java", DIRTY);
    TestFiles.askForJavaFormatter(target);
    TestFiles.commitAll(target);
    ApiResponse answer =
        pawl.post(WORKFLOWS, "{\"target\": {\"git\": {\"url\": \"" + target.toUri() + "\"}}}");

    JsonNode workflow = pawl.awaitEnd(answer.json().get("workflow_id").asString());

    assertThat(entries(result(workflow).body()))
        .isEqualTo(
            Map.of(
                ".quality-config.json",
                "644 " + TestFiles.JAVA_FORMATTER,
                "A.java",
                "644 " + CLEAN));
  }

  @Test
  void hasNoResultOfAFailedWorkflow() {
    JsonNode workflow =
        run(
            uploaded(new TarBuilder().file("broken.json", "{").gz()),
            ", \"type\": \"verify-only\"");

    assertThat(workflow.get("status").asString()).isEqualTo("failed");
    ApiResponse answer =
        pawl.get(WORKFLOWS + "/" + workflow.get("workflow_id").asString() + "/result");
    assertThat(answer.status()).isEqualTo(409);
    assertThat(answer.json().get("current_status").asString()).isEqualTo("failed");
    assertThat(answer.json().get("allowed_actions").toString())
        .isEqualTo("[\"resumption\",\"rerun\"]");
    assertThat(answer.json().get("detail").asString()).contains("has no result");
    assertThat(pawl.get(WORKFLOWS + "/nope/result").status()).isEqualTo(404);
  }

  @Test
  void isPlannedByTheContentOfTheUpload() {
    String id =
        uploaded(
            new TarBuilder()
                .file("A.java", DIRTY)
                .file(".quality-config.json", "{\"default_workflow\": \"verify-only\"}")
                .gz());

    JsonNode plan =
        pawl.post("/api/v1/plans", "{\"target\": {\"archive\": \"%s\"}}".formatted(id)).json();
    assertThat(plan.get("type").asString()).isEqualTo("verify-only");
    JsonNode adaptive =
        pawl.post(
                "/api/v1/plans",
                "{\"target\": {\"archive\": \"%s\"}, \"type\": \"adaptive\"}".formatted(id))
            .json();
    assertThat(adaptive.get("why").asString())
        .isEqualTo("the target has fewer than 50 source files (1)");
  }

  @Test
  void neverTrustsAnUpload() {
    String id =
        uploaded(
            new TarBuilder()
                .file("A.java", DIRTY)
                .file(".quality-config.json", "{\"commands\": {\"build\": [\"touch\", \"built\"]}}")
                .file(".pawl/commands/own.md", "---\nrun: [[\"touch\", \"own\"]]\n---\n")
                .gz());

    assertThat(post(id, ", \"commands\": [\"own\"]").status()).isEqualTo(422);
    JsonNode workflow = run(id, "");
    assertThat(workflow.get("status").asString()).isEqualTo("completed");
    String url = WORKFLOWS + "/" + workflow.get("workflow_id").asString();
    assertThat(pawl.get(url + "/steps/integrity_check/log").body())
        .contains("the target is not trusted");
  }

  @Test
  void belongsToASessionOnTheSameUpload() {
    String id = uploaded(tar());
    JsonNode session =
        pawl.post("/api/v1/sessions", "{\"target\": \"archive:%s\"}".formatted(id)).json();
    String more = ", \"session_id\": " + session.get("session_id");

    JsonNode workflow = run(id, more);

    assertThat(workflow.get("status").asString()).isEqualTo("completed");
    JsonNode list = pawl.get(WORKFLOWS + "?target=archive:" + id).json().get("items");
    assertThat(list).hasSize(1);
    assertThat(post(uploaded(tar()), more).body()).contains("a session on another target");
  }

  @Test
  void canBeRerunAfterTheUploadWasDeleted() throws Exception {
    String id = uploaded(tar());
    JsonNode workflow = run(id, "");
    var before = result(workflow).body();

    assertThat(delete(id).status()).isEqualTo(204);
    assertThat(delete(id).status()).isEqualTo(404);
    assertThat(pawl.get(ARCHIVES + "/" + id).status()).isEqualTo(404);
    assertThat(result(workflow).body()).isEqualTo(before);

    String url = WORKFLOWS + "/" + workflow.get("workflow_id").asString();
    JsonNode rerun =
        pawl.awaitEnd(pawl.post(url + "/rerun", "").json().get("workflow_id").asString());
    assertThat(rerun.get("status").asString()).as(rerun.toPrettyString()).isEqualTo("completed");
    assertThat(result(rerun).body()).isEqualTo(before);
  }

  private ApiResponse delete(String id) {
    return pawl.send(pawl.request(ARCHIVES + "/" + id).DELETE());
  }

  @Test
  void cannotBeDeletedWhileInUse() {
    String id = uploaded(new TarBuilder().file("broken.json", "{").gz());
    ApiResponse answer =
        pawl.post(
            WORKFLOWS,
            "{\"target\": {\"archive\": \"%s\"}, \"type\": \"verify-only\", \"interactive\": true}"
                .formatted(id),
            "Prefer",
            "wait=60");
    assertThat(answer.json().get("status").asString()).isEqualTo("awaiting_decision");
    String workflow = answer.json().get("workflow_id").asString();

    ApiResponse refused = delete(id);
    assertThat(refused.status()).as(refused.body()).isEqualTo(409);
    assertThat(refused.json().get("workflows").toString()).isEqualTo("[\"" + workflow + "\"]");
    ApiResponse early = pawl.get(WORKFLOWS + "/" + workflow + "/result");
    assertThat(early.status()).isEqualTo(409);
    assertThat(early.json().get("current_status").asString()).isEqualTo("awaiting_decision");
    assertThat(early.json().get("allowed_actions").toString())
        .isEqualTo("[\"cancellation\",\"decision\"]");

    pawl.post(WORKFLOWS + "/" + workflow + "/cancellation", "");
    pawl.awaitEnd(workflow);
    assertThat(delete(id).status()).isEqualTo(204);
  }

  @Test
  void hasNoBaseForAScope() {
    String archive = upload(tar(), "application/gzip").json().get("archive_id").asString();

    ApiResponse answer =
        pawl.post(
            WORKFLOWS,
            "{\"target\": {\"archive\": \"%s\"}, \"scope\": {\"changed_since\": \"main\"}}"
                .formatted(archive));

    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.json().at("/errors/0/pointer").asString()).isEqualTo("/scope/changed_since");
    assertThat(answer.json().at("/errors/0/detail").asString())
        .contains("an uploaded archive has no history");
  }

  @ParameterizedTest
  @ValueSource(strings = {"nope", "../etc", "00000000-0000-0000-0000-000000000000", ""})
  void reportsAnUnknownArchive(String id) {
    ApiResponse answer = post(id, "");

    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.json().at("/errors/0/pointer").asString()).isEqualTo("/target/archive");
    assertThat(answer.json().at("/errors/0/detail").asString()).contains("POST /api/v1/archives");
  }

  @Test
  void rejectsSeveralKindsOfTarget() {
    ApiResponse answer =
        pawl.post(WORKFLOWS, "{\"target\": {\"archive\": \"x\", \"path\": \".\"}}");

    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.json().at("/errors/0/detail").asString())
        .contains("must have exactly one of path, git and archive");
  }

  @Test
  void namesTheRejectedEntry() throws IOException {
    ApiResponse answer =
        upload(new TarBuilder().file("../../etc/cron.d/x", "x").gz(), "application/gzip");

    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
    assertThat(answer.json().at("/errors/0/entry").asString()).isEqualTo("../../etc/cron.d/x");
    assertThat(incoming()).isEmpty();
  }

  private List<String> incoming() throws IOException {
    Path folder = Path.of(environment.getRequiredProperty("pawl.archive.folder"));
    try (var all = Files.list(folder)) {
      return all.map(file -> file.getFileName().toString())
          .filter(name -> !name.matches("[0-9a-f-]{36}"))
          .toList();
    }
  }

  @Test
  void hasASeparateSizeLimit() throws IOException {
    var random = new Random(1);
    byte[] noise = new byte[3 << 20];
    random.nextBytes(noise);

    byte[] large = new TarBuilder().entry("noise", '0', "", 0644, noise).gz();
    assertThat(upload(large, "application/gzip").status()).isEqualTo(201);

    ApiResponse tooLarge = upload(new byte[9 << 20], "application/gzip");
    assertThat(tooLarge.status()).as(tooLarge.body()).isEqualTo(413);
    ApiResponse chunked =
        pawl.send(
            pawl.request(ARCHIVES)
                .header("Content-Type", "application/gzip")
                .POST(
                    BodyPublishers.ofInputStream(
                        () -> new ByteArrayInputStream(new byte[9 << 20]))));
    assertThat(chunked.status()).as(chunked.body()).isEqualTo(413);
    assertThat(incoming()).isEmpty();
  }

  @Test
  void rejectsOtherFormats() {
    assertThat(upload("BZh9".getBytes(StandardCharsets.US_ASCII), "application/gzip"))
        .returns(415, ApiResponse::status)
        .satisfies(answer -> assertThat(answer.body()).contains("tar.gz", "zip"));
    ApiResponse form = upload(tar(), "application/x-www-form-urlencoded");
    assertThat(form.status()).isEqualTo(415);
    assertThat(form.header("Accept")).contains("application/gzip", "application/zip");
  }
}
