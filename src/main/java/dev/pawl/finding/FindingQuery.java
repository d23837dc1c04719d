package dev.pawl.finding;

import dev.pawl.command.Severity;
import dev.pawl.glob.PathPattern;
import dev.pawl.web.InvalidRequestException.ValidationError;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Parses the parameters of lists of findings, and collects all errors. */
final class FindingQuery {

  private static final int MAX_TEXT_LENGTH = 200;

  private final List<ValidationError> errors;

  FindingQuery(List<ValidationError> errors) {
    this.errors = errors;
  }

  /** Returns the constant with an API value; null if it is absent or unknown. */
  <E extends Enum<E>> @Nullable E parse(
      String name, @Nullable String value, E[] constants, Function<E, String> toValue) {
    if (value == null) {
      return null;
    }
    Optional<E> match =
        Arrays.stream(constants).filter(one -> toValue.apply(one).equals(value)).findFirst();
    if (match.isEmpty()) {
      reject(name, Arrays.stream(constants).map(toValue));
    }
    return match.orElse(null);
  }

  private void reject(String name, Stream<String> accepted) {
    errors.add(
        new ValidationError(name, "is not one of " + accepted.collect(Collectors.joining(", "))));
  }

  @Nullable Severity parseSeverity(@Nullable String value) {
    return parse(
        "severity", value, Severity.values(), severity -> severity.name().toLowerCase(Locale.ROOT));
  }

  @Nullable Boolean parseBoolean(String name, @Nullable String value) {
    if (value != null && !value.equals("true") && !value.equals("false")) {
      errors.add(new ValidationError(name, "is not one of true, false"));
    }
    return value == null ? null : Boolean.valueOf(value);
  }

  /** Returns the decision, {@code any} or {@code none}; null if it is absent or unknown. */
  @Nullable String parseResolution(@Nullable String value) {
    List<String> accepted =
        Stream.concat(
                Arrays.stream(ResolutionKind.values()).map(ResolutionKind::value),
                Stream.of(FindingFilter.ANY, FindingFilter.NONE))
            .toList();
    if (value != null && !accepted.contains(value)) {
      reject("resolution", accepted.stream());
    }
    return value;
  }

  @Nullable PathPattern parsePath(@Nullable String value) {
    if (value == null) {
      return null;
    }
    Optional<String> rejection = PathPattern.rejectionReason(value);
    if (rejection.isEmpty()) {
      try {
        return PathPattern.of(value);
      } catch (IllegalArgumentException e) {
        rejection = Optional.of("is not a glob: " + e.getMessage());
      }
    }
    errors.add(new ValidationError("path", rejection.get()));
    return null;
  }

  @Nullable String parseText(String name, @Nullable String value) {
    if (value != null && (value.isBlank() || value.length() > MAX_TEXT_LENGTH)) {
      errors.add(new ValidationError(name, "must have 1 to 200 characters"));
    }
    return value;
  }

  int parseLimit(int limit, int max) {
    if (limit < 1 || limit > max) {
      errors.add(new ValidationError("limit", "must be from 1 to " + max));
    }
    return limit;
  }

  /** Returns the number of items before the page. */
  int parseCursor(@Nullable String cursor) {
    if (cursor == null) {
      return 0;
    }
    if (!cursor.matches("[1-9][0-9]{0,8}")) {
      errors.add(new ValidationError("cursor", "is not a cursor of this list"));
      return 0;
    }
    return Integer.parseInt(cursor);
  }
}
