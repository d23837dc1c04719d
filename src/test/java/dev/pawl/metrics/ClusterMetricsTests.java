package dev.pawl.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.PawlClient;
import dev.pawl.PawlTest;
import dev.pawl.workspace.TestFiles;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Compares the cluster-wide gauges with workflows that wait, run and fail. */
@PawlTest
class ClusterMetricsTests {

  @Autowired ClusterMetrics metrics;
  @Autowired MeterRegistry registry;
  @Autowired PawlClient pawl;
  @Autowired JdbcClient jdbc;

  @BeforeEach
  void writeCommand() {
    pawl.writeScriptCommand("signal/fail", "writes: out.txt\n", "exit 3");
  }

  private Path newTarget() {
    Path target = pawl.newTrustedTarget();
    TestFiles.write(target, "a.txt", "a\n");
    return target;
  }

  private String submitFailing(Path target) {
    return pawl.submit(target, "\"type\": \"custom\", \"commands\": [\"signal/fail\"]");
  }

  private double failures(String target) {
    return registry.find("pawl.workflows.failures").tag("target", target).gauges().stream()
        .mapToDouble(Gauge::value)
        .sum();
  }

  @Test
  void countsRecentFailuresByTargetAndReason() {
    Path target = newTarget();
    pawl.awaitEnd(submitFailing(target));
    pawl.awaitEnd(submitFailing(target));
    // Old failures do not count, and this target must be among the most frequent.
    jdbc.sql(
            "update workflow set ended_at = ended_at - interval '2 hours'"
                + " where status = 'FAILED' and target_name <> ?")
        .param(target.toString())
        .update();

    metrics.sample();

    Gauge gauge =
        registry
            .get("pawl.workflows.failures")
            .tags("target", target.toString(), "reason", "step_failed")
            .gauge();
    assertThat(gauge.value()).isEqualTo(2);
  }

  @Test
  void limitsTheNumberOfTargets() {
    var ids = new ArrayList<String>();
    for (int i = 0; i < 25; i++) {
      ids.add(submitFailing(newTarget()));
    }
    ids.forEach(pawl::awaitEnd);

    metrics.sample();

    long failed =
        jdbc.sql(
                "select count(*) from workflow where status = 'FAILED'"
                    + " and ended_at > now() - interval '1 hour'")
            .query(Long.class)
            .single();
    var gauges = registry.get("pawl.workflows.failures").gauges();
    assertThat(gauges.stream().map(gauge -> gauge.getId().getTag("target")).distinct())
        .hasSizeLessThanOrEqualTo(21)
        .contains("other");
    assertThat(gauges.stream().mapToDouble(Gauge::value).sum()).isEqualTo(failed);
    assertThat(failures("other")).isPositive();
  }

  @Test
  void measuresOpenWorkflowsByStatus() {
    pawl.writeScriptCommand("signal/slow", "writes: out.txt\n", "sleep 600");
    String id =
        pawl.submit(newTarget(), "\"steps\": [{\"name\": \"it\", \"command\": \"signal/slow\"}]");
    pawl.awaitRunningStep(id, "it");
    jdbc.sql("update workflow set started_at = now() - interval '1 hour' where name = ?")
        .param(id)
        .update();
    try {
      metrics.sample();

      assertThat(value("pawl.workflows.open", "running")).isPositive();
      assertThat(value("pawl.workflows.age", "running")).isBetween(3600.0, 3700.0);
      assertThat(value("pawl.workflows.open", "queued")).isNotNaN();
      assertThat(registry.get("pawl.steps.running").gauge().value()).isPositive();
      assertThat(registry.get("pawl.steps.silence").gauge().value()).isPositive();
    } finally {
      pawl.post("/api/v1/workflows/" + id + "/cancellation", "");
      pawl.awaitEnd(id);
    }
  }

  private double value(String name, String status) {
    return Objects.requireNonNull(registry.find(name).tag("status", status).gauge()).value();
  }

  private double queue(String meter, String labels) {
    return registry.get(meter).tags("labels", labels).gauges().stream()
        .mapToDouble(Gauge::value)
        .sum();
  }

  private String submitWaiting(String value) {
    return pawl.submit(
        newTarget(),
        "\"type\": \"verify-only\", \"requires\": {\"zone\": \"%s\"}".formatted(value));
  }

  @Test
  void reportsTheQueueByWhatItsWorkflowsRequire() {
    String first = submitWaiting("eu/1");
    String second = submitWaiting("eu/1");
    jdbc.sql(
            "update scheduled_tasks set execution_time = now() - interval '90 seconds' where"
                + " task_instance = (select id::text from workflow where name = ?)")
        .param(first)
        .update();

    metrics.sample();

    assertThat(queue("pawl.queue.waiting", "zone.eu-1")).isEqualTo(2);
    assertThat(queue("pawl.queue.age", "zone.eu-1")).isBetween(90.0, 120.0);
    assertThat(registry.get("pawl.queue.age").tags("labels", "none", "tools", "none").gauge())
        .as("there is always a value for autoscalers")
        .isNotNull();

    var ids = new ArrayList<>(List.of(first, second));
    for (int i = 0; i < 25; i++) {
      ids.add(submitWaiting("number-" + i));
    }
    metrics.sample();

    assertThat(registry.get("pawl.queue.waiting").gauges()).hasSize(21);
    assertThat(queue("pawl.queue.waiting", "other")).isPositive();
    assertThat(queue("pawl.queue.waiting", "zone.eu-1")).isEqualTo(2);
    for (String id : ids) {
      pawl.post("/api/v1/workflows/" + id + "/cancellation", "");
      pawl.awaitEnd(id);
    }
    // The scheduled sample may have been taken before, and be registered later.
    Awaitility.await()
        .atMost(Duration.ofMinutes(1))
        .until(() -> {
          metrics.sample();
          return registry.find("pawl.queue.age").tags("labels", "zone.eu-1").gauge() == null;
        });
  }
}
