package dev.pawl.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.PawlClient;
import dev.pawl.PawlClient.ApiResponse;
import dev.pawl.PawlTest;
import dev.pawl.workspace.TestFiles;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/** Tests the API of schedules. */
@PawlTest
class ScheduleControllerTests {

  private static final String SCHEDULES = "/api/v1/schedules";

  @Autowired PawlClient pawl;
  @Autowired JdbcClient jdbc;
  private Path target;

  @BeforeEach
  void writeTarget() {
    target = pawl.newTarget();
    TestFiles.write(target, "A.java", "class A {}\n");
  }

  @AfterEach
  void deleteSchedules() {
    jdbc.sql("delete from schedule").update();
  }

  private String body(String name, String fields) {
    return "{\"name\": \"%s\", \"cron\": \"0 3 * * *\", \"workflow\": {\"target\": {\"path\": \"%s\"}}%s}"
        .formatted(name, target, fields);
  }

  private JsonNode create(String name, String fields) {
    ApiResponse answer = pawl.post(SCHEDULES, body(name, fields));
    assertThat(answer.status()).as(answer.body()).isEqualTo(201);
    return answer.json();
  }

  private static String url(JsonNode schedule) {
    return SCHEDULES + "/" + schedule.get("schedule_id").asString();
  }

  private ApiResponse put(String url, String body, String... headers) {
    return pawl.send(
        pawl.request(url, headers)
            .header("Content-Type", "application/json")
            .PUT(BodyPublishers.ofString(body)));
  }

  @Test
  void createsASchedule() {
    ApiResponse created =
        pawl.post(SCHEDULES, body("nightly", ", \"time_zone\": \"Europe/Berlin\""));

    assertThat(created.status()).as(created.body()).isEqualTo(201);
    JsonNode schedule = created.json();
    assertThat(created.header("Location")).isEqualTo(url(schedule));
    assertThat(created.header("ETag")).isEqualTo("\"1\"");
    ApiResponse got = pawl.get(url(schedule));
    assertThat(got.json()).isEqualTo(schedule);
    assertThat(got.header("ETag")).isEqualTo("\"1\"");
    assertThat(schedule.get("cron").asString()).isEqualTo("0 3 * * *");
    assertThat(schedule.get("time_zone").asString()).isEqualTo("Europe/Berlin");
    assertThat(schedule.at("/workflow/target/path").asString()).isEqualTo(target.toString());
    assertThat(schedule.get("overlap").asString()).isEqualTo("skip");
    assertThat(schedule.get("catch_up").asString()).isEqualTo("latest");
    assertThat(schedule.get("enabled").asBoolean()).isTrue();
    assertThat(schedule.get("last_workflow_id").isNull()).isTrue();
    assertThat(schedule.get("next_times")).hasSize(5);
    assertThat(schedule.at("/next_times/0")).isEqualTo(schedule.get("next_at"));
    assertThat(Instant.parse(schedule.get("next_at").asString())).isAfter(Instant.now());
    assertThat(pawl.get(url(schedule), "If-None-Match", "\"1\"").status()).isEqualTo(304);
    assertThat(pawl.get(SCHEDULES).json().at("/items/0/name").asString()).isEqualTo("nightly");
  }

  @Test
  void replacesAScheduleWithAPrecondition() {
    JsonNode schedule = create("a", "");
    create("b", "");

    ApiResponse replaced =
        put(url(schedule), body("c", ", \"overlap\": \"queue\""), "If-Match", "\"1\"");
    assertThat(replaced.status()).as(replaced.body()).isEqualTo(200);
    assertThat(replaced.header("ETag")).isEqualTo("\"2\"");
    assertThat(replaced.json().get("overlap").asString()).isEqualTo("queue");
    assertThat(replaced.json().get("next_at")).isEqualTo(schedule.get("next_at"));
    assertThat(pawl.get(url(schedule)).json()).isEqualTo(replaced.json());

    ApiResponse outdated = put(url(schedule), body("c", ""), "If-Match", "\"1\"");
    assertThat(outdated.status()).isEqualTo(412);
    assertThat(outdated.json().get("detail").asString()).contains("\"2\"");
    assertThat(put(url(schedule), body("b", "")).status()).isEqualTo(409);
    assertThat(put(url(schedule), body("c", ""), "If-Match", "\"9\", \"2\"").status())
        .isEqualTo(200);
    assertThat(
            put(url(schedule), body("c", ", \"enabled\": false"), "If-Match", "*")
                .json()
                .get("next_at")
                .isNull())
        .isTrue();
  }

  @Test
  void pausesAndResumesASchedule() {
    JsonNode schedule = create("a", "");

    JsonNode paused = pawl.post(url(schedule) + "/pause", "").json();
    assertThat(paused.get("enabled").asBoolean()).isFalse();
    assertThat(paused.get("next_at").isNull()).isTrue();
    assertThat(paused.get("next_times")).isEmpty();
    assertThat(pawl.post(url(schedule) + "/pause", "").json()).isEqualTo(paused);

    JsonNode resumed = pawl.post(url(schedule) + "/resumption", "").json();
    assertThat(resumed.get("enabled").asBoolean()).isTrue();
    assertThat(resumed.get("next_at")).isEqualTo(schedule.get("next_at"));
  }

