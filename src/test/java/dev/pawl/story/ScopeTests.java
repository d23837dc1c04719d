package dev.pawl.story;

import static dev.pawl.workspace.GitHistories.commit;
import static dev.pawl.workspace.GitHistories.git;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.PawlClient;
import dev.pawl.PawlClient.ApiResponse;
import dev.pawl.PawlTest;
import dev.pawl.workspace.TestFiles;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

/** Tests workflows that examine a part of their target. */
@PawlTest
class ScopeTests {

  private static final String UNFORMATTED = "class %s{int  a;}\n";
  private static final String VERIFY = "\"type\": \"verify-only\", ";

  @Autowired PawlClient pawl;
  private Path target;

  @BeforeEach
  void createTarget() {
    target = pawl.newTarget();
    TestFiles.askForJavaFormatter(target);
  }

  private void writeClass(String path) {
    String name = Path.of(path).getFileName().toString().replace(".java", "");
    TestFiles.write(target, path, UNFORMATTED.formatted(name));
  }

  private boolean isFormatted(String path) {
    return !TestFiles.read(target, path).contains("int  a");
  }

  private static String scope(String fields) {
    return "\"scope\": {" + fields + "}";
  }

  private Stream<JsonNode> findings(JsonNode workflow) {
    return pawl.get(path(workflow, "/findings?limit=1000"))
        .json()
        .get("items")
        .valueStream()
        .map(item -> item.get("finding"));
  }

  /** Returns a class with one method per line, from line 2; PMD reports the methods that have an unused variable. */
  private static String methods(String name, String... methods) {
    return Arrays.stream(methods)
        .map(method ->
            method.startsWith("unused")
                ? "  void %s() { int left = 1; }\n".formatted(method)
                : "  int %s() { return 1; }\n".formatted(method))
        .collect(Collectors.joining("", "class " + name + " {\n", "}\n"));
  }

  private static String path(JsonNode workflow, String suffix) {
    return "/api/v1/workflows/" + workflow.get("workflow_id").asString() + suffix;
  }

  private ApiResponse submitRaw(String fields) {
    return pawl.post(
        "/api/v1/workflows", "{\"target\": {\"path\": \"" + target + "\"}, " + fields + "}");
  }

  @Test
  void changesAndCountsOnlyFilesInPaths() {
    writeClass("src/A.java");
    writeClass("src/gen/B.java");
    writeClass("other/C.java");
    TestFiles.write(target, "other/broken.json", "{");
    TestFiles.write(target, "src/broken.json", "{");

    JsonNode done =
        pawl.submitAndAwaitEnd(target, scope("\"paths\": [\"src\"], \"exclude\": [\"**/gen/**\"]"));

    assertThat(done.get("status").asString()).as(done.toString()).isEqualTo("completed");
    assertThat(isFormatted("src/A.java")).isTrue();
    assertThat(isFormatted("src/gen/B.java")).isFalse();
    assertThat(isFormatted("other/C.java")).isFalse();
    assertThat(findings(done).map(found -> found.get("file").asString()))
        .containsOnly("src/broken.json");
    assertThat(done.at("/scope/files").asInt()).isEqualTo(2);
    assertThat(done.at("/scope/target_files").asInt()).isEqualTo(6);
    assertThat(done.at("/coverage/languages").toString()).doesNotContain("\"files\":3");
  }

  @Test
  void readsOnlyWhatTheFilesInScopeNeed() {
    writeClass("src/A.java");
    TestFiles.write(target, "other/Broken.java", "class {");
    String fields = scope("\"paths\": [\"src\"]");

    JsonNode done = pawl.submitAndAwaitEnd(target, "\"type\": \"format-only\", " + fields);
    JsonNode whole = pawl.submitAndAwaitEnd(target, fields);

    assertThat(done.get("status").asString()).as(done.toString()).isEqualTo("completed");
    assertThat(isFormatted("src/A.java")).isTrue();
    assertThat(done.at("/scope/files").asInt()).isEqualTo(1);
    assertThat(done.at("/scope").has("target_files")).isFalse();
    assertThat(pawl.get(path(done, "/report?format=text")).body())
        .contains("Scope: 1 file, in src.");
    assertThat(done.at("/plan/whole_target_reasons").size()).isZero();
    assertThat(whole.at("/plan/whole_target_reasons").toString())
        .contains("step cleanup: quality/cleanup may read all files");
    assertThat(whole.at("/scope/target_files").asInt()).isEqualTo(3);
  }

