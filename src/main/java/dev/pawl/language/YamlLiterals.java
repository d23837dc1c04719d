package dev.pawl.language;

import java.util.Optional;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** Finds the scalars of YAML that span several lines; templates and broken texts have no known literals. */
final class YamlLiterals {

  /** A template expression, or a line ending that parsers of YAML count differently. */
  private static final Pattern UNKNOWN =
      Pattern.compile("\\{\\{|\\{%|\r(?!\n)|[\u0085\u2028\u2029]");

  private YamlLiterals() {}

  /** Returns whether a text has parts that a parser of YAML does not read as the program that uses it. */
  static boolean hasUnknownParts(String text) {
    return UNKNOWN.matcher(text).find();
  }

  static Optional<Literals> of(String text) {
    if (hasUnknownParts(text)) {
      return Optional.empty();
    }
    var literals = Literals.in(text);
    var settings = LoadSettings.builder().setCodePointLimit(Integer.MAX_VALUE).build();
    try {
      for (Event event : new Parse(settings).parseString(text)) {
        if (event instanceof ScalarEvent scalar
            && scalar.getStartMark().isPresent()
            && scalar.getEndMark().isPresent()) {
          add(literals, scalar, scalar.getStartMark().get(), scalar.getEndMark().get());
        }
      }
      return Optional.of(literals);
    } catch (YamlEngineException e) {
      return Optional.empty();
    }
  }

  private static void add(Literals literals, ScalarEvent scalar, Mark start, Mark end) {
    boolean block =
        scalar.getScalarStyle() == ScalarStyle.LITERAL
            || scalar.getScalarStyle() == ScalarStyle.FOLDED;
    if (block) {
      // The line break at the end belongs to the scalar, and so may the blank lines that follow.
      literals.addWholeLines(
          start.getLine() + 2, end.getColumn() == 0 ? end.getLine() : end.getLine() + 1);
    } else {
      literals.addLines(start.getLine() + 1, end.getLine() + 1);
    }
  }
}
