package dev.pawl.report.renderer;

import dev.pawl.finding.ReportedFinding;
import dev.pawl.report.Renderer;
import dev.pawl.report.Report;
import dev.pawl.report.ReportFormat;
import dev.pawl.rule.Rule;
import dev.pawl.rule.RuleCatalog;
import java.io.OutputStream;
import java.net.URI;
import java.util.Iterator;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.info.BuildProperties;
import org.springframework.stereotype.Component;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.json.JsonMapper;

/** Writes the findings as SARIF 2.1.0, within GitHub's limits of 20 runs and 25,000 results per run. */
@Component
@EnableConfigurationProperties(ReportProperties.class)
class SarifRenderer implements Renderer {

  private static final String SCHEMA =
      "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";
  static final int MAX_RESULTS = 25_000;
  static final int MAX_RUNS = 20;
  private static final int MAX_FIXED = 1000;

  /** The version of a service that runs from classes which no build has described. */
  private static final String UNKNOWN_VERSION = "development";

  private final JsonMapper mapper;
  private final URI informationUri;
  private final Function<String, Optional<String>> documentation;
  private final String version;

  @Autowired
  SarifRenderer(
      JsonMapper mapper,
      ReportProperties properties,
      RuleCatalog rules,
      ObjectProvider<BuildProperties> build) {
    this(
        mapper,
        properties.informationUri(),
        rule -> rules.find(rule).map(Rule::documentation),
        build.stream()
            .flatMap(info -> Stream.ofNullable(info.getVersion()))
            .findFirst()
            .orElse(UNKNOWN_VERSION));
  }

  /**
   * Creates a renderer.
   *
   * @param documentation the function that returns the address of the documentation of a rule
   */
  SarifRenderer(
      JsonMapper mapper,
      URI informationUri,
      Function<String, Optional<String>> documentation,
      String version) {
    this.mapper = mapper;
    this.informationUri = informationUri;
    this.documentation = documentation;
    this.version = version;
  }

  @Override
  public ReportFormat format() {
    return ReportFormat.SARIF;
  }

  @Override
  public void render(Report report, OutputStream out) {
    try (JsonGenerator json = EscapedJson.createGenerator(mapper, out)) {
      json.writeStartObject();
      json.writeStringProperty("$schema", SCHEMA);
      json.writeStringProperty("version", "2.1.0");
      json.writeArrayPropertyStart("runs");
      Iterator<ReportedFinding> findings = report.allFindings().iterator();
      int runs = 0;
      do {
        runs++;
        var run = new SarifRunWriter(report, json, informationUri, documentation, version);
        run.startRun(runs);
        int results = 0;
        for (; results < MAX_RESULTS && findings.hasNext(); results++) {
          run.writeResult(findings.next());
        }
        if (!findings.hasNext() && report.isResultPending()) {
          int max = Math.min(MAX_FIXED, MAX_RESULTS - results);
          report.source().fixed(max).forEach(run::writeFixed);
        }
        long omitted = runs == MAX_RUNS ? countRemaining(findings) : 0;
        run.endRun(omitted);
      } while (findings.hasNext() && runs < MAX_RUNS);
      json.writeEndArray();
      json.writeEndObject();
    }
  }

  private static long countRemaining(Iterator<ReportedFinding> findings) {
    long count = 0;
    for (; findings.hasNext(); findings.next()) {
      count++;
    }
    return count;
  }
}
