package dev.pawl.tool.external;

import dev.pawl.command.Finding;
import dev.pawl.command.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The report formats of external tools, all based on JSON. */
enum Output {
  ESLINT {
    @Override
    void read(JsonNode json, String tool, List<Finding> found) {
      for (JsonNode file : json) {
        for (JsonNode message : file.path("messages")) {
          boolean fatal = message.path("fatal").asBoolean(false);
          Severity severity =
              fatal || message.path("severity").asInt() == 2 ? Severity.ERROR : Severity.WARNING;
          found.add(
              Finding.at(
                      file.path("filePath").asString(),
                      message.path("line").asInt(0),
                      message.path("column").asInt(0),
                      severity,
                      tool,
                      message.path("ruleId").asString(fatal ? "syntax" : tool),
                      message.path("message").asString())
                  .until(
                      message.path("endLine").asInt(message.path("line").asInt(0)),
                      message.path("endColumn").asInt(0)));
        }
      }
    }
  },

  SHELLCHECK {
    @Override
    void read(JsonNode json, String tool, List<Finding> found) {
      for (JsonNode comment : json.path("comments")) {
        found.add(
            Finding.at(
                    comment.path("file").asString(),
                    comment.path("line").asInt(0),
                    comment.path("column").asInt(0),
                    severity(comment.path("level").asString("")),
                    tool,
                    "SC" + comment.path("code").asInt(),
                    comment.path("message").asString())
                .until(comment.path("endLine").asInt(0), comment.path("endColumn").asInt(0)));
      }
    }
  },

  RUFF {
    @Override
    void read(JsonNode json, String tool, List<Finding> found) {
      for (JsonNode violation : json) {
        String code = violation.path("code").asString("");
        found.add(
            Finding.at(
                    violation.path("filename").asString(),
                    violation.at("/location/row").asInt(0),
                    violation.at("/location/column").asInt(0),
                    code.isEmpty() || code.equals("invalid-syntax")
                        ? Severity.ERROR
                        : Severity.WARNING,
                    tool,
                    code.isEmpty() ? "syntax" : code,
                    violation.path("message").asString())
                .until(
                    violation.at("/end_location/row").asInt(0),
                    violation.at("/end_location/column").asInt(0)));
      }
    }
  },

  SARIF {
    @Override
    void read(JsonNode json, String tool, List<Finding> found) {
      for (JsonNode run : json.path("runs")) {
        for (JsonNode result : run.path("results")) {
          JsonNode place = result.at("/locations/0/physicalLocation");
          JsonNode region = place.path("region");
          int line = region.path("startLine").asInt(0);
          found.add(
              Finding.at(
                      place.at("/artifactLocation/uri").asString(""),
                      line,
                      region.path("startColumn").asInt(0),
                      severity(result.path("level").asString("warning")),
                      tool,
                      result.path("ruleId").asString(tool),
                      result.at("/message/text").asString(""))
                  .until(region.path("endLine").asInt(line), region.path("endColumn").asInt(0)));
        }
      }
    }
  };

  private static final JsonMapper MAPPER = JsonMapper.shared();

  abstract void read(JsonNode json, String tool, List<Finding> found);

  /**
   * Parses the findings of a report; paths are as the program wrote them.
   *
   * @throws IllegalArgumentException when the report is not in this format
   */
  List<Finding> read(String report, String tool) {
    try {
      var found = new ArrayList<Finding>();
      read(MAPPER.readTree(report), tool, found);
      return found;
    } catch (JacksonException e) {
      throw new IllegalArgumentException(
          "the report cannot be parsed: " + e.getOriginalMessage(), e);
    }
  }

  private static Severity severity(String level) {
    return switch (level.toLowerCase(Locale.ROOT)) {
      case "error" -> Severity.ERROR;
      case "warning" -> Severity.WARNING;
      default -> Severity.INFO;
    };
  }
}
