package dev.pawl.registry;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a name was taken for (2-behaviour, 3.2).
 *
 * @param entry the command; absent when there is none, or more than one
 * @param rule how it was found
 * @param suggestions names that come near, at most five
 */
public record Resolution(@Nullable CommandEntry entry, Rule rule, List<String> suggestions) {

  /** The rules, in their order. */
  public enum Rule {
    /** The folder exists: its command of that name, or its {@code execute}. */
    FOLDER,
    /** A command file, or a built-in command, of exactly this name. */
    FILE,
    /** A short name of a command of the quality family. */
    FAMILY,
    /** The only command whose name contains what was asked for. */
    FUZZY,
    NONE;

    @JsonValue
    String json() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
