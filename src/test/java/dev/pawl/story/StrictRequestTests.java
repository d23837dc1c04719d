package dev.pawl.story;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.PawlClient;
import dev.pawl.PawlClient.ApiResponse;
import dev.pawl.PawlTest;
import dev.pawl.workspace.TestFiles;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

/** The API accepts what it understands, and rejects the rest before any work starts. */
@PawlTest
class StrictRequestTests {

  private static final String WORKFLOWS = "/api/v1/workflows";
  private static final String ID = "0d3c1c1e-3a3b-4d5e-8f60-000000000000";

  @Autowired PawlClient pawl;

  private static List<String> pointers(ApiResponse answer) {
    return answer
        .json()
        .path("errors")
        .valueStream()
        .map(error -> error.get("pointer").asString())
        .toList();
  }

  private static String repeated(String entry, int times) {
    return IntStream.range(0, times)
        .mapToObj(number -> entry.replace("#", Integer.toString(number)))
        .collect(Collectors.joining(", "));
  }

  /** Lists that are too long get one error instead of one for each entry, which would be larger than the request. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"target\": {\"path\": \".\"}, \"steps\": [@]} | {} | /steps",
        "{\"target\": {\"path\": \".\"}, \"commands\": [@]} | null | /commands",
        "{\"target\": {\"path\": \".\"}, \"gates\": [@]} | {} | /gates",
        "{\"target\": {\"path\": \".\"}, \"labels\": {@}} | \"?#\": \"x\" | /labels",
        "{\"target\": {\"path\": \".\"}, \"requires\": {@}} | \"?#\": \"x\" | /requires",
        "{\"target\": {\"path\": \".\"}, \"rules\": {@}} | \"zzzzzzzz#\": \"off\" | /rules"
      })
  void rejectsLongListsWithOneError(String body, String entry, String pointer) {
    ApiResponse answer = pawl.post("/api/v1/plans", body.replace("@", repeated(entry, 20_000)));

    assertThat(answer.status()).isEqualTo(422);
    assertThat(pointers(answer).stream().filter(found -> found.startsWith(pointer)))
        .as(answer.json().get("detail").asString())
        .contains(pointer)
        .hasSizeLessThan(3);
  }

  @Test
  void listsTheFirstErrorsOfMany() {
    ApiResponse answer =
        pawl.post(
            "/api/v1/plans",
            "{\"target\": {\"path\": \".\"}, %s}".formatted(repeated("\"x#\": 1", 20_000)));

    assertThat(answer.status()).isEqualTo(422);
    assertThat(pointers(answer)).hasSize(100).contains("/x0");
  }

  @ParameterizedTest
  @ValueSource(strings = {"schedule:1", "trigger:1:2"})
  void rejectsTheConcurrencyGroupsOfSchedulesAndTriggers(String group) {
    ApiResponse answer =
        pawl.post(
            WORKFLOWS,
            "{\"target\": {\"path\": \".\"}, \"concurrency\": {\"group\": \"%s\"}}"
                .formatted(group));

    assertThat(answer.status()).isEqualTo(422);
    assertThat(pointers(answer)).contains("/concurrency/group");
  }

  private int countWorkflows() {
    return pawl.get(WORKFLOWS + "?include=total").json().get("total").asInt();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/workflows/x/rollback | {\"globs\": [\"**\"]} | /globs",
        "/workflows/x/rollback | {\"paths\": [\"a\"], \"dry_run\": [1, {}]} | /dry_run",
        "/workflows/x/rerun | {\"from\": 1} | /from",
        "/workflows/x/decision | {\"action\": \"retry\", \"x\": null} | /x",
        "/workflows/cancellation | {\"filter\": {\"all\": true, \"x\": [[]]}} | /filter/x",
        "/cache | {\"action\": \"auto\", \"x\": {\"y\": 1}} | /x",
        "/sessions | {\"target\": \"x\", \"a/b\": 1} | /a~1b",
        "/sessions/" + ID + "/satisfied | {\"command\": \"quality/verify\", \"x\": 1} | /x",
        "/credentials | {\"name\": \"a\", \"x\": 1} | /x",
        "/tokens | {\"name\": \"a\", \"scopes\": [\"read\"], \"x\": []} | /x",
        "/schedules | {\"x\": 1, \"name\": \"a\"} | /x",
        "/plans | {\"dry_run\": true, \"paths\": [\"a\", \"b\"]} | /paths",
        "/plans | {\"paths\": {\"a\": [1]}, \"dry_run\": true} | /paths",
        "/plans | {\"target\": {\"path\": \"x\", \"y\": [1]}} | /target/y",
        "/plans | {\"target\": {\"y\": [1], \"path\": \"x\"}} | /target/y",
        "/plans | {\"steps\": [{\"command\": \"verify\"}, {\"x\": [1], \"command\": \"a\"}]}"
            + " | /steps/1/x",
        "/plans | {\"gates\": [{\"metric\": \"errors\", \"than\": [1]}]} | /gates/0/than",
        "/plans | {\"planning\": {\"speed\": []}} | /planning/speed",
        "/plans | {\"concurrency\": {\"group\": \"a\", \"limit\": {}}} | /concurrency/limit"
      })
  void namesUnknownMembersOfEveryBody(String path, String body, String pointer) {
    ApiResponse answer = pawl.post("/api/v1" + path, body);

    assertThat(answer.status()).as(answer.body()).isEqualTo(422);
    assertThat(pointers(answer)).as(answer.body()).contains(pointer);
    assertThat(answer.json().get("type").asString()).isEqualTo("/problems/validation-failed");
    assertThat(answer.body()).contains("is not a known field; the known fields are ");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"priority\": 1.5} | /priority | must be a whole number",
        "{\"priority\": \"1\"} | /priority | must be a whole number",
        "{\"priority\": true} | /priority | must be a whole number",
        "{\"priority\": 99999999999} | /priority | must be a whole number",
        "{\"dry_run\": \"true\"} | /dry_run | must be true or false",
        "{\"dry_run\": 1} | /dry_run | must be true or false",
        "{\"type\": 5} | /type | must be a string",
        "{\"timeout\": 30} | /timeout | must be a string",
        "{\"target\": {\"path\": 5}} | /target/path | must be a string",
        "{\"commands\": [\"verify\", 7]} | /commands/1 | must be a string",
        "{\"commands\": \"verify\"} | /commands | must be a list",
        "{\"steps\": [{\"command\": [\"verify\"]}]} | /steps/0/command | must be a string",
        "{\"labels\": {\"a\": true}} | /labels/a | must be a string",
        "{\"target\": [1]} | /target | must be an object",
        "{\"gates\": [{\"threshold\": \"0\"}]} | /gates/0/threshold | must be a whole number",
        "{\"type\": \"\\ud800\"} | /type | must not contain a surrogate",
        "{\"labels\": {\"\\udc00\": \"a\"}} | /labels/? | must not contain a surrogate"
      })
  void convertsNoValueToAnotherType(String body, String pointer, String detail) {
    ApiResponse answer = pawl.post(WORKFLOWS, body);

    assertThat(answer.status()).as(answer.body()).isEqualTo(422);
    assertThat(answer.json().get("errors").toString()).contains("\"" + pointer + "\"", detail);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"name\": 5, x",
        "{\"name\": 5, \"a\": \"b",
        "{\"name\": 5} {}",
        "{\"name\": -0.0e-99999999999, \"scopes\": [], \"project\"B}",
        "{\"name\": \"\\u0041\", x"
      })
  void rejectsMalformedBodiesThatBeginWithAWrongType(String body) {
    for (String path : List.of("/tokens", "/schedules", "/sessions", "/credentials")) {
      ApiResponse answer = pawl.post("/api/v1" + path, body);

      assertThat(answer.status()).as(answer.body()).isEqualTo(400);
      assertThat(answer.json().get("title").asString()).isEqualTo("Malformed JSON");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "\\t"})
  void rejectsEmptyPaths(String path) {
    ApiResponse answer = pawl.post(WORKFLOWS, "{\"target\": {\"path\": \"" + path + "\"}}");

    assertThat(answer.status()).as(answer.body()).isEqualTo(422);
    assertThat(pointers(answer)).containsExactly("/target/path");
    assertThat(answer.json().get("detail").asString()).contains("must not be empty");
    assertThat(pawl.post("/api/v1/sessions", "{\"target\": \"" + path + "\"}").status())
        .isEqualTo(422);
    assertThat(pawl.get("/api/v1/targets/config?path=").status()).isEqualTo(422);
  }

  @Test
  void reportsTheErrorsOfValidatedBodiesWithTheNamesOfTheApi() {
    ApiResponse answer =
        pawl.post(
            "/api/v1/tokens",
            "{\"name\": \"a\", \"scopes\": [\"read\"], \"expires_at\": \"2001-01-01T00:00:00Z\"}");

    assertThat(answer.status()).isEqualTo(422);
    assertThat(pointers(answer)).containsExactly("/expires_at");
  }

  @Test
  void statesTheFirstErrorInTheDetail() {
    ApiResponse one = pawl.post(WORKFLOWS, "{\"priority\": 11, \"target\": {\"path\": \".\"}}");
    ApiResponse three =
        pawl.post(WORKFLOWS, "{\"priority\": 11, \"timeout\": \"x\", \"dry_run\": 1}");

    assertThat(one.json().get("detail").asString()).isEqualTo("/priority must be from 0 to 9.");
    assertThat(three.json().get("detail").asString())
        .isEqualTo("/dry_run must be true or false. Further errors: 3.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"a\": \"\\ufffd\"", "\"\\ufffd\": 1"})
  void rejectsBytesThatAreNotUtf8(String member) {
    byte[] body =
        ("{" + member.replace("\\ufffd", "\u00ff") + "}").getBytes(StandardCharsets.ISO_8859_1);

    for (String path : List.of("/workflows", "/plans", "/cache", "/schedules", "/sessions")) {
      ApiResponse answer =
          pawl.send(
              pawl.request("/api/v1" + path, "Content-Type", "application/json")
                  .POST(BodyPublishers.ofByteArray(body)));
      assertThat(answer.status()).as(path).isEqualTo(400);
      assertThat(answer.body()).contains("The body is not valid UTF-8.");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/workflows?states=running | states | status",
        "/workflows?status=running&limit=5&limit=6 | limit | only once",
        "/workflows?include=everything | include | total",
        "/workflows?label=a | label | label.<name>",
        "/nodes?x=1 | x | no parameters",
        "/nodes?x | x | no parameters",
        "/locks?limit=3 | limit | no parameters",
        "/commands?Origin=server | Origin | origin",
        "/commands?origin=nowhere | origin | built_in, server, target",
        "/commands/graph?fmt=dot | fmt | format",
        "/commands/graph?format=svg | format | mermaid",
        "/executions?x=1 | x | command",
        "/snapshots?x=1 | x | target",
        "/workflows/x/findings?rules=a | rules | severity",
        "/workflows/x/events?from=1 | from | cursor",
        "/workflows/x?wait=601 | wait | 600",
        "/workflows/x?wait=10m | wait | 600"
      })
  void namesUnknownParameters(String url, String pointer, String known) {
    Path target = pawl.newTarget();
    TestFiles.write(target, "A.java", "class A {}\n");
    String id = pawl.submit(target, "\"type\": \"verify-only\"");

    ApiResponse answer = pawl.get("/api/v1" + url.replace("/x", "/" + id).replace("?" + id, "?x"));

    assertThat(answer.status()).as(answer.body()).isEqualTo(422);
    assertThat(pointers(answer)).containsExactly(pointer);
    assertThat(answer.json().get("detail").asString()).startsWith(pointer + " ").contains(known);
  }

  @Test
  void rejectsParametersOfActionsBeforeTheirEffect() {
    Path target = pawl.newTarget();
    int before = countWorkflows();
    ApiResponse answer =
        pawl.post(WORKFLOWS + "?dry_run=true", "{\"target\": {\"path\": \"" + target + "\"}}");

    assertThat(answer.status()).isEqualTo(422);
    assertThat(countWorkflows()).isEqualTo(before);
  }

  @ParameterizedTest
  @ValueSource(strings = {"image/png", "application/xml", "text/html", "application/json;q=0"})
  void rejectsAnAcceptHeaderBeforeTheEffect(String accept) {
    Path target = pawl.newTarget();
    int before = countWorkflows();
    ApiResponse answer =
        pawl.post(WORKFLOWS, "{\"target\": {\"path\": \"" + target + "\"}}", "Accept", accept);

    assertThat(answer.status()).as(answer.body()).isEqualTo(406);
    assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
    assertThat(countWorkflows()).isEqualTo(before);
    assertThat(
            pawl.post("/api/v1/sessions", "{\"target\": \"" + target + "\"}", "Accept", accept)
                .status())
        .isEqualTo(406);
    assertThat(pawl.get("/api/v1/sessions").body()).doesNotContain(target.toString());
  }

  @ParameterizedTest
  @CsvSource({
    "verify, --deep, accepted options",
    "verify, -x, accepted options",
    "format, --width=100, --with=",
    "format, --comprehensive=1, --comprehensive",
    "cleanup, src --unsafe, --safe",
    "dedupe, --similarity, --similarity="
  })
  void rejectsUnknownOptionsOfCommands(String command, String arguments, String known) {
    Path target = pawl.newTarget();
    ApiResponse answer =
        pawl.post(
            WORKFLOWS,
            "{\"target\": {\"path\": \"%s\"}, \"steps\": [{\"command\": \"%s\", \"arguments\": \"%s\"}]}"
                .formatted(target, command, arguments));

    assertThat(answer.status()).as(answer.body()).isEqualTo(422);
    assertThat(pointers(answer)).containsExactly("/steps/0/arguments");
    assertThat(answer.json().get("detail").asString()).contains("unknown option", known);
  }

  @ParameterizedTest
  @CsvSource({
    "src, , completed, 1",
    "./src/, , completed, 1",
    "., , completed, 3",
    "src test, , completed, 2",
    "src/*.json lib/**, , failed, 0",
    "lib, , failed, 0",
    "lib, true, completed, 0",
    "src lib, true, completed, 1"
  })
  void selectsFoldersAndFailsWithoutAMatch(
      String arguments, Boolean allowEmpty, String status, int checked) {
    Path target = pawl.newTarget();
    for (String path : List.of("src/a.json", "test/b.json", "c.json")) {
      TestFiles.write(target, path, "{}\n");
    }
    JsonNode workflow =
        pawl.submitAndAwaitEnd(
            target,
            "\"steps\": [{\"command\": \"verify\", \"arguments\": \"%s\", \"allow_empty\": %s}]"
                .formatted(arguments, allowEmpty));

    assertThat(workflow.get("status").asString()).as(workflow.toString()).isEqualTo(status);
    JsonNode step = PawlClient.step(workflow, "verify");
    if (status.equals("failed")) {
      assertThat(workflow.get("failure").toString()).contains("no file of the target matches lib");
    } else {
      assertThat(step.toString())
          .contains(checked + (checked == 1 ? " file" : " files") + " checked");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "wait=60 | wait=60",
        "respond-async, Wait = 599; strict=1 | wait=599",
        "wait=\"7\" | wait=7",
        "wait=601 | wait=600",
        "wait=999999999 | wait=600",
        "wait=0 | wait=0",
        "wait=x | ''",
        "wait=1.5 | ''",
        "lock-wait=5 | ''",
        "handling=wait=5 | ''",
      })
  void echoesOnlyTheAppliedPreference(String preference, String applied) {
    Path target = pawl.newTarget();
    TestFiles.write(target, "a.txt", "a\n");

    ApiResponse answer =
        pawl.post(
            WORKFLOWS,
            "{\"target\": {\"path\": \"%s\"}, \"type\": \"verify-only\"}".formatted(target),
            "Prefer",
            preference);

    assertThat(answer.status()).isEqualTo(202);
    assertThat(answer.headers().firstValue("Preference-Applied").orElse("")).isEqualTo(applied);
    if (applied.matches("wait=[1-9]\\d+")) {
      assertThat(answer.json().get("status").asString()).isEqualTo("completed");
    }
  }

  @Test
  void servesWorkflowsAsText() {
    Path target = pawl.newTarget();
    TestFiles.write(target, "A.java", "class A {}\n");
    ApiResponse submitted =
        pawl.post(
            WORKFLOWS,
            "{\"target\": {\"path\": \"%s\"}, \"type\": \"verify-only\"}".formatted(target),
            "Accept",
            "text/plain",
            "Prefer",
            "wait=600");

    assertThat(submitted.status()).isEqualTo(202);
    assertThat(submitted.header("Preference-Applied")).isEqualTo("wait=600");
    assertThat(submitted.header("Content-Type")).startsWith("text/plain");
    assertThat(submitted.body()).contains("Workflow ID:", "Status: completed", "verify: completed");
    String url = submitted.header("Location");
    assertThat(pawl.get(url, "Accept", "text/plain").body()).isEqualTo(submitted.body());
    assertThat(pawl.get(url + "/metadata", "Accept", "text/plain").body())
        .isEqualTo(submitted.body());
    assertThat(pawl.get(url + "/metadata").json().get("status").asString()).isEqualTo("completed");
    assertThat(pawl.get(url, "Accept", "text/plain, */*;q=0.1").body()).isEqualTo(submitted.body());
    for (String accept : List.of("*/*", "application/json", "text/plain;q=0.5, */*")) {
      assertThat(pawl.get(url, "Accept", accept).header("Content-Type"))
          .as(accept)
          .startsWith("application/json");
    }
    ApiResponse list = pawl.get(WORKFLOWS + "?limit=200&target=" + target, "Accept", "text/plain");
    assertThat(list.body()).matches("quality_\\S+ +completed +verify-only +" + target + "\\R");
    ApiResponse rerun = pawl.post(url + "/rerun", "{}", "Accept", "text/plain");
    assertThat(rerun.header("Content-Type")).isEqualTo("text/plain;charset=UTF-8");
    assertThat(rerun.body()).contains("Workflow ID:");
  }

  @Test
  void answersIfNoneMatchAsHttpDefinesIt() {
    Path target = pawl.newTarget();
    TestFiles.write(target, "A.java", "class A {}\n");
    JsonNode workflow = pawl.submitAndAwaitEnd(target, "\"type\": \"verify-only\"");
    String url = WORKFLOWS + "/" + workflow.get("workflow_id").asString();
    String etag = pawl.get(url).header("ETag");

    for (String tags : List.of("*", etag, "W/" + etag, "\"0\", " + etag, etag + ",\"0\"")) {
      assertThat(pawl.get(url, "If-None-Match", tags).status()).as(tags).isEqualTo(304);
    }
    for (String tags : List.of("\"0\"", "\"*\"", "0", etag.replace("\"", ""))) {
      assertThat(pawl.get(url, "If-None-Match", tags).status()).as(tags).isEqualTo(200);
    }
  }
}
