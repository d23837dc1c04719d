package dev.pawl.command;

/** Writes numbers of things in texts for people. */
public final class Quantity {

  private Quantity() {}

  /** Returns a number with its noun in the singular or with an s at its end, such as {@code 1 warning, 2 warnings}. */
  public static String of(long number, String noun) {
    return "%d %s%s".formatted(number, noun, number == 1 ? "" : "s");
  }
}
