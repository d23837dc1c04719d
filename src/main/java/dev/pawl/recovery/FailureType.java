package dev.pawl.recovery;

import com.fasterxml.jackson.annotation.JsonValue;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The type of a failure, read from the error message; the first matching type applies. */
@Schema(name = "FailureType")
public enum FailureType {
  TIMEOUT(
      "(?<!\\b(?:no|a|without|any) )time-?out|timed out|time-?out (?:expired|exceeded)|deadline exceeded"),
  PERMISSION("permission|access ?denied|accessdenied|not permitted|read-only file system"),
  SYNTAX("syntax|parse error"),
  MEMORY("memory|outofmemoryerror|exit 137"),
  DISK_SPACE("\\bdisk\\b|\\bspace\\b|enospc"),
  /** A git remote was not available. Never read from a message: the output of programs may mention any network. */
  NETWORK("(?!)"),
  UNKNOWN("");

  private final Pattern pattern;

  FailureType(String regex) {
    this.pattern = Pattern.compile(regex, Pattern.CASE_INSENSITIVE);
  }

  /** Returns the type of an error message. */
  public static FailureType of(@Nullable String error) {
    String text = error == null ? "" : error;
    for (FailureType type : values()) {
      if (type.pattern.matcher(text).find()) {
        return type;
      }
    }
    return UNKNOWN;
  }

  /** Returns the value in the API, such as {@code disk_space}. */
  @JsonValue
  public String value() {
    return name().toLowerCase(Locale.ROOT);
  }
}
