package dev.pawl.stream;

import dev.pawl.web.Callers.Caller;
import dev.pawl.workflow.WorkflowChangeNotifier;
import dev.pawl.workflow.WorkflowChangeNotifier.Subscription;
import dev.pawl.workflow.WorkflowNotFoundException;
import dev.pawl.workflow.WorkflowRevision;
import dev.pawl.workflow.WorkflowService;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;
import tools.jackson.databind.json.JsonMapper;

/** The event streams of this node that have subscribers. */
@Component
@EnableConfigurationProperties(StreamProperties.class)
class EventStreamRegistry {

  private static final int REFRESH_SECONDS = 5;
  private static final int REFRESHES_PER_PING = 3;

  /** Without authentication, all callers share one limit. */
  private static final int SHARED_CALLER_FACTOR = 10;

  private record SubscribedStream(EventStream stream, Subscription subscription) {}

  private final WorkflowService workflows;
  private final WorkflowChangeNotifier changeNotifier;
  private final JsonMapper mapper;
  private final Executor executor;
  private final AtomicInteger subscriberCount = new AtomicInteger();
  private final Map<String, SubscribedStream> streams = new ConcurrentHashMap<>();
  private final int maxPerCaller;
  private final Map<String, Integer> streamsPerCaller = new ConcurrentHashMap<>();
  private int refreshes;

  EventStreamRegistry(
      WorkflowService workflows,
      WorkflowChangeNotifier changeNotifier,
      JsonMapper mapper,
      MeterRegistry meters,
      @Qualifier(TaskExecutionAutoConfiguration.APPLICATION_TASK_EXECUTOR_BEAN_NAME)
          Executor executor,
      StreamProperties properties) {
    this.workflows = workflows;
    this.maxPerCaller = properties.maxStreamsPerCaller();
    this.changeNotifier = changeNotifier;
    this.mapper = mapper;
    this.executor = executor;
    Gauge.builder("pawl.event.streams", subscriberCount, AtomicInteger::get)
        .description("Open event streams of this node")
        .register(meters);
  }

  /**
   * Subscribes to the events of a workflow until it has ended.
   *
   * @param lastEventId the sequence number of the last event that the client has received
   * @param caller the caller, whose stream ends when its credential is no longer accepted
   * @throws TooManyStreamsException if the caller has too many open streams
   */
  SseEmitter subscribe(String workflow, long lastEventId, Caller caller) {
    Runnable release = acquire(caller.identity());
    try {
      return subscribe(workflow, lastEventId, caller, release);
    } catch (RuntimeException e) {
      release.run();
      throw e;
    }
  }

  /** Counts a stream of a caller; the result ends it, and may be called more than once. */
  private Runnable acquire(@Nullable String caller) {
    String name = caller == null ? "" : caller;
    int max = maxPerCaller * (caller == null ? SHARED_CALLER_FACTOR : 1);
    streamsPerCaller.compute(
        name,
        (key, count) -> {
          if (count != null && count >= max) {
            throw new TooManyStreamsException(max);
          }
          return count == null ? 1 : count + 1;
        });
    var released = new AtomicBoolean();
    return () -> {
      if (released.compareAndSet(false, true)) {
        streamsPerCaller.computeIfPresent(name, (key, count) -> count == 1 ? null : count - 1);
      }
    };
  }

  private SseEmitter subscribe(String workflow, long lastEventId, Caller caller, Runnable release) {
    var emitter = new SseEmitter(0L);
    streams.compute(
        workflow,
        (name, existing) -> {
          SubscribedStream entry = existing == null ? openStream(name) : existing;
          var subscriber =
              new EventSubscriber(entry.stream(), emitter, executor, caller, lastEventId);
          emitter.onCompletion(() -> {
            subscriber.close();
            release.run();
          });
          emitter.onError(e -> {
            subscriber.close();
            release.run();
          });
          entry.stream().subscribers().add(subscriber);
          subscriber.wake();
          return entry;
        });
    return emitter;
  }

  private SubscribedStream openStream(String workflow) {
    WorkflowRevision revision =
        workflows.findRevision(workflow).orElseThrow(() -> new WorkflowNotFoundException(workflow));
    var stream = new EventStream(workflow, revision, workflows, mapper);
    var pending = new AtomicInteger();
    return new SubscribedStream(
        stream,
        changeNotifier.subscribe(
            workflow,
            () -> {
              if (pending.getAndIncrement() == 0) {
                executor.execute(() -> refresh(stream, pending));
              }
            }));
  }

  private static void refresh(EventStream stream, AtomicInteger pending) {
    int handled;
    do {
      handled = pending.get();
      stream.refresh();
      stream.subscribers().forEach(EventSubscriber::wake);
    } while (pending.addAndGet(-handled) > 0);
  }

  /**
   * Reads events whose notification was lost, removes closed subscribers, ends those whose credential is no longer
   * accepted, and sends pings.
   */
  @Scheduled(fixedDelay = REFRESH_SECONDS, timeUnit = TimeUnit.SECONDS)
  void refreshStreams() {
    boolean ping = ++refreshes % REFRESHES_PER_PING == 0;
    int count = 0;
    var accepted = new HashMap<Caller, Boolean>();
    for (String workflow : streams.keySet()) {
      streams.computeIfPresent(workflow, (name, entry) -> removeClosedSubscribers(entry));
    }
    for (SubscribedStream entry : streams.values()) {
      entry.stream().refresh();
      for (EventSubscriber subscriber : entry.stream().subscribers()) {
        count++;
        if (!accepted.computeIfAbsent(subscriber.caller(), Caller::isAccepted)) {
          subscriber.end();
        } else if (ping) {
          subscriber.ping();
        } else {
          subscriber.wake();
        }
      }
    }
    subscriberCount.set(count);
  }

  private static @Nullable SubscribedStream removeClosedSubscribers(SubscribedStream entry) {
    entry.stream().subscribers().removeIf(EventSubscriber::isClosed);
    if (!entry.stream().subscribers().isEmpty()) {
      return entry;
    }
    entry.subscription().close();
    return null;
  }
}
