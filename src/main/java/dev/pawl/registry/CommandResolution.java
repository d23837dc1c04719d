package dev.pawl.registry;

import com.fasterxml.jackson.annotation.JsonValue;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The result of resolving a command name.
 *
 * @param entry the command; absent if none or more than one matches
 * @param rule the rule that matched
 * @param suggestions similar names, at most five
 */
public record CommandResolution(
    @Nullable RegisteredCommand entry, Rule rule, List<String> suggestions) {

  /** The resolution rules in order of precedence. */
  @Schema(name = "ResolutionRule")
  public enum Rule {
    /** The folder exists: its command of that name, or its {@code execute} command. */
    FOLDER,
    /** A command file or a built-in command has exactly this name. */
    FILE,
    /** The name is the short name of a command of the quality family. */
    FAMILY,
    /** Exactly one command has a base name that contains the base name of the request. */
    FUZZY,
    NONE;

    @JsonValue
    String value() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
