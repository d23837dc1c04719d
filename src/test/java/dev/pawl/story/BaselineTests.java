package dev.pawl.story;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.PawlClient;
import dev.pawl.PawlClient.ApiResponse;
import dev.pawl.PawlTest;
import dev.pawl.workspace.TestFiles;
import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

/** Tests baselines, resolutions and the findings of targets over time. */
@PawlTest
class BaselineTests {

  private static final String VERIFY = "\"type\": \"verify-only\"";
  private static final int METHODS = 40;

  @Autowired PawlClient pawl;

  /** Returns a class with one method per line from line 2; PMD reports the unused variable of each. */
  private static String unusedVariables(String name, int methods) {
    return IntStream.range(0, methods)
        .mapToObj(method -> "  void m%1$d() { int v%1$d = %1$d; }\n".formatted(method))
        .collect(Collectors.joining("", "class " + name + " {\n", "}\n"));
  }

  private static String gate(String metric, String on) {
    return VERIFY
        + ", \"gates\": [{\"metric\": \"%s\", \"operator\": \"<=\", \"threshold\": 0, \"on\": \"%s\"}]"
            .formatted(metric, on);
  }

  private static String id(JsonNode workflow) {
    return workflow.get("workflow_id").asString();
  }

  private ApiResponse accept(JsonNode workflow) {
    return pawl.post("/api/v1/baselines", "{\"workflow_id\": \"" + id(workflow) + "\"}");
  }

  private JsonNode search(JsonNode workflow, String parameters) {
    return pawl.get("/api/v1/findings?limit=1000&workflow_id=" + id(workflow) + parameters).json();
  }

  private static String encode(Path target) {
    return URLEncoder.encode(target.toString(), StandardCharsets.UTF_8);
  }

  private static List<String> files(JsonNode page) {
    return page.get("items")
        .valueStream()
        .map(item -> item.at("/finding/file").asString())
        .toList();
  }

  private JsonNode baseline(Path target) {
    return pawl.get("/api/v1/baselines?target=" + encode(target)).json().at("/items/0");
  }

