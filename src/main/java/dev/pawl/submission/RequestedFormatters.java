package dev.pawl.submission;

import dev.pawl.builtin.FormatPreview;
import dev.pawl.web.InvalidRequestException.ValidationError;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.core.JsonPointer;

/** Checks the formatters that requests name for languages. */
@Component
class RequestedFormatters {

  private static final JsonPointer FORMATTERS = JsonPointer.compile("/formatters");

  private final FormatPreview formatPreview;

  RequestedFormatters(FormatPreview formatPreview) {
    this.formatPreview = formatPreview;
  }

  /** Returns the errors of a request: unknown languages, and names that are not formatters of their language. */
  List<ValidationError> check(WorkflowRequest request) {
    return request.formatters() == null
        ? List.of()
        : check(request.formatters(), formatPreview.formatterNames());
  }

  /**
   * Returns the unknown languages, and the names that are not formatters of their language.
   *
   * @param known the formatters that exist, by language
   */
  static List<ValidationError> check(
      Map<String, ? extends @Nullable List<? extends @Nullable String>> formatters,
      Map<String, Set<String>> known) {
    var errors = new ArrayList<ValidationError>();
    formatters.forEach((language, names) -> check(language, names, known, errors));
    return errors;
  }

  private static void check(
      String language,
      @Nullable List<? extends @Nullable String> names,
      Map<String, Set<String>> known,
      List<ValidationError> errors) {
    JsonPointer pointer = FORMATTERS.appendProperty(language);
    Set<String> accepted = known.get(language);
    if (accepted == null) {
      errors.add(
          new ValidationError(
              pointer.toString(),
              "is not a language with formatters; the languages are "
                  + String.join(", ", known.keySet())));
    } else if (names == null) {
      errors.add(new ValidationError(pointer.toString(), "must be a list of formatters"));
    } else {
      for (int i = 0; i < names.size(); i++) {
        if (names.get(i) == null || !accepted.contains(names.get(i))) {
          errors.add(
              new ValidationError(
                  pointer.appendIndex(i).toString(),
                  "is not a formatter of the language; its formatters are "
                      + String.join(", ", accepted)));
        }
      }
    }
  }

  /** Returns the formatters of a request without errors, by the key of a language. */
  static Map<String, List<String>> of(WorkflowRequest request) {
    var formatters = new TreeMap<String, List<String>>();
    if (request.formatters() != null) {
      for (Map.Entry<String, @Nullable List<@Nullable String>> named :
          request.formatters().entrySet()) {
        List<@Nullable String> names = named.getValue();
        if (names != null) {
          formatters.put(
              named.getKey(), names.stream().filter(Objects::nonNull).distinct().toList());
        }
      }
    }
    return formatters;
  }
}