  @Test
  void statesInThePlanWhyTheWholeTargetIsRead() {
    writeClass("src/A.java");
    String body = "{\"target\": {\"path\": \"%s\"}, \"type\": \"custom\", %s%s}";
    String fields = scope("\"paths\": [\"src\"]");

    JsonNode small =
        pawl.post(
                "/api/v1/plans",
                body.formatted(target, "\"commands\": [\"quality/verify\"], ", fields))
            .json();
    JsonNode selecting =
        pawl.post(
                "/api/v1/plans",
                body.formatted(
                    target,
                    "\"steps\": [{\"command\": \"quality/verify\", \"arguments\": \"src\"}], ",
                    fields))
            .json();

    assertThat(small.get("whole_target_reasons").size()).as(small.toString()).isZero();
    assertThat(selecting.get("whole_target_reasons").toString())
        .contains("its arguments select files");
  }

  @Test
  void examinesWhatChangedSinceTheMergeBase() {
    writeClass("Unchanged.java");
    writeClass("Renamed.java");
    writeClass("Committed.java");
    writeClass("Uncommitted.java");
    commit(target, "base");
    git(target, "checkout", "-q", "-b", "feature");
    TestFiles.write(target, "Committed.java", "class Committed{int  a;int b;}\n");
    git(target, "mv", "Renamed.java", "Moved.java");
    commit(target, "feature");
    // What happens on the other branch afterwards is no change of this one.
    git(target, "checkout", "-q", "main");
    writeClass("Later.java");
    commit(target, "later");
    git(target, "checkout", "-q", "feature");
    TestFiles.write(target, "Uncommitted.java", "class Uncommitted{int  a;int b;}\n");
    writeClass("Untracked.java");

    JsonNode done = pawl.submitAndAwaitEnd(target, scope("\"changed_since\": \"main\""));

    assertThat(done.get("status").asString()).as(done.toString()).isEqualTo("completed");
    assertThat(isFormatted("Committed.java")).isTrue();
    assertThat(isFormatted("Uncommitted.java")).isTrue();
    assertThat(isFormatted("Untracked.java")).isTrue();
    assertThat(isFormatted("Moved.java")).isTrue();
    assertThat(isFormatted("Unchanged.java")).isFalse();
    assertThat(done.at("/scope/files").asInt()).isEqualTo(4);
    assertThat(done.at("/scope/merge_base").asString())
        .isEqualTo(git(target, "merge-base", "main", "feature"));
    assertThat(done.at("/scope/since").asString()).isEqualTo(git(target, "rev-parse", "main"));
  }

  @Test
  void countsFindingsOnChangedLinesOnly() {
    TestFiles.write(target, "A.java", methods("A", "unusedA", "b", "unusedC"));
    TestFiles.write(target, "Old.java", methods("Old", "unused"));
    commit(target, "base");
    TestFiles.write(target, "A.java", methods("A", "unusedA", "unusedB", "unusedC"));
    TestFiles.write(target, "New.java", methods("New", "unused"));

    String since = "\"changed_since\": \"HEAD\"";
    JsonNode all = pawl.submitAndAwaitEnd(target, VERIFY + scope(since));
    JsonNode changed =
        pawl.submitAndAwaitEnd(target, VERIFY + scope(since + ", \"lines\": \"changed\""));

    assertThat(places(all)).containsExactly("A.java:2", "A.java:3", "A.java:4", "New.java:2");
    assertThat(places(changed)).containsExactly("A.java:3", "New.java:2");
    assertThat(PawlClient.step(changed, "verify").get("summary").asString())
        .startsWith("2 files checked, 0 errors, 2 warnings");
  }

  private List<String> places(JsonNode workflow) {
    return findings(workflow)
        .filter(found -> found.get("rule").asString().equals("UnusedLocalVariable"))
        .map(found -> found.get("file").asString() + ":" + found.get("line").asInt())
        .toList();
  }

