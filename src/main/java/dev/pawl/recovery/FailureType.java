package dev.pawl.recovery;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What kind of failure an error speaks of; the first that fits is it (2-behaviour, 6.2). */
public enum FailureType {
  TIMEOUT("time-?out|timed out|deadline exceeded"),
  PERMISSION("permission|access ?denied|accessdenied|not permitted|read-only file system"),
  SYNTAX("syntax|parse error"),
  MEMORY("memory|outofmemoryerror|exit 137"),
  DISK_SPACE("\\bdisk\\b|\\bspace\\b|enospc"),
  UNKNOWN("");

  private final Pattern signs;

  FailureType(String signs) {
    this.signs = Pattern.compile(signs, Pattern.CASE_INSENSITIVE);
  }

  /** The type that an error's text speaks of. */
  public static FailureType of(@Nullable String error) {
    String text = error == null ? "" : error;
    for (FailureType type : values()) {
      if (type.signs.matcher(text).find()) {
        return type;
      }
    }
    return UNKNOWN;
  }

  /** The word of the API, such as {@code disk_space}. */
  @JsonValue
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
