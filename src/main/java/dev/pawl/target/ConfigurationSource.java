package dev.pawl.target;

import com.fasterxml.jackson.annotation.JsonValue;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The source of a value of a configuration.
 *
 * @param kind the kind of source
 * @param location the file, relative to the target, or the property of the operator; absent for a default
 * @param value the value, if it applies although the configuration file does not contain the field
 */
@Schema(name = "ConfigurationSource")
public record ConfigurationSource(
    Kind kind, @Nullable String location, @Nullable List<String> value) {

  /** The kinds of sources. */
  @Schema(name = "ConfigurationSourceKind")
  public enum Kind {
    /** The default of Pawl. */
    DEFAULT,
    /** A file of the target. */
    FILE,
    /** A property that the operator has set. */
    OPERATOR;

    @JsonValue
    String value() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  static final ConfigurationSource OF_DEFAULTS = new ConfigurationSource(Kind.DEFAULT, null, null);

  static final ConfigurationSource OF_FILE =
      new ConfigurationSource(Kind.FILE, TargetConfig.FILE_NAME, null);

  /** Creates the source of a value that another file of the target sets. */
  public static ConfigurationSource file(String path, List<String> value) {
    return new ConfigurationSource(Kind.FILE, path, value);
  }

  static ConfigurationSource operator(String property, List<String> value) {
    return new ConfigurationSource(Kind.OPERATOR, property, value);
  }

  String text() {
    return location == null ? kind.value() : "%s %s".formatted(kind.value(), location);
  }
}
