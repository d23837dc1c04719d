package dev.pawl.proof;

/**
 * The reason why a change is not safe.
 *
 * @param check the id of the violated integrity check, such as {@code I-12}
 * @param description the predicate of a sentence whose subject is the file
 */
public record SafetyViolation(String check, String description) {

  /** Returns whether the charset, the byte-order mark or the line endings changed, and not the content. */
  public boolean isFormViolation() {
    return check.equals("I-08") || check.equals("I-09") || check.equals("I-10");
  }

  /** Returns the check and the reason in one line. */
  public String describe() {
    return check + ": " + description;
  }
}
