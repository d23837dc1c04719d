package dev.pawl.wasm;

import com.dylibso.chicory.runtime.Memory;
import dev.pawl.tool.FormatterExecutor;
import dev.pawl.tool.FormatterFailedException;
import dev.pawl.tool.TextFixer.UnfixableException;
import dev.pawl.wasm.CompiledWasmModule.ImportResolver;
import dev.pawl.wasm.FormatterInstance.FormatRequest;
import java.lang.ref.SoftReference;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.util.unit.DataSize;

/** A pool of instances of one formatter, whose module is compiled once, when first needed. */
final class FormatterPool {

  /** The maximum memory of a pooled instance. Memory never shrinks, so a larger instance is discarded after use. */
  private static final int MAX_POOLED_PAGES = (32 << 20) / Memory.PAGE_SIZE;

  private final NpmPackage npm;
  private final FormatterExecutor executor;
  private final DataSize maxMemory;
  private final InstanceFactory factory;
  private final FutureTask<CompiledWasmModule> module;
  private final AtomicBoolean compilationStarted = new AtomicBoolean();
  private final ConcurrentLinkedDeque<SoftReference<FormatterInstance>> idle =
      new ConcurrentLinkedDeque<>();

  /** Creates a formatter instance; the argument creates a module instance for the functions that it may import. */
  interface InstanceFactory
      extends Function<Function<ImportResolver, WasmExports>, FormatterInstance> {}

  FormatterPool(
      NpmPackage npm, FormatterExecutor executor, DataSize maxMemory, InstanceFactory factory) {
    this.npm = npm;
    this.executor = executor;
    this.maxMemory = maxMemory;
    this.factory = factory;
    this.module = new FutureTask<>(() -> CompiledWasmModule.compile(npm.readModule()));
  }

  /** Returns the npm package of the formatter. */
  NpmPackage npm() {
    return npm;
  }

  /**
   * Formats a text with one of the instances; an instance that crashes or exceeds the deadline is discarded.
   *
   * @throws UnfixableException when the text cannot be formatted, or the formatter cannot be loaded
   * @throws FormatterFailedException when the formatter crashes or exceeds a limit
   */
  String format(FormatRequest request) throws UnfixableException {
    try {
      return format(request, module());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new FormatterFailedException("an interrupt");
    }
  }

  private String format(FormatRequest request, CompiledWasmModule compiled)
      throws UnfixableException, InterruptedException {
    ClassLoader loader = FormatterPool.class.getClassLoader();
    return executor.execute(
        loader,
        () -> {
          FormatterInstance instance = borrow();
          if (instance == null) {
            instance = factory.apply(resolver -> exports(compiled, resolver));
          }
          try {
            String text = instance.format(request);
            release(instance);
            return text;
          } catch (UnfixableException e) {
            release(instance);
            throw e;
          }
        });
  }

  private WasmExports exports(CompiledWasmModule compiled, ImportResolver resolver) {
    return new WasmExports(compiled.instantiate(resolver, maxMemory));
  }

  /**
   * Compiles the module in a separate thread, so that an interrupted caller does not abort it for the other callers.
   */
  private CompiledWasmModule module() throws UnfixableException, InterruptedException {
    if (compilationStarted.compareAndSet(false, true)) {
      Thread.ofPlatform().daemon().name("wasm-compiler").start(module);
    }
    try {
      return module.get();
    } catch (ExecutionException e) {
      throw new UnfixableException("cannot be loaded: " + e.getCause());
    }
  }

  private @Nullable FormatterInstance borrow() {
    for (var reference = idle.pollFirst(); reference != null; reference = idle.pollFirst()) {
      FormatterInstance instance = reference.get();
      if (instance != null) {
        return instance;
      }
    }
    return null;
  }

  private void release(FormatterInstance instance) {
    if (instance.exports().pages() <= MAX_POOLED_PAGES) {
      idle.addFirst(new SoftReference<>(instance));
    }
  }
}
