package dev.pawl.live;

import dev.pawl.live.Feed.Sent;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/** A subscriber of the events of a workflow. It uses a thread only while it sends. */
final class Follower {

  private final Feed feed;
  private final SseEmitter emitter;
  private final Executor executor;
  private final AtomicInteger asked = new AtomicInteger();
  private final AtomicBoolean pinged = new AtomicBoolean();
  private final AtomicBoolean greeted = new AtomicBoolean();
  private volatile boolean gone;
  private long sent;

  Follower(Feed feed, SseEmitter emitter, Executor executor, long sent) {
    this.feed = feed;
    this.emitter = emitter;
    this.executor = executor;
    this.sent = sent;
  }

  /** Sends outstanding events asynchronously, and never concurrently. */
  void wake() {
    if (asked.getAndIncrement() == 0) {
      executor.execute(this::send);
    }
  }

  /** Sends a ping asynchronously. */
  void ping() {
    pinged.set(true);
    wake();
  }

  boolean isGone() {
    return gone;
  }

  void leave() {
    gone = true;
  }

  private void send() {
    int answered;
    do {
      answered = asked.get();
      try {
        sendAll();
      } catch (IOException | RuntimeException lost) {
        // A client that exceeds the write timeout of the server is disconnected too. The client
        // reconnects with Last-Event-ID, also after an error of this service.
        gone = true;
        emitter.completeWithError(lost);
      }
    } while (!gone && asked.addAndGet(-answered) > 0);
  }

  private void sendAll() throws IOException {
    if (greeted.compareAndSet(false, true)) {
      emitter.send(SseEmitter.event().reconnectTime(2000).comment("events of " + feed.workflow()));
    }
    for (List<Sent> more = feed.after(sent); !more.isEmpty(); more = feed.after(sent)) {
      for (Sent event : more) {
        emitter.send(
            SseEmitter.event()
                .id(Long.toString(event.sequence()))
                .name(event.type())
                .data(event.json()));
        sent = event.sequence();
      }
    }
    if (feed.endsWith(sent)) {
      emitter.send(SseEmitter.event().name("end").data("{}"));
      gone = true;
      emitter.complete();
    } else if (pinged.compareAndSet(true, false)) {
      emitter.send(SseEmitter.event().comment("ping"));
    }
  }
}
