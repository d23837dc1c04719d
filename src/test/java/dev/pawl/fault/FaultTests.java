package dev.pawl.fault;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.PawlClient;
import dev.pawl.PawlClient.ApiResponse;
import dev.pawl.TestNodeInitializer;
import dev.pawl.schedule.ScheduleTriggers;
import dev.pawl.workflow.WorkflowEventReplay;
import dev.pawl.workspace.TestFiles;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.ContextConfiguration;
import tools.jackson.databind.JsonNode;

/**
 * Injects a database failure at the statements of a standard workflow, once before and once after the execution of the
 * statement. {@code -Dpawl.faults.stride=1} tests every statement; by default, only some, different ones for each kind.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
@ContextConfiguration(initializers = FaultTests.Node.class)
@Import({PawlClient.class, FaultTests.Faults.class})
@DirtiesContext
class FaultTests {

  private static final int STRIDE = Integer.getInteger("pawl.faults.stride", 13);
  private static final Path HOME = TestNodeInitializer.createTempFolder("pawl-faults");

  /** Configures a separate node with short retry and polling intervals. */
  static class Node implements ApplicationContextInitializer<ConfigurableApplicationContext> {

    @Override
    public void initialize(ConfigurableApplicationContext context) {
      TestPropertyValues.of(
              "pawl.workspace.folder=" + HOME.resolve("home"),
              "pawl.workspace.roots=" + HOME,
              "pawl.engine.lease-renewal-interval=300ms",
              "pawl.engine.lease-duration=3s",
              "pawl.engine.fencing-timeout=2s",
              "pawl.engine.retry-delay=20ms",
              "pawl.recovery.initial-backoff=10ms",
              "pawl.node.max-utilization-percent=100",
              "pawl.node.load-shedding-enabled=false",
              "db-scheduler.polling-interval=100ms")
          .applyTo(context);
    }
  }

  /** Wraps the data source in a faulty one. */
  @TestConfiguration(proxyBeanMethods = false)
  static class Faults {

    @Bean
    static BeanPostProcessor faulty() {
      return new BeanPostProcessor() {
        @Override
        public Object postProcessAfterInitialization(Object bean, String name) {
          return bean instanceof DataSource real ? new FaultyDataSource(real) : bean;
        }
      };
    }
  }

  @Autowired PawlClient pawl;
  @Autowired DataSource source;
  @Autowired ApplicationContext context;
  private FaultyDataSource faults;
  private int targets;

  @BeforeEach
  void findFaults() {
    faults = (FaultyDataSource) source;
  }

  private Path newTarget(String kind) {
    Path target = HOME.resolve("t-" + kind + "-" + targets++);
    TestFiles.write(target, "A.java", "import java.util.List;\nclass A{int a( ){return 1;}}\n");
    TestFiles.askForJavaFormatter(target);
    // No two targets are equal, so that results always have to be computed and stored.
    TestFiles.write(target, "keep.txt", target + "\n");
    return target;
  }

  /** Runs a standard workflow while one statement of the named threads fails, and checks the result. */
  private int runWorkflowWithFault(String threads, int failing, boolean after) {
    Path target = newTarget(threads + failing + after);
    String key = target.getFileName().toString();
    String body = "{\"target\": {\"path\": \"%s\"}}".formatted(target);
    faults.arm(threads, failing, after);
    ApiResponse answer = pawl.post("/api/v1/workflows", body, "Idempotency-Key", key);
    for (int tries = 0; answer.status() != 202; tries++) {
      assertThat(answer.status()).as(answer.body()).isEqualTo(503);
      assertThat(tries).isLessThan(3);
      answer = pawl.post("/api/v1/workflows", body, "Idempotency-Key", key);
    }
    String id = answer.json().get("workflow_id").asString();
    JsonNode workflow = pawl.awaitEnd(id);
    int counted = faults.count();
    faults.arm("nobody", 0, false);
    checkResult(
        pawl.awaitEnd(id),
        target,
        "%s %d %s".formatted(threads, failing, after ? "after" : "before"));
    assertThat(workflow.get("status").asString()).isEqualTo("completed");
    return counted;
  }

  private void checkResult(JsonNode workflow, Path target, String description) {
    assertThat(workflow.get("status").asString())
        .as(description + workflow.toPrettyString())
        .isEqualTo("completed");
    assertThat(TestFiles.read(target, "A.java"))
        .as(description)
        .isEqualTo("class A {\n  int a() {\n    return 1;\n  }\n}\n");
    assertThat(TestFiles.read(target, "keep.txt")).as(description).isEqualTo(target + "\n");
    var events = new ArrayList<JsonNode>();
    String id = workflow.get("workflow_id").asString();
    pawl.get("/api/v1/workflows/" + id + "/events?limit=200")
        .json()
        .get("items")
        .forEach(events::add);
    assertThat(new WorkflowEventReplay(events).toString())
        .as(description)
        .isEqualTo(WorkflowEventReplay.describe(workflow));
    List<String> completed =
        events.stream()
            .filter(event -> event.get("type").asString().equals("step_completed"))
            .map(event -> event.at("/data/step").asString())
            .toList();
    assertThat(completed).as(description).hasSize(8).doesNotHaveDuplicates();
  }

  private void failAtStatements(String threads) {
    runWorkflowWithFault(threads, 0, false);
    int statements = runWorkflowWithFault(threads, 0, false);
    assertThat(statements).as("statements of " + threads).isPositive();
    int cases = 0;
    for (boolean after : new boolean[] {false, true}) {
      for (int failing = after ? 1 + STRIDE / 2 : 1; failing <= statements; failing += STRIDE) {
        runWorkflowWithFault(threads, failing, after);
        cases++;
      }
    }
    System.out.printf("%s: %d statements, %d cases%n", threads, statements, cases);
  }

  @Test
  void completesWorkflowsDespiteFailuresOfTheNode() {
    failAtStatements("workflow-");
  }

  @Test
  void completesWorkflowsDespiteFailuresOfSubmissions() {
    failAtStatements("tomcat-handler-");
  }

  /** Runs a schedule at a due time while one statement fails, and checks the result. */
  private int runScheduleWithFault(int failing, boolean after) throws Exception {
    Path target = newTarget("schedule" + failing + after);
    String name = target.getFileName().toString();
    ApiResponse created =
        pawl.post(
            "/api/v1/schedules",
            "{\"name\": \"%s\", \"cron\": \"@yearly\", \"workflow\": {\"target\": {\"path\": \"%s\"}}}"
                .formatted(name, target));
    assertThat(created.status()).as(created.body()).isEqualTo(201);
    faults.arm("timekeeper", failing, after);
    var thread =
        new Thread(
            () -> {
              try {
                ScheduleTriggers.submitAllSchedules(context);
              } catch (RuntimeException e) {
                // As in a scheduled method: logged, and retried at the next run.
                System.out.println("timekeeper: " + e);
              }
            },
            "timekeeper");
    thread.start();
    thread.join();
    int counted = faults.count();
    faults.arm("nobody", 0, false);
    ScheduleTriggers.submitAllSchedules(context);
    String url = "/api/v1/schedules/" + created.json().get("schedule_id").asString();
    JsonNode schedule = pawl.get(url).json();
    String description = "%d %s: %s".formatted(failing, after ? "after" : "before", schedule);
    JsonNode workflows = pawl.get("/api/v1/workflows?label.schedule=" + name).json().get("items");
    assertThat(workflows).as(description).hasSize(1);
    assertThat(schedule.get("last_workflow_id"))
        .as(description)
        .isEqualTo(workflows.get(0).get("workflow_id"));
    assertThat(schedule.get("last_error").isNull()).as(description).isTrue();
    checkResult(pawl.awaitEnd(schedule.get("last_workflow_id").asString()), target, description);
    pawl.send(pawl.request(url).DELETE());
    return counted;
  }

  @Test
  void submitsScheduledWorkflowsOnceDespiteFailures() throws Exception {
    runScheduleWithFault(0, false);
    int statements = runScheduleWithFault(0, false);
    assertThat(statements).isPositive();
    int cases = 0;
    for (boolean after : new boolean[] {false, true}) {
      for (int failing = after ? 1 + STRIDE / 2 : 1; failing <= statements; failing += STRIDE) {
        runScheduleWithFault(failing, after);
        cases++;
      }
    }
    System.out.printf("timekeeper: %d statements, %d cases%n", statements, cases);
  }
}
