package dev.pawl.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.PawlClient;
import dev.pawl.PawlTest;
import dev.pawl.workspace.TestFiles;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

@PawlTest
class ReportArchiveControllerTests {

  @Autowired PawlClient pawl;

  private Map<String, String> downloadArchive(String id) throws IOException, InterruptedException {
    try (var client = HttpClient.newHttpClient()) {
      var response =
          client.send(
              pawl.request("/api/v1/workflows/" + id + "/archive").GET().build(),
              BodyHandlers.ofByteArray());
      assertThat(response.statusCode()).isEqualTo(200);
      assertThat(response.headers().firstValue("Content-Type")).contains("application/gzip");
      var files = new TreeMap<String, String>();
      try (var tar =
          new TarArchiveInputStream(
              new GZIPInputStream(new ByteArrayInputStream(response.body())))) {
        for (var entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
          files.put(entry.getName(), new String(tar.readAllBytes(), StandardCharsets.UTF_8));
        }
      }
      return files;
    }
  }

  @Test
  void containsLogsAndReportsInAllFormats() throws Exception {
    var target = pawl.newTarget();
    TestFiles.write(target, "b.json", "{");
    String id =
        pawl.submitAndAwaitEnd(target, "\"type\": \"verify-only\"").get("workflow_id").asString();

    Map<String, String> files = downloadArchive(id);

    assertThat(files.get(id + "/logs/verify.1.log")).contains("Status: FAILED");
    for (ReportFormat format : ReportFormat.values()) {
      assertThat(files).containsKey(id + "/reports/" + format.fileName());
    }
    assertThat(files.get(id + "/reports/report.text")).contains("Error Report:");
    assertThat(files.get(id + "/reports/report.sarif")).contains("b.json");
  }

  @Test
  void isAvailableBeforeTheWorkflowStarts() throws Exception {
    var target = pawl.newTarget();
    TestFiles.write(target, "b.json", "{}");
    String id = pawl.submit(target, "\"type\": \"verify-only\"");

    assertThat(downloadArchive(id)).containsKey(id + "/reports/report.html");
    assertThat(pawl.get("/api/v1/workflows/nope/archive").status()).isEqualTo(404);
    pawl.awaitEnd(id);
  }
}