  @Test
  void deletesASchedule() {
    JsonNode schedule = create("a", "");

    ApiResponse deleted = pawl.send(pawl.request(url(schedule)).DELETE());

    assertThat(deleted.status()).isEqualTo(204);
    assertThat(deleted.body()).isEmpty();
    assertThat(pawl.send(pawl.request(url(schedule)).DELETE()).status()).isEqualTo(404);
    assertThat(pawl.get(url(schedule)).status()).isEqualTo(404);
    assertThat(put(url(schedule), body("a", "")).status()).isEqualTo(404);
    assertThat(pawl.post(url(schedule) + "/pause", "").status()).isEqualTo(404);
    assertThat(pawl.post(url(schedule) + "/resumption", "").status()).isEqualTo(404);
  }

  @Test
  void rejectsADuplicateName() {
    create("a", "");

    ApiResponse again = pawl.post(SCHEDULES, body("a", ""));

    assertThat(again.status()).isEqualTo(409);
    assertThat(again.json().get("title").asString()).isEqualTo("Name taken");
  }

  @Test
  void limitsTheNumberOfSchedules() {
    JsonNode first = create("a", "");
    jdbc.sql(
            """
            insert into schedule
            select (jsonb_populate_record(s, jsonb_build_object('id', gen_random_uuid(), 'name', s.name || i))).*
            from schedule s, generate_series(2, ?) as i
            """)
        .param(ScheduleService.MAX_TEMPLATES)
        .update();

    ApiResponse rejected = pawl.post(SCHEDULES, body("b", ""));

    assertThat(rejected.status()).isEqualTo(409);
    assertThat(rejected.json().get("title").asString()).isEqualTo("Too many schedules");
    assertThat(pawl.get(SCHEDULES).json().get("items")).hasSize(ScheduleService.MAX_TEMPLATES);
    pawl.send(pawl.request(url(first)).DELETE());
    create("b", "");
  }

  @Test
  void reportsAllErrorsAtOnce() {
    ApiResponse answer =
        pawl.post(
            SCHEDULES,
            """
            {"name": "a b", "cron": "0 25 * * *", "time_zone": "Berlin", "overlap": "both", "color": 1,
             "workflow": {"target": {"path": "/etc"}, "priority": 99, "gates": [{}], "typ": "x"}}
            """);

    assertThat(answer.status()).isEqualTo(422);
    assertThat(
            answer.json().get("errors").valueStream().map(error -> error.get("pointer").asString()))
        .containsExactlyInAnyOrder(
            "/name",
            "/cron",
            "/time_zone",
            "/overlap",
            "/color",
            "/workflow/target/path",
            "/workflow/priority",
            "/workflow/gates/0",
            "/workflow/typ");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{} | /name",
        "{} | /cron",
        "{} | /workflow",
        "{\"name\": \"a b\"} | /name",
        "{\"name\": \"x\", \"workflow\": []} | /workflow",
        "{\"name\": null, \"enabled\": \"perhaps\"} | /enabled",
        "{\"cron\": \"0 0 30 2 *\"} | never matches a date",
        "{\"cron\": \"@often\"} | is not one of the macros",
        "{\"cron\": [\"x\"]} | must be a string",
        "{\"time_zone\": \"+02:00\"} | must be an IANA time zone name",
        "{\"workflow\": {\"labels\": {\"schedule\": \"x\"}}} | which is added automatically",
        "{\"name\": \"a\", \"name\": \"b\"} | Duplicate",
        "nonsense | Malformed JSON",
        "'' | Request body missing",
      })
  void reportsInvalidRequests(String body, String text) {
    ApiResponse answer = pawl.post(SCHEDULES, body);

    assertThat(answer.status()).as(answer.body()).isIn(400, 422);
    assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
    assertThat(answer.body()).contains(text);
  }

  @Test
  void countsTheAddedLabel() {
    var labels = new StringBuilder();
    for (int i = 1; i <= 32; i++) {
      labels.append(i == 1 ? "" : ", ").append("\"l%d\": \"x\"".formatted(i));
    }
    String body =
        "{\"name\": \"a\", \"cron\": \"@daily\", \"workflow\": {\"target\": {\"path\": \"%s\"},"
            + " \"labels\": {%s}}}";

    ApiResponse tooMany = pawl.post(SCHEDULES, body.formatted(target, labels));
    ApiResponse good =
        pawl.post(SCHEDULES, body.formatted(target, labels.substring(labels.indexOf(",") + 1)));

    assertThat(tooMany.status()).isEqualTo(422);
    assertThat(tooMany.body()).contains("must contain at most 31 entries");
    assertThat(good.status()).as(good.body()).isEqualTo(201);
  }

  @Test
  void returnsNotFoundForUnknownIds() {
    assertThat(pawl.get(SCHEDULES + "/" + UUID.randomUUID()).status()).isEqualTo(404);
    assertThat(pawl.get(SCHEDULES + "/x").status()).isEqualTo(400);
  }
}
