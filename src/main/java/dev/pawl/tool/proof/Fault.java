package dev.pawl.tool.proof;

/**
 * Why a change is not safe.
 *
 * @param check which check says so, such as {@code I-12} (3-integrity-and-formats)
 * @param what the end of a sentence that begins with the file
 */
public record Fault(String check, String what) {

  /** Whether only the form of the file is another one, and not what it says. */
  public boolean isOfForm() {
    return check.equals("I-08") || check.equals("I-09") || check.equals("I-10");
  }

  /** Both in one line. */
  public String text() {
    return check + ": " + what;
  }
}