  @Test
  void findsExactlyWhatIsNewInMovedRenamedAndFormattedFiles() throws IOException {
    Path target = pawl.newTarget();
    for (int file = 0; file < 30; file++) {
      TestFiles.write(
          target, "src/File%d.java".formatted(file), unusedVariables("File" + file, METHODS));
    }
    JsonNode first = pawl.submitAndAwaitEnd(target, VERIFY);
    assertThat(search(first, "").get("total").asInt()).isEqualTo(30 * METHODS);

    ApiResponse created = accept(first);

    assertThat(created.status()).as(created.body()).isEqualTo(201);
    assertThat(created.json().get("findings").asInt()).isEqualTo(1200);
    assertThat(accept(first).status()).as("accepted again").isEqualTo(200);
    JsonNode unchanged = pawl.submitAndAwaitEnd(target, gate("findings", "all"));
    assertThat(unchanged.get("status").asString()).as(unchanged.toString()).isEqualTo("completed");
    assertThat(search(unchanged, "&baseline=true").get("total").asInt()).isEqualTo(1200);
    assertThat(search(unchanged, "&new=true").get("total").asInt()).isZero();

    // Four faults in moved code, three in renamed files, three in formatted ones.
    for (int file = 0; file < 4; file++) {
      String moved = TestFiles.read(target, "src/File%d.java".formatted(file));
      TestFiles.write(
          target,
          "src/File%d.java".formatted(file),
          "// A comment.\n\n"
              + moved.replace("void m20()", "void seeded() { int seed = 7; }\n  void m20()"));
    }
    for (int file = 4; file < 7; file++) {
      Path old = target.resolve("src/File%d.java".formatted(file));
      TestFiles.write(
          target,
          "src/moved/Renamed%d.java".formatted(file),
          Files.readString(old)
              .replace("void m20()", "void seeded() { int seed = 7; }\n  void m20()"));
      Files.delete(old);
    }
    for (int file = 7; file < 10; file++) {
      String compact = TestFiles.read(target, "src/File%d.java".formatted(file));
      TestFiles.write(
          target,
          "src/File%d.java".formatted(file),
          compact
              .replace("void m20()", "void seeded() { int seed = 7; }\n  void m20()")
              .replace(" { int", "\n  {\n      int")
              .replace(" = ", " =\n          ")
              .replace("; }", ";\n  }\n"));
    }
    JsonNode changed = pawl.submitAndAwaitEnd(target, gate("findings", "new"));

    JsonNode found = search(changed, "&new=true");
    assertThat(found.get("total").asInt()).as(found.toString()).isEqualTo(10);
    assertThat(found.get("items").valueStream())
        .allMatch(item -> item.toString().contains("'seed'"))
        .allMatch(item -> item.get("state").asString().equals("new"))
        .noneMatch(item -> item.get("baseline").asBoolean());
    assertThat(files(found))
        .containsExactlyInAnyOrder(
            "src/File0.java",
            "src/File1.java",
            "src/File2.java",
            "src/File3.java",
            "src/File7.java",
            "src/File8.java",
            "src/File9.java",
            "src/moved/Renamed4.java",
            "src/moved/Renamed5.java",
            "src/moved/Renamed6.java");
    assertThat(changed.get("ended_reason").asString()).isEqualTo("gate_failed");
    assertThat(changed.toString())
        .containsPattern(
            "findings <= 0 on new code \\(compared with the baseline of [0-9-]+\\): 10");
    assertThat(baseline(target).get("findings").asInt()).as("nothing was fixed").isEqualTo(1200);

    // Ten accepted findings are fixed; those of renamed files are still known.
    String file20 = TestFiles.read(target, "src/File20.java");
    for (int method = 10; method < 20; method++) {
      file20 = file20.replace("  void m%1$d() { int v%1$d = %1$d; }\n".formatted(method), "");
    }
    TestFiles.write(target, "src/File20.java", file20);
    JsonNode fixed = pawl.submitAndAwaitEnd(target, VERIFY);

    assertThat(baseline(target).get("findings").asInt()).isEqualTo(1190);
    assertThat(baseline(target).get("fixed").asInt()).isEqualTo(10);
    assertThat(search(fixed, "&new=true").get("total").asInt()).isEqualTo(10);
    JsonNode ofTarget = pawl.get("/api/v1/findings?fixed=true&target=" + encode(target)).json();
    assertThat(ofTarget.get("total").asInt()).isEqualTo(10);
    assertThat(files(ofTarget)).containsOnly("src/File20.java");
    List<String> history =
        pawl.get("/api/v1/findings/history?target=" + encode(target))
            .json()
            .get("items")
            .valueStream()
            .map(entry ->
                "%s open, %s new, %s fixed, %s accepted"
                    .formatted(
                        entry.get("open"),
                        entry.get("new_findings"),
                        entry.get("fixed"),
                        entry.get("baseline")))
            .toList();
    assertThat(history)
        .containsExactly(
            "1200 open, 0 new, 10 fixed, 1190 accepted",
            "1210 open, 10 new, 0 fixed, 1200 accepted",
            "1200 open, 0 new, 0 fixed, 1200 accepted",
            "1200 open, 1200 new, 0 fixed, 0 accepted");
  }

