package dev.pawl.report.renderer;

import dev.pawl.command.Coverage;
import dev.pawl.command.Finding;
import dev.pawl.command.Finding.RelatedLocation;
import dev.pawl.command.Finding.Suppression;
import dev.pawl.command.Severity;
import dev.pawl.finding.FindingState;
import dev.pawl.finding.FindingStates;
import dev.pawl.finding.ReportedFinding;
import dev.pawl.finding.Resolution;
import dev.pawl.report.CoverageRow;
import dev.pawl.report.DurationFormatter;
import dev.pawl.report.FindingLocation;
import dev.pawl.report.Report;
import dev.pawl.report.TextSanitizer;
import dev.pawl.target.SourceRevision;
import dev.pawl.target.TargetScope;
import dev.pawl.workflow.EndedReason;
import dev.pawl.workflow.WorkflowStatus;
import dev.pawl.workflow.WorkflowView;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.springframework.web.util.UriUtils;
import tools.jackson.core.JsonGenerator;

/** Writes one run of a SARIF file: the results as a stream, followed by their rules. */
final class SarifRunWriter {

  /** The base of all file names: the root of the target, which the reader knows. */
  private static final String URI_BASE = "%SRCROOT%";

  private final Report report;
  private final JsonGenerator json;
  private final URI informationUri;
  private final Function<String, Optional<String>> documentation;
  private final String version;
  private final SarifFixes fixes;
  private final Map<String, Rule> rules = new LinkedHashMap<>();

  private String hashedFile = "";
  private List<String> hashes = List.of();

  private record Rule(int index, String tool, String name, Severity maxSeverity) {}

  SarifRunWriter(
      Report report,
      JsonGenerator json,
      URI informationUri,
      Function<String, Optional<String>> documentation,
      String version) {
    this.report = report;
    this.json = json;
    this.informationUri = informationUri;
    this.documentation = documentation;
    this.version = version;
    this.fixes = new SarifFixes(report);
  }

  /** Starts a run with its own category (the ID up to the last slash), because GitHub keeps one run per category. */
  void startRun(int number) {
    String category = number == 1 ? "pawl" : "pawl-" + number;
    json.writeStartObject();
    json.writeObjectPropertyStart("automationDetails");
    json.writeStringProperty("id", category + "/" + report.workflow().workflowId());
    json.writeEndObject();
    json.writeArrayPropertyStart("results");
  }

  void writeResult(ReportedFinding reported) {
    startResult(reported.finding());
    json.writeStringProperty(
        "baselineState", reported.state() == FindingState.NEW ? "new" : "unchanged");
    writeSuppressions(reported);
    json.writeEndObject();
  }

  /** Writes a finding of the submitted files that the result of the workflow no longer has, with the change. */
  void writeFixed(Finding finding) {
    startResult(finding);
    json.writeStringProperty("baselineState", "absent");
    fixes.write(json, finding, () -> writeArtifactLocation(finding.file()));
    json.writeEndObject();
  }

