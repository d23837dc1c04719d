package dev.pawl.report;

import dev.pawl.command.Finding;
import dev.pawl.command.Severity;
import dev.pawl.workflow.EndedReason;
import dev.pawl.workflow.WorkflowStatus;
import dev.pawl.workflow.WorkflowView;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.web.util.UriUtils;
import tools.jackson.core.JsonGenerator;

/** Writes one run of a SARIF file: the results as a stream, followed by their rules. */
final class SarifRun {

  private final Report report;
  private final JsonGenerator json;
  private final Map<String, Rule> rules = new LinkedHashMap<>();

  private String hashed = "";
  private List<String> hashes = List.of();

  private record Rule(int index, String tool, String name, Severity worst) {}

  SarifRun(Report report, JsonGenerator json) {
    this.report = report;
    this.json = json;
  }

  /** Starts a run with its own category (the ID up to the last slash), because GitHub keeps one run per category. */
  void start(int number) {
    String category = number == 1 ? "pawl" : "pawl-" + number;
    json.writeStartObject();
    json.writeObjectPropertyStart("automationDetails");
    json.writeStringProperty("id", category + "/" + report.workflow().workflowId());
    json.writeEndObject();
    json.writeArrayPropertyStart("results");
  }

  void result(Finding finding) {
    Rule rule =
        rules.merge(
            Report.rule(finding),
            new Rule(rules.size(), finding.tool(), finding.rule(), finding.severity()),
            (known, one) ->
                one.worst.compareTo(known.worst) < 0
                    ? new Rule(known.index, known.tool, known.name, one.worst)
                    : known);
    json.writeStartObject();
    json.writeStringProperty("ruleId", Report.rule(finding));
    json.writeNumberProperty("ruleIndex", rule.index);
    json.writeStringProperty("level", level(finding.severity()));
    text("message", finding.message().isBlank() ? finding.rule() : finding.message());
    json.writeArrayPropertyStart("locations");
    json.writeStartObject();
    json.writeObjectPropertyStart("physicalLocation");
    json.writeObjectPropertyStart("artifactLocation");
    json.writeStringProperty("uri", uri(finding.file()));
    json.writeEndObject();
    region(report.place(finding));
    json.writeEndObject();
    json.writeEndObject();
    json.writeEndArray();
    fingerprints(finding);
    json.writeEndObject();
  }

  private void fingerprints(Finding finding) {
    Optional<String> hash = hash(finding.file(), report.place(finding).someLine());
    if (hash.isPresent() || !finding.fingerprint().isEmpty()) {
      json.writeObjectPropertyStart("partialFingerprints");
      hash.ifPresent(text -> json.writeStringProperty("primaryLocationLineHash", text));
      if (!finding.fingerprint().isEmpty()) {
        json.writeStringProperty("pawlFingerprint/v1", finding.fingerprint());
      }
      json.writeEndObject();
    }
  }

  /** Caches the hashes of one file only, because findings are ordered by file. */
  private Optional<String> hash(String file, int line) {
    if (!file.equals(hashed)) {
      hashed = file;
      hashes = hashes(file);
    }
    return line <= hashes.size() ? Optional.of(hashes.get(line - 1)) : Optional.empty();
  }

  private List<String> hashes(String file) {
    try {
      return report
          .file(file)
          .map(content -> LineHashes.of(new String(content, StandardCharsets.UTF_8)))
          .orElse(List.of());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Encodes a path as a relative URI; the colon is escaped so that it cannot be taken for a scheme. */
  private static String uri(String file) {
    return UriUtils.encodePath(file, StandardCharsets.UTF_8).replace(":", "%3A");
  }

  private void region(Place place) {
    json.writeObjectPropertyStart("region");
    json.writeNumberProperty("startLine", place.someLine());
    if (place.column() > 0) {
      json.writeNumberProperty("startColumn", place.column());
    }
    if (place.endLine() > place.line()) {
      json.writeNumberProperty("endLine", place.endLine());
    }
    if (place.endColumn() > 0) {
      json.writeNumberProperty("endColumn", place.endColumn());
    }
    json.writeEndObject();
  }

  /** Ends the run; {@code leftOut} is the number of results that exceed the limits of all runs. */
  void end(long leftOut) {
    json.writeEndArray();
    json.writeObjectPropertyStart("tool");
    json.writeObjectPropertyStart("driver");
    json.writeStringProperty("name", "Pawl");
    json.writeArrayPropertyStart("rules");
    rules.forEach(this::rule);
    json.writeEndArray();
    json.writeEndObject();
    json.writeEndObject();
    json.writeArrayPropertyStart("invocations");
    invocation(leftOut);
    json.writeEndArray();
    json.writeEndObject();
  }

  private void rule(String id, Rule rule) {
    json.writeStartObject();
    json.writeStringProperty("id", id);
    json.writeStringProperty("name", rule.name);
    text("shortDescription", rule.name + " of " + rule.tool);
    text("fullDescription", "Reported by " + rule.tool + " as " + rule.name + ".");
    text("help", "See " + rule.name + " in the documentation of " + rule.tool + ".");
    json.writeObjectPropertyStart("defaultConfiguration");
    json.writeStringProperty("level", level(rule.worst));
    json.writeEndObject();
    json.writeEndObject();
  }

  private void invocation(long leftOut) {
    WorkflowView workflow = report.workflow();
    boolean successful =
        workflow.status() == WorkflowStatus.COMPLETED
            || workflow.endedReason() == EndedReason.GATE_FAILED;
    json.writeStartObject();
    json.writeBooleanProperty("executionSuccessful", successful);
    json.writeStringProperty("startTimeUtc", Durations.start(workflow).toString());
    if (workflow.endedAt() != null) {
      json.writeStringProperty("endTimeUtc", workflow.endedAt().toString());
    }
    json.writeArrayPropertyStart("toolExecutionNotifications");
    if (workflow.failure() != null) {
      notification("error", workflow.failure().message());
    }
    if (leftOut > 0) {
      notification("warning", leftOut + " more findings were omitted.");
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private void notification(String level, String words) {
    json.writeStartObject();
    json.writeStringProperty("level", level);
    text("message", words);
    json.writeEndObject();
  }

  private void text(String property, String words) {
    json.writeObjectPropertyStart(property);
    json.writeStringProperty("text", words);
    json.writeEndObject();
  }

  private static String level(Severity severity) {
    return switch (severity) {
      case ERROR -> "error";
      case WARNING -> "warning";
      case INFO -> "note";
    };
  }
}
