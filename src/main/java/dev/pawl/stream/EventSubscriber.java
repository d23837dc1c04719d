package dev.pawl.stream;

import dev.pawl.stream.EventStream.SerializedEvent;
import dev.pawl.web.Callers.Caller;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/** A subscriber of the events of a workflow. It uses a thread only while it sends. */
final class EventSubscriber {

  private final EventStream stream;
  private final SseEmitter emitter;
  private final Executor executor;
  private final Caller caller;
  private final AtomicInteger pendingWakeUps = new AtomicInteger();
  private final AtomicBoolean pingPending = new AtomicBoolean();
  private final AtomicBoolean headerSent = new AtomicBoolean();
  private volatile boolean closed;

  /** Set when the caller may receive no more events. */
  private volatile boolean ended;

  private long lastSequence;

  EventSubscriber(
      EventStream stream, SseEmitter emitter, Executor executor, Caller caller, long lastSequence) {
    this.stream = stream;
    this.emitter = emitter;
    this.executor = executor;
    this.caller = caller;
    this.lastSequence = lastSequence;
  }

  /** Sends outstanding events asynchronously, and never concurrently. */
  void wake() {
    if (pendingWakeUps.getAndIncrement() == 0) {
      executor.execute(this::send);
    }
  }

  /** Sends a ping asynchronously. */
  void ping() {
    pingPending.set(true);
    wake();
  }

  Caller caller() {
    return caller;
  }

  /** Ends the stream asynchronously, without the event that says that the workflow has ended. */
  void end() {
    ended = true;
    wake();
  }

  boolean isClosed() {
    return closed;
  }

  void close() {
    closed = true;
  }

  private void send() {
    int handled;
    do {
      handled = pendingWakeUps.get();
      try {
        sendAll();
      } catch (IOException | RuntimeException e) {
        // A client that exceeds the write timeout of the server is disconnected too. The client
        // reconnects with Last-Event-ID, also after an error of this service.
        closed = true;
        emitter.completeWithError(e);
      }
    } while (!closed && pendingWakeUps.addAndGet(-handled) > 0);
  }

  private void sendAll() throws IOException {
    if (headerSent.compareAndSet(false, true)) {
      emitter.send(
          SseEmitter.event().reconnectTime(2000).comment("events of " + stream.workflow()));
    }
    for (List<SerializedEvent> batch = stream.eventsAfter(lastSequence);
        !batch.isEmpty() && !ended;
        batch = stream.eventsAfter(lastSequence)) {
      for (SerializedEvent event : batch) {
        emitter.send(
            SseEmitter.event()
                .id(Long.toString(event.sequence()))
                .name(event.type())
                .data(event.json()));
        lastSequence = event.sequence();
      }
    }
    if (ended) {
      closed = true;
      emitter.complete();
    } else if (stream.isComplete(lastSequence)) {
      emitter.send(SseEmitter.event().name("end").data("{}"));
      closed = true;
      emitter.complete();
    } else if (pingPending.compareAndSet(true, false)) {
      emitter.send(SseEmitter.event().comment("ping"));
    }
  }
}
