package dev.pawl.finding;

import dev.pawl.command.Fingerprint;
import dev.pawl.web.InvalidRequestException;
import dev.pawl.web.InvalidRequestException.ValidationError;
import dev.pawl.web.StrictJsonReader;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads a baseline from a file, and reports all errors at once. */
final class BaselineFileReader {

  private static final int MAX_FINDINGS = 100_000;
  private static final int MAX_TEXT_LENGTH = 4000;

  private BaselineFileReader() {}

  /**
   * Reads the findings of a file.
   *
   * @param errors the errors of the request so far
   * @throws InvalidRequestException with all errors, if there are any
   */
  static List<BaselineFinding> read(@Nullable String body, List<ValidationError> errors) {
    BaselineFile file =
        StrictJsonReader.read(
            body,
            BaselineFile.class,
            "The body must be a JSON object with version and findings, as exported.",
            errors);
    if (!errors.isEmpty()) {
      throw new InvalidRequestException(errors);
    }
    if (file.version() == null || file.version() != BaselineFile.VERSION) {
      errors.add(new ValidationError("/version", "is not 1, the only version of the format"));
    }
    List<@Nullable BaselineFinding> findings =
        file.findings() == null ? List.of() : new ArrayList<>(file.findings());
    if (file.findings() == null) {
      errors.add(new ValidationError("/findings", "is required: the accepted findings"));
    }
    if (findings.size() > MAX_FINDINGS) {
      errors.add(new ValidationError("/findings", "must have at most 100000 entries"));
      throw new InvalidRequestException(errors);
    }
    var accepted = new ArrayList<BaselineFinding>();
    for (int i = 0; i < findings.size(); i++) {
      BaselineFinding finding = findings.get(i);
      if (finding == null) {
        errors.add(new ValidationError("/findings/" + i, "must be an object"));
      } else {
        check("/findings/" + i, finding, errors);
        accepted.add(finding);
      }
    }
    if (!errors.isEmpty()) {
      throw new InvalidRequestException(errors);
    }
    return accepted;
  }

  private static void check(String pointer, BaselineFinding finding, List<ValidationError> errors) {
    checkText(pointer + "/file", finding.file(), errors);
    checkText(pointer + "/tool", finding.tool(), errors);
    checkText(pointer + "/rule", finding.rule(), errors);
    if (finding.message() != null
        && (finding.message().length() > MAX_TEXT_LENGTH || finding.message().indexOf('\0') >= 0)) {
      errors.add(
          new ValidationError(
              pointer + "/message", "must have at most 4000 characters, without NUL"));
    }
    if (finding.line() != null && finding.line() < 0) {
      errors.add(new ValidationError(pointer + "/line", "must be at least 0"));
    }
    String fingerprint = finding.fingerprint();
    if (fingerprint == null || !fingerprint.matches(Fingerprint.PATTERN)) {
      errors.add(
          new ValidationError(
              pointer + "/fingerprint", "must have 40 hexadecimal digits, as exported"));
    }
  }

  private static void checkText(
      String pointer, @Nullable String text, List<ValidationError> errors) {
    if (text == null
        || text.isBlank()
        || text.length() > MAX_TEXT_LENGTH
        || text.indexOf('\0') >= 0) {
      errors.add(new ValidationError(pointer, "must have 1 to 4000 characters, without NUL"));
    }
  }
}
