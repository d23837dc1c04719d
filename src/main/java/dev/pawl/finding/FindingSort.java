package dev.pawl.finding;

import com.fasterxml.jackson.annotation.JsonValue;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.Locale;

/** The order of a list of findings; equal ones are in the order of files and lines. */
@Schema(name = "FindingSort")
enum FindingSort {
  /** By file and line. */
  PATH(""),
  /** Errors first. */
  SEVERITY("case severity when 'ERROR' then 0 when 'WARNING' then 1 else 2 end, "),
  /** By tool and rule. */
  RULE("tool, rule, ");

  private final String expressions;

  FindingSort(String expressions) {
    this.expressions = expressions;
  }

  /** Returns the expressions of an {@code order by} clause. */
  String orderBy() {
    return expressions + "file collate \"C\", line, step_id, position";
  }

  /** Returns the API value, such as {@code severity}. */
  @JsonValue
  String value() {
    return name().toLowerCase(Locale.ROOT);
  }
}
