package dev.pawl.tool.wasm;

import com.dylibso.chicory.runtime.Memory;
import dev.pawl.tool.TextFixer.Unfixable;
import dev.pawl.tool.wasm.Code.Host;
import dev.pawl.tool.wasm.Guest.Request;
import java.lang.ref.SoftReference;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A pool of instances of one formatter, whose module is compiled once, when first needed. */
final class Guests {

  /** The maximum memory of a pooled instance. Memory never shrinks, so a larger instance is discarded after use. */
  private static final int MOST_PAGES_KEPT = (32 << 20) / Memory.PAGE_SIZE;

  private final NpmPackage npm;
  private final Sandbox sandbox;
  private final Kind kind;
  private final FutureTask<Code> code;
  private final AtomicBoolean begun = new AtomicBoolean();
  private final ConcurrentLinkedDeque<SoftReference<Guest>> idle = new ConcurrentLinkedDeque<>();

  /** Creates a formatter instance; the argument creates a module instance for the functions that it may import. */
  interface Kind extends Function<Function<Host, Exports>, Guest> {}

  Guests(NpmPackage npm, Sandbox sandbox, Kind kind) {
    this.npm = npm;
    this.sandbox = sandbox;
    this.kind = kind;
    this.code = new FutureTask<>(() -> Code.compile(npm.content()));
  }

  /** Returns the npm package of the formatter. */
  NpmPackage npm() {
    return npm;
  }

  /**
   * Formats a text with one of the instances; an instance that crashes or exceeds the deadline is discarded.
   *
   * @throws Unfixable when the text cannot be formatted, or the formatter cannot be loaded
   */
  String format(Request request) throws Unfixable {
    Code loaded = code();
    return sandbox.run(() -> {
      Guest guest = take();
      if (guest == null) {
        guest = kind.apply(host -> exports(loaded, host));
      }
      try {
        String text = guest.format(request);
        giveBack(guest);
        return text;
      } catch (Unfixable e) {
        giveBack(guest);
        throw e;
      }
    });
  }

  private Exports exports(Code loaded, Host host) {
    return new Exports(loaded.instance(host, sandbox.properties().memory()));
  }

  /**
   * Compiles the module in a separate thread, so that an interrupted caller does not abort it for the other callers.
   */
  private Code code() throws Unfixable {
    if (begun.compareAndSet(false, true)) {
      Thread.ofPlatform().daemon().name("wasm-compiler").start(code);
    }
    try {
      return code.get();
    } catch (InterruptedException e) {
      throw Sandbox.interrupted();
    } catch (ExecutionException e) {
      throw new Unfixable("cannot be loaded: " + e.getCause());
    }
  }

  private @Nullable Guest take() {
    for (var next = idle.pollFirst(); next != null; next = idle.pollFirst()) {
      Guest guest = next.get();
      if (guest != null) {
        return guest;
      }
    }
    return null;
  }

  private void giveBack(Guest guest) {
    if (guest.exports().pages() <= MOST_PAGES_KEPT) {
      idle.addFirst(new SoftReference<>(guest));
    }
  }
}
