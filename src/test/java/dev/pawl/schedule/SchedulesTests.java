package dev.pawl.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.Pawl;
import dev.pawl.Pawl.Answer;
import dev.pawl.PawlTest;
import dev.pawl.workspace.Folders;
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
class SchedulesTests {

  private static final String SCHEDULES = "/api/v1/schedules";

  @Autowired Pawl pawl;
  @Autowired JdbcClient jdbc;
  private Path target;

  @BeforeEach
  void writeTarget() {
    target = pawl.newTarget();
    Folders.write(target, "A.java", "class A {}\n");
  }

  @AfterEach
  void forgetAll() {
    jdbc.sql("delete from schedule").update();
  }

  private String body(String name, String more) {
    return "{\"name\": \"%s\", \"cron\": \"0 3 * * *\", \"workflow\": {\"target\": {\"path\": \"%s\"}}%s}"
        .formatted(name, target, more);
  }

  private JsonNode create(String name, String more) {
    Answer answer = pawl.post(SCHEDULES, body(name, more));
    assertThat(answer.status()).as(answer.body()).isEqualTo(201);
    return answer.json();
  }

  private static String url(JsonNode schedule) {
    return SCHEDULES + "/" + schedule.get("schedule_id").asString();
  }

  private Answer put(String url, String body, String... headers) {
    return pawl.send(
        pawl.request(url, headers)
            .header("Content-Type", "application/json")
            .PUT(BodyPublishers.ofString(body)));
  }

  @Test
  void areKeptAsTheyWereGivenAndSayWhenTheyAreNext() {
    Answer made = pawl.post(SCHEDULES, body("nightly", ", \"time_zone\": \"Europe/Berlin\""));

    assertThat(made.status()).as(made.body()).isEqualTo(201);
    JsonNode schedule = made.json();
    assertThat(made.header("Location")).isEqualTo(url(schedule));
    assertThat(made.header("ETag")).isEqualTo("\"1\"");
    Answer got = pawl.get(url(schedule));
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
  void areSetAnewByWhoKnowsThem() {
    JsonNode schedule = create("a", "");
    create("b", "");

    Answer anew = put(url(schedule), body("c", ", \"overlap\": \"queue\""), "If-Match", "\"1\"");
    assertThat(anew.status()).as(anew.body()).isEqualTo(200);
    assertThat(anew.header("ETag")).isEqualTo("\"2\"");
    assertThat(anew.json().get("overlap").asString()).isEqualTo("queue");
    assertThat(anew.json().get("next_at")).isEqualTo(schedule.get("next_at"));
    assertThat(pawl.get(url(schedule)).json()).isEqualTo(anew.json());

    Answer late = put(url(schedule), body("c", ""), "If-Match", "\"1\"");
    assertThat(late.status()).isEqualTo(412);
    assertThat(late.json().get("detail").asString()).contains("\"2\"");
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
  void areHeldUpAndGoOn() {
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
  void areForgotten() {
    JsonNode schedule = create("a", "");

    Answer gone = pawl.send(pawl.request(url(schedule)).DELETE());

    assertThat(gone.status()).isEqualTo(204);
    assertThat(gone.body()).isEmpty();
    assertThat(pawl.send(pawl.request(url(schedule)).DELETE()).status()).isEqualTo(404);
    assertThat(pawl.get(url(schedule)).status()).isEqualTo(404);
    assertThat(put(url(schedule), body("a", "")).status()).isEqualTo(404);
    assertThat(pawl.post(url(schedule) + "/pause", "").status()).isEqualTo(404);
    assertThat(pawl.post(url(schedule) + "/resumption", "").status()).isEqualTo(404);
  }

  @Test
  void haveNamesOfTheirOwn() {
    create("a", "");

    Answer again = pawl.post(SCHEDULES, body("a", ""));

    assertThat(again.status()).isEqualTo(409);
    assertThat(again.json().get("title").asString()).isEqualTo("Name taken");
  }

  @Test
  void areNotMoreThanAThousand() {
    JsonNode first = create("a", "");
    jdbc.sql(
            """
            insert into schedule
            select (jsonb_populate_record(s, jsonb_build_object('id', gen_random_uuid(), 'name', s.name || i))).*
            from schedule s, generate_series(2, ?) as i
            """)
        .param(Schedules.MOST)
        .update();

    Answer more = pawl.post(SCHEDULES, body("b", ""));

    assertThat(more.status()).isEqualTo(409);
    assertThat(more.json().get("title").asString()).isEqualTo("Too many schedules");
    assertThat(pawl.get(SCHEDULES).json().get("items")).hasSize(Schedules.MOST);
    pawl.send(pawl.request(url(first)).DELETE());
    create("b", "");
  }

  @Test
  void saysAllThatIsWrongAtOnce() {
    Answer answer =
        pawl.post(
            SCHEDULES,
            """
            {"name": "a b", "cron": "0 25 * * *", "time_zone": "Berlin", "overlap": "both", "color": 1,
             "workflow": {"target": {"path": "/etc"}, "priority": 99, "gates": [{}], "typ": "x"}}
            """);

    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.json().get("errors").valueStream().map(one -> one.get("pointer").asString()))
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
  void saysWhatIsWrong(String body, String what) {
    Answer answer = pawl.post(SCHEDULES, body);

    assertThat(answer.status()).as(answer.body()).isIn(400, 422);
    assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
    assertThat(answer.body()).contains(what);
  }

  @Test
  void countsTheLabelThatItAdds() {
    var labels = new StringBuilder();
    for (int i = 1; i <= 32; i++) {
      labels.append(i == 1 ? "" : ", ").append("\"l%d\": \"x\"".formatted(i));
    }
    String body =
        "{\"name\": \"a\", \"cron\": \"@daily\", \"workflow\": {\"target\": {\"path\": \"%s\"},"
            + " \"labels\": {%s}}}";

    Answer tooMany = pawl.post(SCHEDULES, body.formatted(target, labels));
    Answer good =
        pawl.post(SCHEDULES, body.formatted(target, labels.substring(labels.indexOf(",") + 1)));

    assertThat(tooMany.status()).isEqualTo(422);
    assertThat(tooMany.body()).contains("must not be more than 31");
    assertThat(good.status()).as(good.body()).isEqualTo(201);
  }

  @Test
  void knowsNoOther() {
    assertThat(pawl.get(SCHEDULES + "/" + UUID.randomUUID()).status()).isEqualTo(404);
    assertThat(pawl.get(SCHEDULES + "/x").status()).isEqualTo(400);
  }
}
