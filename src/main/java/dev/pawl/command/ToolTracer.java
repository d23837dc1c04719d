package dev.pawl.command;

/** Traces the executions of tools. */
@FunctionalInterface
public interface ToolTracer {

  /** A tracer that records nothing. */
  ToolTracer NONE = tool -> () -> {};

  /** Starts a span for the execution of a tool. The same thread must close it when the tool has finished. */
  Span start(String tool);

  /** The span of one tool execution. */
  @FunctionalInterface
  interface Span extends AutoCloseable {

    @Override
    void close();
  }
}
