package dev.pawl.externaltool;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Finds the statement of an error in the output of a program that runs on Node.js, which surrounds it with code, a
 * stack trace and its version.
 */
final class NodeOutput {

  /** The start of a line that prettier prints. */
  private static final Pattern PREFIX = Pattern.compile("^\\[error] ?");

  /** Lines that only Node.js and ESLint print. */
  private static final Pattern EVIDENCE =
      Pattern.compile(
          "\\s*at .*(\\.[cm]?[jt]s|\\bnode:\\S{1,80}):\\d+:\\d+\\)?( \\{)?"
              + "|(node:)?internal/\\S+:\\d+|Node\\.js v\\d.*|FATAL ERROR: .*"
              + "|Oops! Something went wrong! :\\(");

  private static final Pattern STATEMENT =
      Pattern.compile("(Uncaught )?[\\w$.]*(Error|Exception)( \\[\\w+])?: .+|FATAL ERROR: .+");

  /** Lines that tell where something happened. */
  private static final Pattern TRACE =
      Pattern.compile("at \\S.*|\\d+: 0x[0-9a-f]+ .*|Require stack:|- /.*");

  /** The place of the code that Node.js quotes up to the next blank line. */
  private static final Pattern PLACE = Pattern.compile("(node:)?\\S+:\\d+");

  /** Lines that state no error. */
  private static final Pattern NOISE =
      Pattern.compile(
          "Oops! Something went wrong! :\\(|ESLint: \\d.*|Node\\.js v\\d.*|\\(node:\\d+\\) .*"
              + "|\\(Use `node .*|throw .*|[\\^~ ]+|[{}\\]]+|code: .*|<?-+ .* -+>?|");

  private static final int MAX_LINES = 5;
  private static final int MAX_LENGTH = 500;

  private NodeOutput() {}

  /** Returns the first lines that state the error; empty if the output is not that of a failed Node program. */
  static Optional<String> findError(List<String> output) {
    List<String> lines = output.stream().map(NodeOutput::withoutPrefix).toList();
    if (lines.stream().noneMatch(line -> EVIDENCE.matcher(line).matches())) {
      return Optional.empty();
    }
    for (int i = 0; i < lines.size(); i++) {
      if (STATEMENT.matcher(lines.get(i).strip()).matches()) {
        return Optional.of(statement(lines.subList(i, lines.size())));
      }
    }
    boolean quoted = false;
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).strip();
      quoted = PLACE.matcher(line).matches() || quoted && !line.isEmpty();
      if (!quoted && !isTrace(line) && !NOISE.matcher(line).matches()) {
        return Optional.of(statement(lines.subList(i, lines.size())));
      }
    }
    return Optional.empty();
  }

  /** Returns the lines up to the stack trace. */
  private static String statement(List<String> lines) {
    var text = new StringBuilder(lines.getFirst().strip());
    for (String next : lines.subList(1, Math.min(lines.size(), MAX_LINES))) {
      String line = next.strip();
      if (isTrace(line) || NOISE.matcher(line).matches()) {
        break;
      }
      text.append(text.charAt(text.length() - 1) == ':' ? " " : "; ").append(line);
    }
    return text.toString();
  }

  /** Returns whether a line tells where something happened, and not what. */
  static boolean isTrace(String line) {
    String text = withoutPrefix(line).strip();
    return TRACE.matcher(text).matches() || PLACE.matcher(text).matches();
  }

  /** Returns whether a line states an error, possibly of a file that it names. */
  static boolean statesError(String line) {
    String text = withoutPrefix(line).strip();
    int end = text.indexOf(": ");
    return STATEMENT.matcher(text).matches()
        || end >= 0 && STATEMENT.matcher(text.substring(end + 2)).matches();
  }

  /** Returns a line without its prefix, and without what makes it too long to search. */
  private static String withoutPrefix(String line) {
    return PREFIX
        .matcher(line.length() <= MAX_LENGTH ? line : line.substring(0, MAX_LENGTH))
        .replaceFirst("");
  }
}