  @Test
  void canBeCommittedAndImported() {
    Path target = pawl.newTarget();
    Path other = pawl.newTarget();
    for (Path folder : List.of(target, other)) {
      TestFiles.write(folder, "A.java", unusedVariables("A", 3));
    }
    JsonNode workflow = pawl.submitAndAwaitEnd(target, VERIFY);
    String baseline = accept(workflow).json().get("baseline_id").asString();

    ApiResponse file = pawl.get("/api/v1/baselines/" + baseline + "/export");
    ApiResponse imported =
        pawl.post("/api/v1/baselines/import?target=" + encode(other), file.body());

    assertThat(file.header("Content-Disposition")).contains("pawl-baseline.json");
    assertThat(file.body().lines().filter(line -> line.contains("\"fingerprint\""))).hasSize(3);
    assertThat(imported.status()).as(imported.body()).isEqualTo(201);
    assertThat(imported.json().get("findings").asInt()).isEqualTo(3);
    JsonNode checked = pawl.submitAndAwaitEnd(other, gate("findings", "all"));
    assertThat(checked.get("status").asString()).as(checked.toString()).isEqualTo("completed");
    assertThat(
            pawl.get(
                    "/api/v1/baselines/"
                        + imported.json().get("baseline_id").asString()
                        + "/export")
                .body())
        .isEqualTo(file.body());

    assertThat(pawl.send(pawl.request("/api/v1/baselines/" + baseline).DELETE()).status())
        .isEqualTo(204);
    assertThat(pawl.get("/api/v1/baselines/" + baseline).status()).isEqualTo(404);
    JsonNode counted = pawl.submitAndAwaitEnd(target, gate("findings", "all"));
    assertThat(counted.get("ended_reason").asString()).isEqualTo("gate_failed");
  }

  @Test
  void reportsNoNoteOfASubmittedFileAsNew() {
    Path target = pawl.newTarget();
    TestFiles.write(target, "A.java", unusedVariables("A", 1));
    TestFiles.write(target, "chart.yaml", "{{- if .x }}\na: [\n{{ end }}\n");
    ApiResponse created = accept(pawl.submitAndAwaitEnd(target, VERIFY));
    assertThat(created.json().get("findings").asInt()).as(created.body()).isEqualTo(1);

    JsonNode workflow = pawl.submitAndAwaitEnd(target, VERIFY);

    assertThat(files(search(workflow, "&severity=info"))).containsExactly("chart.yaml");
    assertThat(search(workflow, "&new=true").get("total").asInt()).isZero();
  }

  @Test
  void acceptsAndRemovesSingleFindings() {
    Path target = pawl.newTarget();
    TestFiles.write(target, "A.java", unusedVariables("A", 3));
    JsonNode workflow = pawl.submitAndAwaitEnd(target, VERIFY);
    String fingerprint = search(workflow, "").at("/items/0/finding/fingerprint").asString();
    String single =
        "{\"workflow_id\": \"%s\", \"fingerprints\": [\"%s\"]}"
            .formatted(id(workflow), fingerprint);

    ApiResponse accepted = pawl.post("/api/v1/baselines", single);

    assertThat(accepted.status()).as(accepted.body()).isEqualTo(201);
    assertThat(accepted.json().get("findings").asInt()).isEqualTo(1);
    assertThat(files(search(workflow, "&baseline=true"))).hasSize(1);
    String path = "/api/v1/baselines/" + accepted.json().get("baseline_id").asString();
    String finding = path + "/findings/" + fingerprint;
    assertThat(pawl.send(pawl.request(finding).DELETE()).status()).isEqualTo(204);
    assertThat(pawl.get(path).json().get("findings").asInt()).isZero();
    assertThat(files(search(workflow, "&baseline=true"))).isEmpty();
    assertThat(pawl.send(pawl.request(finding).DELETE()).status()).isEqualTo(404);
    assertThat(pawl.post("/api/v1/baselines", single.replace(fingerprint, "0".repeat(40))).body())
        .contains("/fingerprints/0", "is not the fingerprint of a finding");
    assertThat(pawl.post("/api/v1/baselines", single.replace("\"" + fingerprint + "\"", "")).body())
        .contains("must have 1 to 1000 entries");
  }

