package dev.pawl.jvm;

import dev.pawl.tool.FileFailure;
import dev.pawl.tool.FormatterExecutor;
import dev.pawl.tool.FormatterFailedException;
import dev.pawl.tool.TextFixer.UnfixableException;
import dev.pawl.tool.ToolUnusableException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** An installed version of a formatter, which is loaded once, when first needed. */
final class FormatterVersion {

  private final Path folder;
  private final FormatterExecutor executor;
  private final FutureTask<Loaded> loading;

  /** The engine with its class loader, which is never closed because classes are loaded at any time. */
  private record Loaded(ClassLoader loader, FormatterEngine engine) {}

  FormatterVersion(Path folder, FormatterEngine.Factory factory, FormatterExecutor executor) {
    this.folder = folder;
    this.executor = executor;
    this.loading = new FutureTask<>(() -> load(folder, factory));
  }

  private static Loaded load(Path folder, FormatterEngine.Factory factory)
      throws IOException, ReflectiveOperationException {
    var loader = new FormatterClassLoader(folder);
    return new Loaded(loader, factory.create(loader));
  }

  /**
   * Loads the version if it is not loaded yet.
   *
   * @throws ToolUnusableException if it cannot be loaded
   */
  void load() throws InterruptedException {
    engine();
  }

  private Loaded engine() throws InterruptedException {
    loading.run();
    try {
      return loading.get();
    } catch (ExecutionException e) {
      throw new ToolUnusableException(
          "%s cannot be loaded: %s".formatted(folder, FileFailure.reason(e)));
    }
  }

  /**
   * Formats a text, within the limits of the executor.
   *
   * @throws UnfixableException if the formatter rejects the text
   */
  String format(String text, FormatterStyle style) throws UnfixableException {
    return execute(engine -> engine.format(text, style));
  }

  /** Sorts the imports of a text, within the limits of the executor. */
  String sortImports(String text, FormatterStyle style) throws UnfixableException {
    return execute(engine -> engine.sortImports(text, style));
  }

  /** A use of an engine. */
  @FunctionalInterface
  private interface EngineTask {

    String run(FormatterEngine engine) throws UnfixableException;
  }

  private String execute(EngineTask task) throws UnfixableException {
    try {
      Loaded loaded = engine();
      return executor.execute(loaded.loader(), () -> task.run(loaded.engine()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new FormatterFailedException("an interrupt");
    }
  }
}
