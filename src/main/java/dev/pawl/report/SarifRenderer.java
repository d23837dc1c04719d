package dev.pawl.report;

import dev.pawl.command.Finding;
import java.io.OutputStream;
import java.util.Iterator;
import org.springframework.stereotype.Component;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.json.JsonMapper;

/** Writes the findings as SARIF 2.1.0, within GitHub's limits of 20 runs and 25,000 results per run. */
@Component
class SarifRenderer implements Renderer {

  private static final String SCHEMA =
      "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";
  static final int MOST_RESULTS = 25_000;
  static final int MOST_RUNS = 20;

  private final JsonMapper mapper;

  SarifRenderer(JsonMapper mapper) {
    this.mapper = mapper;
  }

  @Override
  public Format format() {
    return Format.SARIF;
  }

  @Override
  public void render(Report report, OutputStream out) {
    try (JsonGenerator json = mapper.createGenerator(out)) {
      json.writeStartObject();
      json.writeStringProperty("$schema", SCHEMA);
      json.writeStringProperty("version", "2.1.0");
      json.writeArrayPropertyStart("runs");
      Iterator<Finding> findings = report.findings().iterator();
      int runs = 0;
      do {
        runs++;
        var run = new SarifRun(report, json);
        run.start(runs);
        for (int i = 0; i < MOST_RESULTS && findings.hasNext(); i++) {
          run.result(findings.next());
        }
        long leftOut = runs == MOST_RUNS ? rest(findings) : 0;
        run.end(leftOut);
      } while (findings.hasNext() && runs < MOST_RUNS);
      json.writeEndArray();
      json.writeEndObject();
    }
  }

  private static long rest(Iterator<Finding> findings) {
    long rest = 0;
    for (; findings.hasNext(); findings.next()) {
      rest++;
    }
    return rest;
  }
}
