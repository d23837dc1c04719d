package dev.pawl.finding;

import com.fasterxml.jackson.annotation.JsonValue;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.Locale;

/** The property by which findings are grouped. */
@Schema(name = "FindingGrouping")
enum FindingGrouping {
  RULE("tool || '/' || rule"),
  SEVERITY("lower(severity)"),
  TOOL("tool"),
  /** By file. */
  PATH("file"),
  /** By the folder of the file. */
  FOLDER("case when strpos(file, '/') = 0 then '' else regexp_replace(file, '/[^/]*$', '') end"),
  STATE("case when is_new then 'new' else 'known' end");

  private final String expression;

  FindingGrouping(String expression) {
    this.expression = expression;
  }

  /** Returns the SQL expression of the group. */
  String expression() {
    return expression;
  }

  /** Returns the API value, such as {@code rule}. */
  @JsonValue
  String value() {
    return name().toLowerCase(Locale.ROOT);
  }
}
