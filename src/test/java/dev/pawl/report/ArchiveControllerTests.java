package dev.pawl.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.Pawl;
import dev.pawl.PawlTest;
import dev.pawl.workspace.Folders;
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
class ArchiveControllerTests {

  @Autowired Pawl pawl;

  private Map<String, String> archive(String id) throws IOException, InterruptedException {
    try (var client = HttpClient.newHttpClient()) {
      var answer =
          client.send(
              pawl.request("/api/v1/workflows/" + id + "/archive").GET().build(),
              BodyHandlers.ofByteArray());
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.headers().firstValue("Content-Type")).contains("application/gzip");
      var files = new TreeMap<String, String>();
      try (var tar =
          new TarArchiveInputStream(new GZIPInputStream(new ByteArrayInputStream(answer.body())))) {
        for (var entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
          files.put(entry.getName(), new String(tar.readAllBytes(), StandardCharsets.UTF_8));
        }
      }
      return files;
    }
  }

  @Test
  void holdsTheLogsAndTheReportInEveryFormat() throws Exception {
    var target = pawl.newTarget();
    Folders.write(target, "b.json", "{");
    String id = pawl.run(target, "\"type\": \"verify-only\"").get("workflow_id").asString();

    Map<String, String> files = archive(id);

    assertThat(files.get(id + "/logs/verify.1.log")).contains("Status: FAILED");
    for (Format format : Format.values()) {
      assertThat(files).containsKey(id + "/reports/" + format.file());
    }
    assertThat(files.get(id + "/reports/report.text")).contains("Error Report:");
    assertThat(files.get(id + "/reports/report.sarif")).contains("b.json");
  }

  @Test
  void isThereForAWorkflowThatHasNotBegun() throws Exception {
    var target = pawl.newTarget();
    Folders.write(target, "b.json", "{}");
    String id = pawl.submit(target, "\"type\": \"verify-only\"");

    assertThat(archive(id)).containsKey(id + "/reports/report.html");
    assertThat(pawl.get("/api/v1/workflows/nope/archive").status()).isEqualTo(404);
    pawl.ended(id);
  }
}