  @Test
  void comparesNewFindingsWithTheBase() {
    TestFiles.write(target, "A.java", methods("A", "unusedA", "b"));
    TestFiles.write(target, "Moved.java", methods("Moved", "unused", "n", "o", "p"));
    commit(target, "base");
    TestFiles.write(target, "A.java", methods("A", "z", "unusedA", "b"));
    git(target, "mv", "Moved.java", "Renamed.java");
    String gate =
        "\"gates\": [{\"metric\": \"warnings\", \"operator\": \"<=\", \"threshold\": 0, \"on\":"
            + " \"new\"}], ";
    String fields = VERIFY + gate + scope("\"changed_since\": \"main\"");

    JsonNode known = pawl.submitAndAwaitEnd(target, fields);
    TestFiles.write(target, "A.java", methods("A", "unusedZ", "unusedA", "b"));
    JsonNode added = pawl.submitAndAwaitEnd(target, fields);

    assertThat(known.get("status").asString()).as(known.toString()).isEqualTo("completed");
    assertThat(places(known)).containsExactly("A.java:3", "Renamed.java:2");
    String base = git(target, "rev-parse", "--short=10", "main");
    assertThat(pawl.get(path(known, "/steps/verify")).body())
        .contains(
            "warnings <= 0 on new code (compared with the base main at %s): 0, passed"
                .formatted(base));
    assertThat(added.get("ended_reason").asString()).isEqualTo("gate_failed");
    assertThat(pawl.get(path(added, "/steps/verify")).body()).contains(base + "): 1, failed");
  }