  @Test
  void refusesInvalidRequests() {
    Path target = pawl.newTarget();
    String importPath = "/api/v1/baselines/import?target=" + encode(target);

    assertThat(pawl.post("/api/v1/baselines", "{\"workflow_id\": \"none\"}").body())
        .contains("/workflow_id");
    assertThat(pawl.post("/api/v1/baselines", "{\"workflow\": \"none\"}").body())
        .contains("is not a known field");
    assertThat(
            pawl.post(
                    importPath,
                    "{\"version\": 2, \"findings\": [{\"file\": \"\", \"tool\": \"t\", \"rule\":"
                        + " \"r\", \"fingerprint\": \"x\"}]}")
                .body())
        .contains("/version", "/findings/0/file", "/findings/0/fingerprint");
    assertThat(baseline(target).isMissingNode()).as("nothing was stored").isTrue();
  }

  private ApiResponse put(String path, String body) {
    return pawl.send(
        pawl.request(path)
            .header("Content-Type", "application/json")
            .PUT(BodyPublishers.ofString(body)));
  }

  @Test
  void resolvesSingleFindings() {
    Path target = pawl.newTarget();
    TestFiles.write(target, "A.java", unusedVariables("A", 2));
    JsonNode workflow = pawl.submitAndAwaitEnd(target, VERIFY);
    String fingerprint = search(workflow, "").at("/items/0/finding/fingerprint").asString();
    String path = "/api/v1/findings/" + fingerprint + "/resolution?target=" + encode(target);

    ApiResponse resolved =
        put(path, "{\"resolution\": \"wont_fix\", \"reason\": \"It is removed soon.\"}");

    assertThat(resolved.status()).as(resolved.body()).isEqualTo(200);
    JsonNode next = pawl.submitAndAwaitEnd(target, gate("findings", "all"));
    assertThat(next.toString()).contains("findings <= 0 on all code: 1, failed");
    JsonNode found = search(next, "&resolution=wont_fix");
    assertThat(found.get("total").asInt()).isEqualTo(1);
    assertThat(found.at("/items/0/resolution/reason").asString()).isEqualTo("It is removed soon.");
    assertThat(search(next, "&resolution=none").get("total").asInt()).isEqualTo(1);
    assertThat(search(next, "&resolution=false_positive").get("total").asInt()).isZero();
    String sarif = pawl.get("/api/v1/workflows/" + id(next) + "/report?format=sarif").body();
    assertThat(sarif).contains("won", "It is removed soon.").contains("\"kind\":\"external\"");
    assertThat(pawl.get("/api/v1/audit").body()).contains("/api/v1/findings/" + fingerprint);

    assertThat(pawl.send(pawl.request(path).DELETE()).status()).isEqualTo(204);
    assertThat(pawl.send(pawl.request(path).DELETE()).status()).isEqualTo(404);
    JsonNode last = pawl.submitAndAwaitEnd(target, gate("findings", "all"));
    assertThat(last.toString()).contains("findings <= 0 on all code: 2, failed");
  }

  @Test
  void refusesInvalidResolutions() {
    Path target = pawl.newTarget();
    String path = "/api/v1/findings/%040d/resolution?target=%s".formatted(1, encode(target));

    assertThat(put(path, "{\"resolution\": \"accepted\", \"reason\": \"x\"}").status())
        .as("unknown finding")
        .isEqualTo(404);
    ApiResponse invalid =
        put(
            path,
            "{\"resolution\": \"maybe\", \"reason\": \"\", \"expires_at\":"
                + " \"2001-01-01T00:00:00Z\"}");
    assertThat(invalid.status()).isEqualTo(422);
    assertThat(invalid.body()).contains("/resolution", "/reason", "/expires_at");
  }

