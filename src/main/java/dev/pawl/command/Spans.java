package dev.pawl.command;

/** Traces the executions of tools. */
@FunctionalInterface
public interface Spans {

  /** A tracer that records nothing. */
  Spans NONE = tool -> () -> {};

  /** Starts a span for the execution of a tool. The same thread must close it when the tool has finished. */
  Span of(String tool);

  /** The span of one tool execution. */
  @FunctionalInterface
  interface Span extends AutoCloseable {

    @Override
    void close();
  }
}
