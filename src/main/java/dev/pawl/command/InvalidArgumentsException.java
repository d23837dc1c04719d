package dev.pawl.command;

/** Thrown by a command that rejects its arguments; the message states the argument and what is accepted. */
public class InvalidArgumentsException extends IllegalArgumentException {

  private static final long serialVersionUID = 1;

  public InvalidArgumentsException(String message) {
    super(message);
  }
}
