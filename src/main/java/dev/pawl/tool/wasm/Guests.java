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

/** All copies of one formatter: its code, compiled once when first needed, and the guests that wait for work. */
final class Guests {

  /** A guest's memory never shrinks; one that needed more than this is not kept. */
  private static final int MOST_PAGES_KEPT = (32 << 20) / Memory.PAGE_SIZE;

  private final NpmPackage npm;
  private final Sandbox sandbox;
  private final Kind kind;
  private final FutureTask<Code> code;
  private final AtomicBoolean begun = new AtomicBoolean();
  private final ConcurrentLinkedDeque<SoftReference<Guest>> idle = new ConcurrentLinkedDeque<>();

  /** How one is spoken to; makes a guest of a function that makes an instance for what the instance may call. */
  interface Kind extends Function<Function<Host, Exports>, Guest> {}

  Guests(NpmPackage npm, Sandbox sandbox, Kind kind) {
    this.npm = npm;
    this.sandbox = sandbox;
    this.kind = kind;
    this.code = new FutureTask<>(() -> Code.compile(npm.content()));
  }

  /** Where the formatter comes from. */
  NpmPackage npm() {
    return npm;
  }

  /**
   * Lets one of them work; one that crashes or takes too long is not asked again.
   *
   * @throws Unfixable when the formatter cannot do its work on the text, or cannot be loaded
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

  /** Compiled in a thread of its own: whoever waits for it may stop to, the next one goes on waiting. */
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
