package dev.pawl.report.renderer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.pawl.command.Finding;
import dev.pawl.command.Finding.RelatedLocation;
import dev.pawl.command.Finding.Suppression;
import dev.pawl.command.Severity;
import dev.pawl.report.Report;
import dev.pawl.report.ReportFormat;
import dev.pawl.target.Target;
import dev.pawl.workflow.WorkflowStatus;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class SarifRendererTests {

  private static final Schema SCHEMA = loadSchema();

  private static Schema loadSchema() {
    try (InputStream in =
        SarifRendererTests.class.getResourceAsStream("/schema/sarif-schema-2.1.0.json")) {
      return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_7)
          .getSchema(JsonMapper.shared().readTree(in));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static JsonNode renderValidated(Report report) {
    JsonNode log = JsonMapper.shared().readTree(ReportFixtures.render(ReportFormat.SARIF, report));
    assertThat(SCHEMA.validate(log)).isEmpty();
    return log;
  }

  @Test
  void usesSchemaThatRejectsInvalidDocuments() {
    assertThat(SCHEMA.validate(JsonMapper.shared().readTree("{\"version\": \"2.1.0\"}")))
        .isNotEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "COMPLETED, 0, 1",
    "COMPLETED, 1, 1",
    "COMPLETED, 400, 1",
    "COMPLETED, 30000, 2",
    "FAILED, 0, 1",
    "FAILED, 1, 1",
    "FAILED, 30000, 2",
    "RUNNING, 0, 1",
    "RUNNING, 30000, 2"
  })
  void isValidForEveryWorkflow(WorkflowStatus status, int findings, int runs) {
    JsonNode log = renderValidated(ReportFixtures.report(status, findings));

    assertThat(log.get("runs")).hasSize(runs);
    assertThat(log.get("runs").valueStream().mapToInt(run -> run.get("results").size()).sum())
        .isEqualTo(findings);
    Set<String> categories =
        log.get("runs")
            .valueStream()
            .map(run -> run.get("automationDetails").get("id").asString().replaceAll("[^/]*$", ""))
            .collect(Collectors.toSet());
    assertThat(categories).hasSize(runs);
  }

  @Test
  void writesLineHashes() {
    JsonNode results =
        renderValidated(ReportFixtures.report(WorkflowStatus.COMPLETED, 40)).at("/runs/0/results");

    String first = SarifLineHashes.of("a\nb\n").getFirst();
    assertThat(results.valueStream())
        .filteredOn(result -> line(result) == 1 && file(result).startsWith("A"))
        .isNotEmpty()
        .allSatisfy(result ->
            assertThat(result.at("/partialFingerprints/primaryLocationLineHash").asString())
                .isEqualTo(first));
    assertThat(results.valueStream())
        .filteredOn(result -> line(result) > 3 || !file(result).startsWith("A"))
        .isNotEmpty()
        .noneMatch(result -> result.path("partialFingerprints").has("primaryLocationLineHash"));
  }

  @Test
  void writesSuppressionsAndRelatedLocations() {
    var finding =
        ReportFixtures.finding(1)
            .withSuppression(new Suppression("pawl:ignore", "bell \u0007 and reason"))
            .withRelatedLocations(List.of(new RelatedLocation("a b.java", 3, 7)));
    var source = new ReportFixtures.TestReportSource(1, number -> finding);
    var workflow =
        ReportFixtures.workflow(WorkflowStatus.COMPLETED, false, Target.directory("/srv/a"));

    JsonNode result = renderValidated(new Report(workflow, source)).at("/runs/0/results/0");

    assertThat(result.at("/suppressions/0/kind").asString()).isEqualTo("inSource");
    assertThat(result.at("/suppressions/0/justification").asString()).contains("and reason");
    assertThat(result.at("/suppressions/0/properties/by").asString()).isEqualTo("pawl:ignore");
    assertThat(result.at("/relatedLocations/0/physicalLocation/artifactLocation/uri").asString())
        .isEqualTo("a%20b.java");
    assertThat(result.at("/relatedLocations/0/physicalLocation/region/endLine").asInt())
        .isEqualTo(7);
  }

  private static int line(JsonNode result) {
    return result.at("/locations/0/physicalLocation/region/startLine").asInt();
  }

  private static String file(JsonNode result) {
    return result.at("/locations/0/physicalLocation/artifactLocation/uri").asString();
  }

  @Test
  void respectsGithubLimitsAndReportsOmittedFindings(@TempDir Path temp) throws IOException {
    Path file = temp.resolve("large.sarif");
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
      ReportFixtures.renderer(ReportFormat.SARIF)
          .render(ReportFixtures.report(WorkflowStatus.COMPLETED, 500_007), out);
    }

    List<LargeRun> runs = readRuns(file);

    assertThat(runs).hasSize(20).allMatch(run -> run.results() == 25_000);
    assertThat(runs.get(19).invocations()).contains("7 more findings were omitted.");
    assertThat(runs.get(18).invocations()).doesNotContain("omitted");
  }

  /** A run of a document whose tree would need more than a gigabyte. */
  private record LargeRun(int results, String invocations) {}

  private static List<LargeRun> readRuns(Path file) {
    var runs = new ArrayList<LargeRun>();
    try (JsonParser parser = JsonMapper.shared().createParser(file)) {
      skipTo(parser, "runs");
      while (parser.nextToken() == JsonToken.START_OBJECT) {
        runs.add(readRun(parser));
      }
    }
    return runs;
  }

  private static LargeRun readRun(JsonParser parser) {
    int results = 0;
    String invocations = "";
    for (String name = parser.nextName(); name != null; name = parser.nextName()) {
      JsonToken value = parser.nextToken();
      if (name.equals("results")) {
        while (parser.nextToken() == JsonToken.START_OBJECT) {
          parser.skipChildren();
          results++;
        }
      } else if (name.equals("invocations")) {
        invocations = parser.readValueAsTree().toString();
      } else if (value.isStructStart()) {
        parser.skipChildren();
      }
    }
    return new LargeRun(results, invocations);
  }

  /** Moves a parser of an object to the first token of a property's value, which must be an array. */
  private static void skipTo(JsonParser parser, String property) {
    parser.nextToken();
    for (String name = parser.nextName(); !property.equals(name); name = parser.nextName()) {
      parser.nextToken();
      parser.skipChildren();
    }
    assertThat(parser.nextToken()).isEqualTo(JsonToken.START_ARRAY);
  }

  @Test
  void describesItsDriverAndBase() {
    JsonNode run =
        renderValidated(ReportFixtures.report(WorkflowStatus.COMPLETED, 40)).at("/runs/0");

    assertThat(run.at("/tool/driver/name").asString()).isEqualTo("Pawl");
    assertThat(run.at("/tool/driver/version").asString()).isEqualTo("1.2.3");
    assertThat(run.at("/tool/driver/informationUri").asString())
        .as("the configured address")
        .isEqualTo("https://pawl.example.org/");
    assertThat(run.get("originalUriBaseIds").propertyNames()).containsExactly("%SRCROOT%");
    assertThat(run.get("results").valueStream())
        .allMatch(result ->
            result
                .at("/locations/0/physicalLocation/artifactLocation/uriBaseId")
                .asString()
                .equals("%SRCROOT%"));
    for (JsonNode rule : run.at("/tool/driver/rules")) {
      assertThat(rule.at("/shortDescription/text").asString()).endsWith(".");
      assertThat(rule.at("/fullDescription/text").asString()).endsWith(".");
      assertThat(rule.at("/help/text").asString()).isNotBlank();
      assertThat(rule.at("/defaultConfiguration/level").asString())
          .isIn("error", "warning", "note");
    }
  }

  @Test
  void describesEachRuleOnce() {
    JsonNode run =
        renderValidated(ReportFixtures.report(WorkflowStatus.COMPLETED, 400)).get("runs").get(0);
    JsonNode rules = run.get("tool").get("driver").get("rules");

    var ids = new HashSet<String>();
    for (JsonNode rule : rules) {
      assertThat(ids.add(rule.get("id").asString())).isTrue();
      assertThat(rule.get("help").get("text").asString()).isNotBlank();
      assertThat(rule.get("fullDescription").get("text").asString()).isNotBlank();
    }
    for (JsonNode result : run.get("results")) {
      assertThat(rules.get(result.get("ruleIndex").asInt()).get("id"))
          .isEqualTo(result.get("ruleId"));
      assertThat(result.get("message").get("text").asString()).isNotBlank();
    }
    assertThat(ids).hasSize(22);
  }

  @Test
  void writesRelativeUrisOfFiles() {
    JsonNode run =
        renderValidated(ReportFixtures.report(WorkflowStatus.COMPLETED, 40)).get("runs").get(0);
    var files = new HashSet<String>();
    for (JsonNode result : run.get("results")) {
      URI uri = URI.create(location(result).get("artifactLocation").get("uri").asString());
      assertThat(uri.isAbsolute()).isFalse();
      assertThat(uri.getRawQuery()).isNull();
      assertThat(uri.getRawFragment()).isNull();
      files.add(uri.getPath());
    }

    assertThat(files)
        .isEqualTo(
            IntStream.range(0, 40)
                .mapToObj(number -> ReportFixtures.finding(number).file())
                .collect(Collectors.toSet()));
  }

  private static JsonNode location(JsonNode result) {
    return result.get("locations").get(0).get("physicalLocation");
  }

  private static JsonNode region(Finding finding) {
    var report =
        new Report(
            ReportFixtures.report(WorkflowStatus.COMPLETED, 0).workflow(),
            new ReportFixtures.TestReportSource(1, number -> finding));
    return location(renderValidated(report).get("runs").get(0).get("results").get(0)).get("region");
  }

  @Test
  void omitsUnknownColumns() {
    Finding whole = Finding.at("a", 0, 0, Severity.ERROR, "t", "r", "m");
    Finding line = Finding.at("a", 7, 0, Severity.ERROR, "t", "r", "m");
    Finding point = Finding.at("a", 7, 3, Severity.ERROR, "t", "r", "m");

    assertThat(region(whole).toString()).isEqualTo("{\"startLine\":1}");
    assertThat(region(line).toString()).isEqualTo("{\"startLine\":7}");
    assertThat(region(point).toString()).isEqualTo("{\"startLine\":7,\"startColumn\":3}");
    assertThat(region(point.withEnd(7, 9)).toString())
        .isEqualTo("{\"startLine\":7,\"startColumn\":3,\"endColumn\":9}");
    assertThat(region(point.withEnd(8, 1)).toString())
        .isEqualTo("{\"startLine\":7,\"startColumn\":3,\"endLine\":8,\"endColumn\":1}");
  }

  @Test
  void reportsReasonOfFailure() {
    JsonNode invocation =
        renderValidated(ReportFixtures.report(WorkflowStatus.FAILED, 1))
            .get("runs")
            .get(0)
            .get("invocations")
            .get(0);

    assertThat(invocation.get("toolExecutionNotifications").toString()).contains("gates failed");
  }

  @Test
  void distinguishesNewKnownAcceptedAndFixedFindings() {
    JsonNode run = renderValidated(ReportFixtures.reportWithStates()).at("/runs/0");

    assertThat(run.get("results").valueStream())
        .extracting(
            result -> file(result) + " " + result.get("baselineState").asString(),
            result -> result.path("suppressions").size())
        .containsExactly(
            tuple("New.java new", 0),
            tuple("Known.java unchanged", 0),
            tuple("Accepted.java unchanged", 1),
            tuple("Resolved.java unchanged", 1),
            tuple("Fixed.java absent", 0));
    assertThat(run.at("/results/3/suppressions/0/justification").asString())
        .isEqualTo("false positive: read by reflection");
    assertThat(run.at("/results/4/fixes/0/artifactChanges/0/replacements/0").toString())
        .isEqualTo(
            "{\"deletedRegion\":{\"startLine\":2,\"startColumn\":1,\"endLine\":3,\"endColumn\":1},"
                + "\"insertedContent\":{\"text\":\"TWO\\n\"}}");
    assertThat(run.at("/tool/driver/rules/0/helpUri").asString())
        .isEqualTo("https://rules.example.org/tool0/Rule1");
    assertThat(run.at("/properties/states/fixed").asInt()).isEqualTo(1);
  }

  @Test
  void fitsIntoAnUploadToGithub() throws IOException {
    Report report = ReportFixtures.report(WorkflowStatus.COMPLETED, SarifRenderer.MAX_RESULTS);
    JsonNode log = renderValidated(report);
    var compressed = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(compressed)) {
      gzip.write(ReportFixtures.render(ReportFormat.SARIF, report));
    }

    assertThat(log.get("runs")).hasSize(1);
    assertThat(log.at("/runs/0/results")).hasSize(25_000);
    assertThat(log.at("/runs/0/tool/driver/rules").size()).isLessThanOrEqualTo(25_000);
    assertThat(compressed.size()).as("10 MB at most").isLessThan(10_000_000);
  }
}
