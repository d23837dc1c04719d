package dev.pawl.command;

import dev.pawl.command.Finding.Suppression;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Reads the findings of logs in the format SARIF 2.1.0. */
public final class SarifReader {

  /** A placeholder for an argument in a message, such as {0}. */
  private static final Pattern PLACEHOLDER = Pattern.compile("\\{(\\d{1,3})\\}");

  private final JsonNode run;
  private final String tool;

  private SarifReader(JsonNode run, String tool) {
    this.run = run;
    this.tool = tool;
  }

  /**
   * Returns the results of a log that are not passed checks, marked where they are suppressed. Their files are URIs as the program wrote
   * them, resolved against the bases of the log; empty if a result has no location.
   *
   * @throws IllegalArgumentException if the document is not a log
   */
  public static List<Finding> read(JsonNode log, String tool) {
    if (!log.path("runs").isArray()) {
      throw new IllegalArgumentException("the output is not SARIF: it has no runs");
    }
    var findings = new ArrayList<Finding>();
    for (JsonNode run : log.path("runs")) {
      var reader = new SarifReader(run, tool);
      for (JsonNode result : run.path("results")) {
        if (isProblem(result)) {
          findings.add(reader.toFinding(result));
        }
      }
    }
    return findings;
  }

  private static boolean isProblem(JsonNode result) {
    String kind = result.path("kind").asString("fail");
    return !kind.equals("pass") && !kind.equals("notApplicable");
  }

  /** Returns the suppression that is in force, preferably one in the code; empty if the result counts. */
  private Optional<Suppression> suppression(JsonNode result) {
    return result
        .path("suppressions")
        .valueStream()
        .filter(suppression -> suppression.path("status").asString("accepted").equals("accepted"))
        .min(
            Comparator.comparing(
                suppression -> !suppression.path("kind").asString("").equals("inSource")))
        .map(suppression -> suppression.path("justification").asString("").strip())
        .map(reason -> new Suppression(tool, reason.isEmpty() ? null : reason));
  }

  private Finding toFinding(JsonNode result) {
    JsonNode location = result.at("/locations/0/physicalLocation");
    JsonNode region = location.path("region");
    JsonNode rule = ruleOf(result);
    int line = region.path("startLine").asInt(0);
    String ruleId =
        result
            .path("ruleId")
            .asString(result.at("/rule/id").asString(rule.path("id").asString(tool)));
    Finding finding =
        Finding.at(
                uri(location.path("artifactLocation")),
                line,
                region.path("startColumn").asInt(0),
                severity(result, rule),
                tool,
                ruleId,
                message(result.path("message"), rule))
            .withEnd(region.path("endLine").asInt(line), region.path("endColumn").asInt(0));
    return suppression(result).map(finding::withSuppression).orElse(finding);
  }

  /** Returns the description of the rule of a result; a missing node if the log has none. */
  private JsonNode ruleOf(JsonNode result) {
    JsonNode rules = run.at("/tool/driver/rules");
    int index = result.path("ruleIndex").asInt(result.at("/rule/index").asInt(-1));
    if (index >= 0 && rules.path(index).isObject()) {
      return rules.path(index);
    }
    String id = result.path("ruleId").asString("");
    return rules
        .valueStream()
        .filter(rule -> rule.path("id").asString("").equals(id))
        .findFirst()
        .orElse(result.path("no rule"));
  }

  /** Returns the URI of a file. A base may itself be relative to another one. */
  private String uri(JsonNode artifact) {
    JsonNode current = artifact;
    int index = artifact.path("index").asInt(-1);
    if (!artifact.has("uri") && index >= 0) {
      current = run.path("artifacts").path(index).path("location");
    }
    String uri = current.path("uri").asString("");
    String base = current.path("uriBaseId").asString(null);
    for (int depth = 0; base != null && !uri.isEmpty() && !isAbsolute(uri) && depth < 5; depth++) {
      JsonNode definition = run.path("originalUriBaseIds").path(base);
      uri = definition.path("uri").asString("") + uri;
      base = definition.path("uriBaseId").asString(null);
    }
    return uri;
  }

  private static boolean isAbsolute(String uri) {
    return uri.startsWith("/") || uri.startsWith("file:");
  }

  private static Severity severity(JsonNode result, JsonNode rule) {
    if (result.path("kind").asString("fail").equals("informational")) {
      return Severity.INFO;
    }
    String level =
        result.path("level").asString(rule.at("/defaultConfiguration/level").asString("warning"));
    return switch (level) {
      case "error" -> Severity.ERROR;
      case "warning" -> Severity.WARNING;
      default -> Severity.INFO;
    };
  }

  private static String message(JsonNode message, JsonNode rule) {
    @Nullable String text = message.path("text").asString(null);
    if (text == null) {
      String id = message.path("id").asString("");
      text = rule.path("messageStrings").path(id).path("text").asString("");
    }
    JsonNode arguments = message.path("arguments");
    return PLACEHOLDER
        .matcher(text)
        .replaceAll(found ->
            Matcher.quoteReplacement(
                arguments.path(Integer.parseInt(found.group(1))).asString(found.group())));
  }
}