  @Test
  void statesAnEmptyScopeWithoutFailing() {
    writeClass("A.java");
    commit(target, "base");

    JsonNode done = pawl.submitAndAwaitEnd(target, scope("\"changed_since\": \"main\""));

    assertThat(done.get("status").asString()).as(done.toString()).isEqualTo("completed");
    assertThat(isFormatted("A.java")).isFalse();
    assertThat(pawl.get(path(done, "/report?format=text")).body())
        .contains("no file of the target is in scope, so nothing was examined or changed");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"paths\": [\"\"] | /scope/paths/0 | is empty",
        "\"paths\": [\"a\", \"../b\"] | /scope/paths/1 | segment ..",
        "\"paths\": \"src\" | /scope/paths | ",
        "\"paths\": [null] | /scope/paths/0 | string",
        "\"exclude\": [\"/a\"] | /scope/exclude/0 | relative",
        "\"changed_since\": \"nowhere\" | /scope/changed_since | is not a branch, a tag or a"
            + " commit",
        "\"changed_since\": \" \" | /scope/changed_since | must be a branch",
        "\"changed_since\": \"v[\" | /scope/changed_since | is not a branch, a tag or a commit",
        "\"lines\": \"changed\" | /scope/lines | together with changed_since",
        "\"lines\": \"new\" | /scope/lines | changed",
        "\"since\": \"main\" | /scope/since | ",
      })
  void namesEachFault(String fields, String pointer, String detail) {
    writeClass("A.java");
    commit(target, "base");

    ApiResponse answer = submitRaw(scope(fields));
    ApiResponse preview =
        pawl.post(
            "/api/v1/plans", "{\"target\": {\"path\": \"" + target + "\"}, " + scope(fields) + "}");

    assertThat(answer.status()).as(answer.body()).isEqualTo(422);
    assertThat(answer.json().at("/errors/0/pointer").asString()).isEqualTo(pointer);
    assertThat(answer.json().at("/errors/0/detail").asString())
        .contains(detail == null ? "" : detail);
    assertThat(preview.status()).isEqualTo(422);
  }

  @Test
  void requiresHistoryForABase() {
    writeClass("A.java");

    ApiResponse answer = submitRaw(scope("\"changed_since\": \"main\""));

    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.body()).contains("the target is not in a git work tree");
    commit(target, "base");
    git(target, "checkout", "-q", "--orphan", "unrelated");
    commit(target, "unrelated");
    assertThat(submitRaw(scope("\"changed_since\": \"main\"")).body())
        .contains("has no common ancestor with HEAD");
  }

  @Test
  void findsTheRepositoryAboveTheTarget() {
    writeClass("module/A.java");
    writeClass("module/B.java");
    writeClass("C.java");
    commit(target, "base");
    TestFiles.write(target, "module/A.java", "class A{int  a;int b;}\n");
    TestFiles.write(target, "C.java", "class C{int  a;int b;}\n");
    TestFiles.askForJavaFormatter(target.resolve("module"));
    Path root = target;
    target = root.resolve("module");

    JsonNode done =
        pawl.submitAndAwaitEnd(
            target, scope("\"changed_since\": \"HEAD\", \"paths\": [\"*.java\"]"));

    assertThat(done.at("/scope/files").asInt()).as(done.toString()).isEqualTo(1);
    assertThat(isFormatted("A.java")).isTrue();
    assertThat(isFormatted("B.java")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ", \"depth\": 1", ", \"depth\": 3"})
  void fetchesTheHistoryThatTheBaseRequires(String depth) {
    TestFiles.askForJavaFormatter(target);
    writeClass("Old.java");
    writeClass("Edited.java");
    commit(target, "base");
    git(target, "checkout", "-q", "-b", "feature" + depth.length());
    IntStream.range(0, 60).forEach(number -> commit(target, "on feature " + number));
    TestFiles.write(target, "Edited.java", "class Edited{int  a;int b;}\n");
    commit(target, "edit");
    git(target, "checkout", "-q", "main");
    writeClass("Later.java");
    IntStream.range(0, 5).forEach(number -> commit(target, "on main " + number));
    String repository =
        "{\"target\": {\"git\": {\"url\": \"file://%s\", \"ref\": \"feature%d\"%s}}, "
            .formatted(target, depth.length(), depth);

    ApiResponse accepted =
        pawl.post(
            "/api/v1/workflows",
            repository + "\"dry_run\": true, " + scope("\"changed_since\": \"main\"") + "}");
    ApiResponse rejected =
        pawl.post("/api/v1/workflows", repository + scope("\"changed_since\": \"nowhere\"") + "}");

    assertThat(accepted.status()).as(accepted.body()).isEqualTo(202);
    JsonNode done = pawl.awaitEnd(accepted.json().get("workflow_id").asString());
    assertThat(done.get("status").asString()).as(done.toString()).isEqualTo("completed");
    assertThat(done.at("/scope/merge_base").asString())
        .isEqualTo(git(target, "merge-base", "main", "feature" + depth.length()));
    assertThat(done.at("/scope/files").asInt()).isEqualTo(1);
    assertThat(pawl.get(path(done, "/patch")).body())
        .contains("Edited.java")
        .doesNotContain("Old.java");
    assertThat(rejected.status()).isEqualTo(422);
    assertThat(rejected.json().at("/errors/0/pointer").asString())
        .isEqualTo("/scope/changed_since");
  }

  @Test
  void rejectsACommitThatTheRepositoryDoesNotHave() {
    writeClass("A.java");
    commit(target, "base");
    String missing = "0123456789012345678901234567890123456789";

    ApiResponse answer = submitRepository(VERIFY + scope("\"changed_since\": \"" + missing + "\""));

    assertThat(answer.status()).as(answer.body()).isEqualTo(422);
    assertThat(answer.json().at("/errors/0/pointer").asString()).isEqualTo("/scope/changed_since");
    assertThat(answer.json().at("/errors/0/detail").asString())
        .startsWith(missing + " does not exist in file://" + target)
        .endsWith(missing);
  }

  private ApiResponse submitRepository(String fields) {
    return pawl.post(
        "/api/v1/workflows",
        "{\"target\": {\"git\": {\"url\": \"file://%s\"}}, %s}".formatted(target, fields));
  }

  @Test
  void failsTheStepThatCannotFindTheBase() {
    TestFiles.write(
        target, ".quality-config.json", "{\"scope\": {\"changed_since\": \"nowhere\"}}");
    commit(target, "base");

    ApiResponse accepted = submitRepository("\"type\": \"verify-only\"");

    assertThat(accepted.status()).as(accepted.body()).isEqualTo(202);
    JsonNode done = pawl.awaitEnd(accepted.json().get("workflow_id").asString());
    assertThat(done.get("status").asString()).isEqualTo("failed");
    assertThat(done.at("/failure/message").asString())
        .startsWith("changed_since nowhere is neither a branch, a tag nor a commit id of file://");
  }

  @Test
  void appliesTheScopeOfTheConfigurationUnlessTheRequestHasOne() {
    writeClass("src/A.java");
    writeClass("other/B.java");
    TestFiles.write(
        target,
        ".quality-config.json",
        "{\"formatters\": {\"java\": [\"google-java-format\"]}, \"scope\": {\"paths\":"
            + " [\"src\"]}}");

    pawl.submitAndAwaitEnd(target, "");
    boolean otherFormatted = isFormatted("other/B.java");
    pawl.submitAndAwaitEnd(target, scope(""));

    assertThat(isFormatted("src/A.java")).isTrue();
    assertThat(otherFormatted).isFalse();
    assertThat(isFormatted("other/B.java")).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"paths\": [\"../a\"]} | /scope/paths",
        "{\"lines\": \"changed\"} | /scope/lines",
        "{\"changed_since\": \"\"} | /scope/changed_since",
        "{\"path\": \"a\"} | /scope/path",
        "{\"changed_since\": \"nowhere\"} | nowhere",
      })
  void doesNotExamineTheWholeTargetIfTheConfiguredScopeIsInvalid(String scope, String named) {
    writeClass("A.java");
    TestFiles.write(target, ".quality-config.json", "{\"scope\": " + scope + "}");
    commit(target, "base");

    ApiResponse answer = submitRaw("\"type\": \"verify-only\"");

    assertThat(answer.status()).as(answer.body()).isEqualTo(422);
    assertThat(answer.json().get("detail").asString())
        .startsWith("/target has a scope in its .quality-config.json that cannot be applied: ")
        .contains(named);
  }

  @Test
  void previewsTheNumberOfFilesInScope() {
    writeClass("A.java");
    writeClass("B.java");
    TestFiles.write(target, "crlf.bat", "echo\r\n");
    git(target, "init", "-q", "-b", "main");
    TestFiles.write(target, ".gitattributes", "*.bat text eol=crlf\n");
    commit(target, "base");
    TestFiles.write(target, "B.java", "class B{int  a;int b;}\n");
    writeClass("C.java");
    String body =
        "{\"target\": {\"path\": \"%s\"}, %s}"
            .formatted(target, scope("\"changed_since\": \"main\""));

    JsonNode plan = pawl.post("/api/v1/plans", body).json();

    assertThat(plan.at("/scope/files").asInt()).as(plan.toString()).isEqualTo(2);
    assertThat(plan.get("scope_summary").asString())
        .isEqualTo(
            "Scope: 2 of 6 files, changed since main at %s."
                .formatted(git(target, "rev-parse", "--short=10", "main")));
    assertThat(plan.at("/coverage/languages").valueStream().map(row -> row.get("files").asInt()))
        .containsExactly(2);
    JsonNode done =
        pawl.submitAndAwaitEnd(
            target, "\"dry_run\": true, " + scope("\"changed_since\": \"main\""));
    assertThat(done.at("/scope/files").asInt()).isEqualTo(2);
  }

  @Test
  void appearsInEveryReportThatCanStateIt() {
    writeClass("src/A.java");
    TestFiles.write(target, "src/broken.json", "{");
    JsonNode done = pawl.submitAndAwaitEnd(target, VERIFY + scope("\"paths\": [\"src/**\"]"));
    String sentence = "2 files, in src/**.";

    for (String format : List.of("text", "html", "sarif", "junit", "checkstyle", "github")) {
      assertThat(pawl.get(path(done, "/report?format=" + format)).body())
          .as(format)
          .contains(sentence);
    }
    assertThat(pawl.get(path(done, "/report?format=markdown")).body()).contains("2 files");
    assertThat(
            pawl.get(path(done, "/report?format=json")).json().at("/workflow/scope/files").asInt())
        .isEqualTo(2);
    assertThat(pawl.get("/workflows/" + done.get("workflow_id").asString()).body())
        .contains(sentence);
  }

  @Test
  void limitsCommandFilesAndRefusesTheirChangesOutside() {
    writeClass("src/A.java");
    writeClass("other/B.java");
    String name = "scope-" + target.getFileName();
    pawl.writeScriptCommand(
        name,
        "modifies: true\nwrites: [\"**\"]\n",
        "cp \"$QUALITY_ALLOCATED_FILES\" src/list.txt\n");
    pawl.writeScriptCommand(
        name + "-outside", "modifies: true\nwrites: [\"**\"]\n", "echo x >> other/B.java\n");
    String paths = scope("\"paths\": [\"src\"]");

    pawl.submitAndAwaitEnd(target, "\"commands\": [\"" + name + "\"], " + paths);
    JsonNode outside =
        pawl.submitAndAwaitEnd(target, "\"commands\": [\"" + name + "-outside\"], " + paths);

    assertThat(TestFiles.read(target, "src/list.txt")).isEqualTo("src/A.java\n");
    assertThat(outside.get("status").asString()).isEqualTo("failed");
    assertThat(outside.toString())
        .contains("it changed other/B.java, which is outside of the scope");
    assertThat(TestFiles.read(target, "other/B.java")).isEqualTo(UNFORMATTED.formatted("B"));
  }
}
