package dev.pawl.tool;

import java.util.Optional;

/** A tool that rewrites the text of a file; each bean of this type takes part in the command it belongs to. */
public interface Fixer {

  /** What a fixer may change, and so which command it belongs to. */
  enum Purpose {
    /** Where things stand, not what they say: part of format. */
    LAYOUT,
    /** What nothing needs: part of cleanup. */
    CLEANUP
  }

  /** What people call the tool. */
  String name();

  /** Which command it belongs to. */
  Purpose purpose();

  /** The language that it is a formatter of, for targets to choose by; empty when it is for any text. */
  default Optional<String> formatterOf() {
    return Optional.empty();
  }

  /** Whether the tool speaks for a file. */
  boolean handles(SourceFile source);

  /**
   * The text as it should be; the same text when there is nothing to do.
   *
   * @throws Unfixable when the tool cannot do its work on this text
   */
  String fix(SourceFile source) throws Unfixable;

  /** A text that the tool cannot work on, such as one that does not parse. */
  final class Unfixable extends Exception {

    private static final long serialVersionUID = 1;

    /** Says why, in the tool's words. */
    public Unfixable(String why) {
      super(why);
    }
  }
}
