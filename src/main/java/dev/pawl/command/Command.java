package dev.pawl.command;

/** Something that can be asked for by name; each bean of this type is in the registry. */
public interface Command {

  /** What this command is called, does and needs; the same at every call. */
  CommandSpec spec();

  /**
   * Does the work and says what came of it.
   *
   * @throws InterruptedException when the step was cancelled or timed out; nothing may be written after that
   * @throws Exception when the command itself broke; the step fails with the message
   */
  Outcome execute(Invocation invocation) throws Exception;
}
