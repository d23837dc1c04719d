package dev.pawl.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.PawlClient;
import dev.pawl.PawlTest;
import dev.pawl.workspace.TestFiles;
import jakarta.persistence.EntityManagerFactory;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.hibernate.SessionFactory;
import org.hibernate.stat.Statistics;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.json.JsonMapper;

@PawlTest
class ReportServiceTests {

  /** Four for each part of a report: the workflow, findings, counts, states, fixed findings, attempts and events. */
  private static final int MAX_STATEMENTS = 35;

  @Autowired ReportService reports;
  @Autowired EntityManagerFactory factory;
  @Autowired PawlClient pawl;

  @Test
  void areAvailableBeforeTheWorkflowEnds() throws IOException {
    var target = pawl.newTarget();
    TestFiles.write(target, "a.json", "{}");
    String id = pawl.submit(target, "\"type\": \"verify-only\"");

    for (ReportFormat format : ReportFormat.values()) {
      var out = new ByteArrayOutputStream();
      reports.write(reports.find(id).orElseThrow(), format, out);
      if (List.of(
              ReportFormat.TEXT,
              ReportFormat.JSON,
              ReportFormat.HTML,
              ReportFormat.MARKDOWN,
              ReportFormat.JUNIT)
          .contains(format)) {
        assertThat(out.toString(StandardCharsets.UTF_8)).contains(id, "verify");
      }
    }
    assertThat(reports.find("nope")).isEmpty();
  }

  @Test
  void containAllFindingsOfLastVerification() throws IOException {
    var target = pawl.newTarget();
    for (int i = 0; i < 30; i++) {
      TestFiles.write(target, "broken" + i + ".json", "{");
    }
    String id =
        pawl.submitAndAwaitEnd(target, "\"type\": \"verify-only\"").get("workflow_id").asString();
    var out = new ByteArrayOutputStream();

    reports.write(reports.find(id).orElseThrow(), ReportFormat.JSON, out);

    var json = JsonMapper.shared().readTree(out.toByteArray());
    assertThat(json.get("findings")).hasSize(30);
    assertThat(json.get("findings").get(0).propertyNames())
        .contains(
            "file",
            "line",
            "column",
            "end_line",
            "severity",
            "tool",
            "rule",
            "message",
            "fingerprint");
  }

  @Test
  void lookTheWorkflowUpOnceForAllFormats() throws IOException {
    var target = pawl.newTarget();
    TestFiles.write(target, "b.json", "{");
    String id =
        pawl.submitAndAwaitEnd(target, "\"type\": \"verify-only\"").get("workflow_id").asString();
    Statistics statistics = factory.unwrap(SessionFactory.class).getStatistics();
    statistics.setStatisticsEnabled(true);
    long statements = Long.MAX_VALUE;
    // Scheduled jobs of the node can only add statements.
    for (int attempt = 0; attempt < 100 && statements > MAX_STATEMENTS; attempt++) {
      statistics.clear();
      Report report = reports.find(id).orElseThrow();
      for (ReportFormat format : ReportFormat.values()) {
        reports.write(report, format, OutputStream.nullOutputStream());
      }
      statements = Math.min(statements, statistics.getPrepareStatementCount());
    }

    assertThat(statements).isLessThanOrEqualTo(MAX_STATEMENTS);
  }

  @Test
  void areServedInRequestedFormat() {
    var target = pawl.newTarget();
    TestFiles.write(target, "A.java", "import java.util.List;\nclass A {}\n");
    TestFiles.write(target, "b.json", "{");
    String url =
        "/api/v1/workflows/"
            + pawl.submitAndAwaitEnd(target, "\"type\": \"verify-only\"")
                .get("workflow_id")
                .asString()
            + "/report";

    for (ReportFormat format : ReportFormat.values()) {
      var response = pawl.get(url + "?format=" + format.parameterValue(), "Accept", "image/png");
      assertThat(response.status()).isEqualTo(200);
      assertThat(response.header("Content-Type")).startsWith(format.mediaType().toString());
    }
    var sarif = pawl.get(url, "Accept", "application/sarif+json");
    assertThat(sarif.header("Content-Type")).isEqualTo("application/sarif+json");
    assertThat(sarif.json().get("runs").get(0).get("results")).hasSize(2);
    assertThat(pawl.get(url, "Accept", "text/html").body()).startsWith("<!DOCTYPE html>");
    var rejected = pawl.get(url, "Accept", "image/png");
    assertThat(rejected.status()).isEqualTo(406);
    assertThat(rejected.header("Content-Type")).startsWith("application/problem+json");
  }

  @Test
  void containSameDiffAsPatch() {
    var target = pawl.newTarget();
    TestFiles.write(target, "A.java", "import java.util.List;\nclass A { int  x; }\n");
    String url =
        "/api/v1/workflows/"
            + pawl.submitAndAwaitEnd(target, "\"dry_run\": true").get("workflow_id").asString();

    String patch = pawl.get(url + "/patch").body();

    assertThat(patch).contains("-import java.util.List;");
    assertThat(pawl.get(url + "/report?format=diff").body()).isEqualTo(patch);
    assertThat(pawl.get(url + "/report", "Accept", "text/x-diff").body()).isEqualTo(patch);
    assertThat(pawl.get(url + "/report?format=html").body())
        .contains("import java.util.List;", "1 file would change");
  }
}
