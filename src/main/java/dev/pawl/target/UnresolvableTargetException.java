package dev.pawl.target;

/** Thrown when a remote repository can be read but has no such ref or commit. */
final class UnresolvableTargetException extends Exception {

  private static final long serialVersionUID = 1;

  private final String field;
  private final String code;

  /**
   * Creates the exception.
   *
   * @param field the field of the target that is wrong, such as {@code git.ref}
   * @param code the code of the error
   * @param message the error, as the rest of a sentence that begins with the field
   */
  UnresolvableTargetException(String field, String code, String message) {
    super(message);
    this.field = field;
    this.code = code;
  }

  String field() {
    return field;
  }

  String code() {
    return code;
  }
}