  @Test
  void selectsSortsAndGroupsFindings() {
    Path target = pawl.newTarget();
    TestFiles.write(target, "src/a/A.java", unusedVariables("A", 3));
    TestFiles.write(target, "src/b/B.java", unusedVariables("B", 2));
    TestFiles.write(target, "c.json", "{oops\n");
    JsonNode workflow = pawl.submitAndAwaitEnd(target, VERIFY);

    assertThat(files(search(workflow, "&path=src/b"))).containsOnly("src/b/B.java").hasSize(2);
    assertThat(files(search(workflow, "&path=**/A.java"))).hasSize(3);
    assertThat(files(search(workflow, "&severity=error"))).containsExactly("c.json");
    assertThat(files(search(workflow, "&tool=pmd&rule=pmd/Unused*"))).hasSize(5);
    assertThat(files(search(workflow, "&rule=UnusedLocalVariable"))).hasSize(5);
    assertThat(files(search(workflow, "&q=%27V0%27"))).hasSize(2);
    assertThat(files(search(workflow, "&q=100%25"))).isEmpty();
    assertThat(files(search(workflow, "&sort=severity")).getLast()).isEqualTo("src/b/B.java");
    String groups = "/api/v1/findings/groups?workflow_id=" + id(workflow) + "&by=";
    assertThat(pawl.get(groups + "rule").json().at("/items/0/key").asString())
        .isEqualTo("pmd/UnusedLocalVariable");
    assertThat(pawl.get(groups + "folder").json().get("items").valueStream())
        .extracting(group -> group.get("key").asString() + " " + group.get("findings"))
        .containsExactly("src/a 3", "src/b 2", " 1");
    assertThat(pawl.get(groups + "severity").json().get("items")).hasSize(2);
    assertThat(pawl.get(groups + "path&q=B.java").json().get("items")).hasSize(1);
    ApiResponse page = pawl.get("/api/v1/findings?limit=4&target=" + encode(target));
    assertThat(page.json().get("total").asInt()).isEqualTo(6);
    assertThat(files(page.json())).hasSize(4).startsWith("c.json");
    assertThat(files(pawl.get(page.nextPage()).json()))
        .containsExactly("src/b/B.java", "src/b/B.java");
  }

  @ParameterizedTest
  @CsvSource({
    "'', target",
    "'?target=/x&workflow_id=y', target",
    "'?target=/x&severity=bad', severity",
    "'?target=/x&new=maybe', new",
    "'?target=/x&resolution=fixed', resolution",
    "'?target=/x&path=../y', path",
    "'?target=/x&sort=size', sort",
    "'?target=/x&limit=0', limit",
    "'?target=/x&cursor=a', cursor",
    "'?workflow_id=x&ref=main', ref",
    "'/groups?target=/x', by",
    "'/history', target",
  })
  void refusesInvalidParameters(String query, String parameter) {
    ApiResponse answer = pawl.get("/api/v1/findings" + query);

    assertThat(answer.status()).as(answer.body()).isEqualTo(422);
    assertThat(answer.json().at("/errors/0/pointer").asString()).isEqualTo(parameter);
  }

  @Test
  void doesNotFindUnknownWorkflows() {
    assertThat(pawl.get("/api/v1/findings?workflow_id=none").status()).isEqualTo(404);
  }

  @Test
  void isDeletedOnceBySimultaneousRequests() throws Exception {
    for (int round = 0; round < 5; round++) {
      var target = pawl.newTarget();
      TestFiles.write(target, "A.java", unusedVariables("A", 2));
      accept(pawl.submitAndAwaitEnd(target, VERIFY));
      String url = "/api/v1/baselines/" + baseline(target).get("baseline_id").asString();
      try (var callers = Executors.newFixedThreadPool(8)) {
        var requests =
            IntStream.range(0, 8)
                .mapToObj(
                    _ -> (Callable<Integer>) () -> pawl.send(pawl.request(url).DELETE()).status())
                .toList();
        var statuses = new ArrayList<Integer>();
        for (Future<Integer> response : callers.invokeAll(requests)) {
          statuses.add(response.get());
        }

        assertThat(statuses).containsOnlyOnce(204).containsOnly(204, 404);
      }
    }
  }
}