  /** Writes why the finding does not count: because of the code itself, a resolution or the baseline. */
  private void writeSuppressions(ReportedFinding reported) {
    json.writeArrayPropertyStart("suppressions");
    Suppression suppression = reported.finding().suppression();
    if (suppression != null) {
      writeSuppression(suppression);
    }
    Resolution resolution = reported.resolution();
    if (reported.isAccepted()) {
      json.writeStartObject();
      json.writeStringProperty("kind", "external");
      json.writeStringProperty("status", "accepted");
      json.writeStringProperty(
          "justification",
          resolution == null
              ? "The baseline of the target contains the finding."
              : TextSanitizer.replaceInvalid(
                  reported.describeState() + ": " + resolution.reason()));
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private void writeArtifactLocation(String file) {
    json.writeObjectPropertyStart("artifactLocation");
    json.writeStringProperty("uri", toUri(file));
    json.writeStringProperty("uriBaseId", URI_BASE);
    json.writeEndObject();
  }

  /** Starts a result and writes everything except its state. */
  private void startResult(Finding finding) {
    Rule rule =
        rules.merge(
            Report.qualifiedRule(finding),
            new Rule(rules.size(), finding.tool(), finding.rule(), finding.severity()),
            (existing, added) ->
                added.maxSeverity.compareTo(existing.maxSeverity) < 0
                    ? new Rule(existing.index, existing.tool, existing.name, added.maxSeverity)
                    : existing);
    json.writeStartObject();
    json.writeStringProperty("ruleId", Report.qualifiedRule(finding));
    json.writeNumberProperty("ruleIndex", rule.index);
    json.writeStringProperty("level", level(finding.severity()));
    writeText("message", finding.message().isBlank() ? finding.rule() : finding.message());
    json.writeArrayPropertyStart("locations");
    writeLocation(finding.file(), FindingLocation.of(finding));
    json.writeEndArray();
    writeRelatedLocations(finding);
    writeFingerprints(finding);
  }

  private void writeLocation(String file, FindingLocation location) {
    json.writeStartObject();
    json.writeObjectPropertyStart("physicalLocation");
    writeArtifactLocation(file);
    writeRegion(location);
    json.writeEndObject();
    json.writeEndObject();
  }

  /** Writes the other places of a finding, such as those of duplicate code. */
  private void writeRelatedLocations(Finding finding) {
    List<RelatedLocation> places = finding.relatedLocations();
    if (places != null) {
      json.writeArrayPropertyStart("relatedLocations");
      places.forEach(place ->
          writeLocation(place.file(), new FindingLocation(place.line(), 0, place.endLine(), 0)));
      json.writeEndArray();
    }
  }

  /** Writes the comment or annotation that suppresses a finding, which is then not displayed as an open one. */
  private void writeSuppression(Suppression suppression) {
    json.writeStartObject();
    json.writeStringProperty("kind", "inSource");
    json.writeStringProperty("status", "accepted");
    if (suppression.reason() != null) {
      json.writeStringProperty("justification", TextSanitizer.replaceInvalid(suppression.reason()));
    }
    json.writeObjectPropertyStart("properties");
    json.writeStringProperty("by", TextSanitizer.replaceInvalid(suppression.by()));
    json.writeEndObject();
    json.writeEndObject();
  }

  private void writeFingerprints(Finding finding) {
    Optional<String> hash = lineHash(finding.file(), FindingLocation.of(finding).lineOrFirst());
    if (hash.isPresent() || !finding.fingerprint().isEmpty()) {
      json.writeObjectPropertyStart("partialFingerprints");
      hash.ifPresent(text -> json.writeStringProperty("primaryLocationLineHash", text));
      if (!finding.fingerprint().isEmpty()) {
        json.writeStringProperty("pawlFingerprint/v2", finding.fingerprint());
      }
      json.writeEndObject();
    }
  }

  /** Caches the hashes of one file only, because findings are ordered by file. */
  private Optional<String> lineHash(String file, int line) {
    if (!file.equals(hashedFile)) {
      hashedFile = file;
      hashes = lineHashes(file);
    }
    return line <= hashes.size() ? Optional.of(hashes.get(line - 1)) : Optional.empty();
  }

  private List<String> lineHashes(String file) {
    try {
      return report
          .readFile(file)
          .map(content -> SarifLineHashes.of(new String(content, StandardCharsets.UTF_8)))
          .orElse(List.of());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Encodes a path as a relative URI; the colon is escaped so that it cannot be taken for a scheme. */
  private static String toUri(String file) {
    return UriUtils.encodePath(file, StandardCharsets.UTF_8).replace(":", "%3A");
  }

  private void writeRegion(FindingLocation location) {
    json.writeObjectPropertyStart("region");
    json.writeNumberProperty("startLine", location.lineOrFirst());
    if (location.column() > 0) {
      json.writeNumberProperty("startColumn", location.column());
    }
    if (location.endLine() > location.line()) {
      json.writeNumberProperty("endLine", location.endLine());
    }
    if (location.endColumn() > 0) {
      json.writeNumberProperty("endColumn", location.endColumn());
    }
    json.writeEndObject();
  }

  /** Ends the run; {@code leftOut} is the number of results that exceed the limits of all runs. */
  void endRun(long omitted) {
    json.writeEndArray();
    json.writeObjectPropertyStart("tool");
    json.writeObjectPropertyStart("driver");
    json.writeStringProperty("name", "Pawl");
    json.writeStringProperty("version", version);
    json.writeStringProperty("informationUri", informationUri.toString());
    json.writeArrayPropertyStart("rules");
    rules.forEach(this::writeRule);
    json.writeEndArray();
    json.writeEndObject();
    json.writeEndObject();
    json.writeObjectPropertyStart("originalUriBaseIds");
    json.writeObjectPropertyStart(URI_BASE);
    writeText("description", "The root of the examined target.");
    json.writeEndObject();
    json.writeEndObject();
    writeProvenance();
    json.writeArrayPropertyStart("invocations");
    writeInvocation(omitted);
    json.writeEndArray();
    writeCoverage();
    json.writeEndObject();
  }

  /** Writes the commit that was examined. */
  private void writeProvenance() {
    SourceRevision revision = report.workflow().revision();
    if (revision == null || revision.commit() == null) {
      return;
    }
    json.writeArrayPropertyStart("versionControlProvenance");
    json.writeStartObject();
    json.writeStringProperty("repositoryUri", revision.repository());
    json.writeStringProperty("revisionId", revision.commit());
    revision.branch().ifPresent(branch -> json.writeStringProperty("branch", branch));
    revision.tag().ifPresent(tag -> json.writeStringProperty("revisionTag", tag));
    json.writeObjectPropertyStart("mappedTo");
    json.writeStringProperty("uriBaseId", URI_BASE);
    json.writeEndObject();
    json.writeObjectPropertyStart("properties");
    report
        .facts()
        .forEach((name, value) -> {
          if (Set.of("ref", "subject", "author").contains(name)) {
            json.writeStringProperty(name, TextSanitizer.replaceInvalid(value));
          }
        });
    json.writeEndObject();
    json.writeEndObject();
    json.writeEndArray();
  }

  /** Writes the scope, the coverage, and the numbers of new, known and fixed findings as data. */
  private void writeCoverage() {
    Coverage coverage = report.workflow().coverage();
    TargetScope scope = report.workflow().scope();
    FindingStates states = report.source().states();
    if (coverage != null || scope != null || !states.isPlain()) {
      json.writeObjectPropertyStart("properties");
      if (!states.isPlain()) {
        json.writePOJOProperty("states", states);
      }
      if (scope != null) {
        json.writePOJOProperty("scope", scope);
      }
      if (coverage != null) {
        json.writePOJOProperty("coverage", coverage);
      }
      json.writeEndObject();
    }
  }

  private void writeRule(String id, Rule rule) {
    json.writeStartObject();
    json.writeStringProperty("id", id);
    json.writeStringProperty("name", rule.name);
    writeText("shortDescription", rule.name + " of " + rule.tool + ".");
    writeText("fullDescription", "Reported by " + rule.tool + " as " + rule.name + ".");
    documentation.apply(id).ifPresent(uri -> json.writeStringProperty("helpUri", uri));
    writeText("help", "See " + rule.name + " in the documentation of " + rule.tool + ".");
    json.writeObjectPropertyStart("defaultConfiguration");
    json.writeStringProperty("level", level(rule.maxSeverity));
    json.writeEndObject();
    json.writeEndObject();
  }

  private void writeInvocation(long omitted) {
    WorkflowView workflow = report.workflow();
    boolean successful =
        workflow.status() == WorkflowStatus.COMPLETED
            || workflow.endedReason() == EndedReason.GATE_FAILED;
    json.writeStartObject();
    json.writeBooleanProperty("executionSuccessful", successful);
    json.writeStringProperty("startTimeUtc", DurationFormatter.startTime(workflow).toString());
    if (workflow.endedAt() != null) {
      json.writeStringProperty("endTimeUtc", workflow.endedAt().toString());
    }
    json.writeArrayPropertyStart("toolExecutionNotifications");
    if (workflow.scope() != null) {
      writeNotification("note", workflow.scope().describe());
    }
    for (CoverageRow row : CoverageRow.of(workflow.coverage())) {
      writeNotification("note", "Coverage: " + row.sentence());
    }
    if (workflow.failure() != null) {
      writeNotification("error", workflow.failure().message());
    }
    if (omitted > 0) {
      writeNotification("warning", omitted + " more findings were omitted.");
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private void writeNotification(String level, String text) {
    json.writeStartObject();
    json.writeStringProperty("level", level);
    writeText("message", text);
    json.writeEndObject();
  }

  private void writeText(String property, String text) {
    json.writeObjectPropertyStart(property);
    json.writeStringProperty("text", TextSanitizer.replaceInvalid(text));
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
