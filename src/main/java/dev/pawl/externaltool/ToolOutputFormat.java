package dev.pawl.externaltool;

import dev.pawl.command.Finding;
import dev.pawl.command.Finding.Suppression;
import dev.pawl.command.SarifReader;
import dev.pawl.command.Severity;
import dev.pawl.externaltool.ProposedFix.Edit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The report formats of external tools, all based on JSON. */
enum ToolOutputFormat {
  ESLINT {
    @Override
    void collect(JsonNode json, String tool, List<Finding> findings) {
      for (JsonNode file : json) {
        for (JsonNode message : file.path("messages")) {
          findings.add(finding(file, message, tool));
        }
        for (JsonNode message : file.path("suppressedMessages")) {
          JsonNode comment = message.at("/suppressions/0");
          findings.add(
              finding(file, message, tool)
                  .withSuppression(suppression(tool, comment.path("justification"))));
        }
      }
    }

    private static Finding finding(JsonNode file, JsonNode message, String tool) {
      boolean fatal = message.path("fatal").asBoolean(false);
      // An error of a rule is not one of the language: only what does not parse is an error.
      Severity severity = fatal ? Severity.ERROR : Severity.WARNING;
      return Finding.at(
              file.path("filePath").asString(),
              message.path("line").asInt(0),
              message.path("column").asInt(0),
              severity,
              tool,
              message.path("ruleId").asString(fatal ? "syntax" : tool),
              message.path("message").asString())
          .withEnd(
              message.path("endLine").asInt(message.path("line").asInt(0)),
              message.path("endColumn").asInt(0));
    }

    @Override
    void collectFixes(JsonNode json, Function<String, Optional<String>> texts, FixCollector fixes) {
      for (JsonNode file : json) {
        for (JsonNode message : file.path("messages")) {
          JsonNode fix = message.path("fix");
          if (fix.isObject()) {
            fixes.add(
                file.path("filePath").asString(""),
                new ProposedFix(
                    message.path("ruleId").asString("eslint"),
                    message.path("message").asString(""),
                    message.path("line").asInt(0),
                    List.of(
                        new Edit(
                            fix.at("/range/0").asInt(-1),
                            fix.at("/range/1").asInt(-1),
                            fix.path("text").asString("")))));
          }
        }
      }
    }
  },

  SHELLCHECK {
    @Override
    void collect(JsonNode json, String tool, List<Finding> findings) {
      Set<String> unreadable = new HashSet<>();
      for (JsonNode comment : json.path("comments")) {
        if (PARSING_STOPPED.contains(comment.path("code").asInt())) {
          unreadable.add(comment.path("file").asString());
        }
      }
      Set<String> reported = new HashSet<>();
      for (JsonNode comment : json.path("comments")) {
        String file = comment.path("file").asString();
        Severity severity = shellCheckSeverity(comment, unreadable.contains(file));
        boolean consequence = severity == Severity.ERROR && !reported.add(file);
        findings.add(
            Finding.at(
                    file,
                    comment.path("line").asInt(0),
                    comment.path("column").asInt(0),
                    consequence ? Severity.INFO : severity,
                    tool,
                    "SC" + comment.path("code").asInt(),
                    comment.path("message").asString())
                .withEnd(comment.path("endLine").asInt(0), comment.path("endColumn").asInt(0)));
      }
    }
  },

