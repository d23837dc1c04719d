package dev.pawl.story;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.PawlClient;
import dev.pawl.PawlClient.ApiResponse;
import dev.pawl.PawlTest;
import dev.pawl.archive.TarBuilder;
import dev.pawl.workspace.TestFiles;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

/** Files on which parsers and tools fail harm neither the other files of their target nor the next caller. */
@PawlTest
class WorstFilesTests {

  private static final int CALLERS = 5;

  @Autowired PawlClient pawl;

  private static String nested(String open, String middle, String close, int depth) {
    return open.repeat(depth) + middle + close.repeat(depth);
  }

  private static byte[] archive() {
    String attributes =
        IntStream.range(0, 300).mapToObj("a%d=\"x\""::formatted).collect(Collectors.joining(" "));
    String parentheses = nested("(", "1", ")", 20_000);
    return new TarBuilder()
        .file("deep.json", nested("[", "1", "]", 700))
        .file("number.json", "{\"a\": " + "9".repeat(2000) + "}\n")
        .file("name.json", "{\"" + "n".repeat(70_000) + "\": 1}\n")
        .file("deep.toml", "a = " + nested("[", "1", "]", 600) + "\n")
        .file("deep.yaml", nested("[", "1", "]", 5000) + "\n")
        .file("deep.xml", nested("<a>", "x", "</a>", 150) + "\n")
        .file("attributes.xml", "<a " + attributes + "/>\n")
        .file("entities.xml", "<a>" + "&lt;".repeat(40_000) + "</a>\n")
        .file("Deep.java", "class Deep { int a = " + parentheses + "; }\n")
        .file("deep.js", "x = " + parentheses + ";\n")
        .file("deep.py", "x = " + parentheses + "\n")
        .file("deep.c", "int x = " + parentheses + ";\n")
        .file("stars.json", "{\"excluded_patterns\": [\"" + "*a".repeat(200) + "b\"]}\n")
        .file(".gitignore", ("*a".repeat(100) + "b\n").repeat(200))
        .file("Good.java", "class Good{}\n")
        .gz();
  }

  private String submitArchive() {
    ApiResponse upload =
        pawl.send(
            pawl.request("/api/v1/archives", "Content-Type", "application/gzip")
                .POST(BodyPublishers.ofByteArray(archive())));
    assertThat(upload.status()).as(upload.body()).isEqualTo(201);
    ApiResponse submitted =
        pawl.post(
            "/api/v1/workflows",
            "{\"target\": {\"archive\": \"%s\"}, \"type\": \"comprehensive\"}"
                .formatted(upload.json().get("archive_id").asString()));
    assertThat(submitted.status()).as(submitted.body()).isEqualTo(202);
    return submitted.json().get("workflow_id").asString();
  }

  @Test
  void preventNeitherTheirWorkflowsNorTheNextOne() {
    var worst = new ArrayList<String>();
    for (int caller = 0; caller < CALLERS; caller++) {
      worst.add(submitArchive());
    }
    Path target = pawl.newTarget();
    TestFiles.askForJavaFormatter(target);
    TestFiles.write(target, "A.java", "class A{int a( ){return 1;}}\n");

    JsonNode next = pawl.submitAndAwaitEnd(target, "");

    assertThat(next.get("status").asString()).as(next.toString()).isEqualTo("completed");
    assertThat(TestFiles.read(target, "A.java")).contains("int a() {");
    for (String id : worst) {
      JsonNode workflow = pawl.awaitEnd(id);
      assertThat(workflow.get("status").asString()).as(workflow.toString()).isEqualTo("completed");
      String findings = pawl.get("/api/v1/workflows/" + id + "/findings?limit=200").body();
      assertThat(findings).contains("not checked").doesNotContain("\"severity\":\"error\"");
    }
  }
}
