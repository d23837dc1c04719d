package dev.pawl.command;

/** Told when a tool works, so that people can see where the time goes. */
@FunctionalInterface
public interface Spans {

  /** Nobody is told. */
  Spans NONE = tool -> () -> {};

  /** A tool begins to work, and has done so when the answer is closed, by the same thread. */
  Span of(String tool);

  /** The time in which a tool works. */
  @FunctionalInterface
  interface Span extends AutoCloseable {

    @Override
    void close();
  }
}