  RUFF {
    @Override
    void collect(JsonNode json, String tool, List<Finding> findings) {
      for (JsonNode violation : json) {
        String code = violation.path("code").asString("");
        findings.add(
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
                .withEnd(
                    violation.at("/end_location/row").asInt(0),
                    violation.at("/end_location/column").asInt(0)));
      }
    }

    @Override
    void collectFixes(JsonNode json, Function<String, Optional<String>> texts, FixCollector fixes) {
      Map<String, TextPositions> positionsByPath = new HashMap<>();
      for (JsonNode violation : json) {
        JsonNode fix = violation.path("fix");
        String path = violation.path("filename").asString("");
        if (!fix.path("applicability").asString("").equals("safe")) {
          continue;
        }
        var positions =
            positionsByPath.computeIfAbsent(
                path, key -> new TextPositions(texts.apply(key).orElse("")));
        var edits = new ArrayList<Edit>();
        for (JsonNode edit : fix.path("edits")) {
          edits.add(
              new Edit(
                  offset(positions, edit.path("location")),
                  offset(positions, edit.path("end_location")),
                  edit.path("content").asString("")));
        }
        fixes.add(
            path,
            new ProposedFix(
                violation.path("code").asString("ruff"),
                violation.path("message").asString(""),
                violation.at("/location/row").asInt(0),
                edits));
      }
    }

    private static int offset(TextPositions positions, JsonNode location) {
      return positions.offset(location.path("row").asInt(0), location.path("column").asInt(0));
    }
  },

  SARIF {
    @Override
    void collect(JsonNode json, String tool, List<Finding> findings) {
      findings.addAll(SarifReader.read(json, tool));
    }
  };

  private static final JsonMapper MAPPER = JsonMapper.shared();

  /** The first code of ShellCheck for a script that parses. */
  private static final int FIRST_ANALYSIS_CODE = 2000;

  /** The codes of ShellCheck for a script that it cannot read to the end. */
  private static final Set<Integer> PARSING_STOPPED = Set.of(1070, 1072, 1073, 1088, 1089);

  abstract void collect(JsonNode json, String tool, List<Finding> findings);

  /** Receives the fixes of files, whose paths are as the program wrote them. */
  @FunctionalInterface
  interface FixCollector {

    void add(String path, ProposedFix fix);
  }

  /**
   * Collects the fixes that a report declares as safe; a format without fixes has none.
   *
   * @param texts returns the text of the file with a path
   */
  void collectFixes(JsonNode json, Function<String, Optional<String>> texts, FixCollector fixes) {}

  /**
   * Parses the fixes that a report declares as safe.
   *
   * @throws IllegalArgumentException when the report is not in this format
   */
  void parseFixes(String report, Function<String, Optional<String>> texts, FixCollector fixes) {
    collectFixes(parseJson(report), texts, fixes);
  }

  /**
   * Parses the findings of a report; paths are as the program wrote them.
   *
   * @throws IllegalArgumentException when the report is not in this format
   */
  List<Finding> parse(String report, String tool) {
    var findings = new ArrayList<Finding>();
    collect(parseJson(report), tool, findings);
    return findings;
  }

  private static JsonNode parseJson(String report) {
    try {
      return MAPPER.readTree(report);
    } catch (JacksonException e) {
      throw new IllegalArgumentException(
          "the report cannot be parsed: " + e.getOriginalMessage(), e);
    }
  }

  /** Returns the suppression by a comment that a program understands. */
  private static Suppression suppression(String tool, JsonNode justification) {
    String reason = justification.asString("").strip();
    return new Suppression(tool, reason.isEmpty() ? null : reason);
  }

  /**
   * Returns an error only if ShellCheck could not read the script. It also calls errors what it found before, and what
   * shells read in another way than it does.
   */
  private static Severity shellCheckSeverity(JsonNode comment, boolean unreadable) {
    Severity severity = severity(comment.path("level").asString(""));
    int code = comment.path("code").asInt();
    if (severity != Severity.ERROR || PARSING_STOPPED.contains(code)) {
      return severity;
    }
    return unreadable && code < FIRST_ANALYSIS_CODE ? Severity.INFO : Severity.WARNING;
  }

  private static Severity severity(String level) {
    return switch (level.toLowerCase(Locale.ROOT)) {
      case "error" -> Severity.ERROR;
      case "warning" -> Severity.WARNING;
      default -> Severity.INFO;
    };
  }
}
