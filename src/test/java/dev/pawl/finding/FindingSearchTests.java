package dev.pawl.finding;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.PawlClient;
import dev.pawl.PawlTest;
import dev.pawl.workspace.TestFiles;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Measures the time of each filter and group with 3,500 findings in each of two workflows on a target with 10,000 files:
 * {@code -Dpawl.finding-search=true}.
 */
@PawlTest
@EnabledIfSystemProperty(named = "pawl.finding-search", matches = "true")
class FindingSearchTests {

  private static final int ROUNDS = 40;

  @Autowired PawlClient pawl;
  @Autowired JdbcClient jdbc;

  @Test
  void answersWithinATenthOfASecond() {
    Path target = pawl.newTarget();
    for (int file = 0; file < 10_000; file++) {
      TestFiles.write(target, "src/d%d/f%d.json".formatted(file % 100, file), "{\"a\": 1}\n");
    }
    List<String> workflows = new ArrayList<>();
    for (int run = 0; run < 2; run++) {
      String workflow =
          pawl.submitAndAwaitEnd(target, "\"type\": \"verify-only\"").get("workflow_id").asString();
      addFindings(workflow, run);
      workflows.add(workflow);
    }

    for (String source : List.of("target=" + target, "workflow_id=" + workflows.getLast())) {
      for (String query :
          List.of(
              "?",
              "?severity=error&",
              "?tool=pmd&",
              "?rule=pmd/Rule1*&",
              "?path=src/d7&",
              "?path=**/f*1.json&",
              "?new=true&",
              "?fixed=true&",
              "?baseline=true&",
              "?resolution=any&",
              "?q=number 17&",
              "?sort=severity&cursor=3000&",
              "?sort=rule&limit=1000&",
              "/groups?by=rule&",
              "/groups?by=severity&",
              "/groups?by=tool&",
              "/groups?by=path&",
              "/groups?by=folder&",
              "/groups?by=state&")) {
        String path = "/api/v1/findings" + query.replace(" ", "%20") + source;
        Duration p95 = measure(path);
        System.out.printf(
            "%5d ms p95  %s%n", p95.toMillis(), path.replace(target.toString(), "..."));
        assertThat(p95).as(path).isLessThan(Duration.ofMillis(100));
      }
    }
    Duration history = measure("/api/v1/findings/history?target=" + target);
    assertThat(history).isLessThan(Duration.ofMillis(100));
  }

  private Duration measure(String path) {
    var times = new ArrayList<Duration>();
    for (int round = 0; round < ROUNDS; round++) {
      long start = System.nanoTime();
      assertThat(pawl.get(path).status()).isEqualTo(200);
      times.add(Duration.ofNanos(System.nanoTime() - start));
    }
    Collections.sort(times);
    return times.get(ROUNDS * 95 / 100 - 1);
  }

  /** Adds findings to the examination of a workflow; one in ten differs from those of the other workflow. */
  private void addFindings(String workflow, int run) {
    jdbc.sql(
            """
            insert into finding (step_id, position, file, line, "column", end_line, end_column, severity, tool,
              rule, message, fingerprint, submitted_line, is_new, baseline)
            select e.step_id, n, 'src/d' || (n * 3 % 100) || '/f' || (n * 3 % 10000) || '.json', n % 50 + 1, 1,
              n % 50 + 1, 9, (array['ERROR', 'WARNING', 'INFO'])[n % 3 + 1], (array['pmd', 'eslint'])[n % 2 + 1],
              'Rule' || n % 40, 'The local variable number ' || n || ' is never read.',
              left(encode(sha256(('f' || n || case when n % 10 = 0 then :run else 0 end)::bytea), 'hex'), 40),
              n % 50 + 1, n % 10 = 0, n % 4 = 0
            from examination e, generate_series(1, 3500) n
            where e.workflow_name = :workflow and e.command = 'quality/verify'
            """)
        .param("run", run)
        .param("workflow", workflow)
        .update();
  }
}
