package dev.pawl.live;

import dev.pawl.workflow.Changes;
import dev.pawl.workflow.Changes.Subscription;
import dev.pawl.workflow.Position;
import dev.pawl.workflow.UnknownWorkflow;
import dev.pawl.workflow.Workflows;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;
import tools.jackson.databind.json.JsonMapper;

/** The event streams of this node that have subscribers. */
@Component
class Feeds {

  private static final int LOOK_AGAIN_SECONDS = 5;
  private static final int ROUNDS_BETWEEN_PINGS = 3;

  private record Followed(Feed feed, Subscription subscription) {}

  private final Workflows workflows;
  private final Changes changes;
  private final JsonMapper mapper;
  private final Executor executor;
  private final AtomicInteger followers;
  private final Map<String, Followed> feeds = new ConcurrentHashMap<>();
  private int rounds;

  Feeds(
      Workflows workflows,
      Changes changes,
      JsonMapper mapper,
      MeterRegistry meters,
      @Qualifier(TaskExecutionAutoConfiguration.APPLICATION_TASK_EXECUTOR_BEAN_NAME)
          Executor executor) {
    this.workflows = workflows;
    this.changes = changes;
    this.mapper = mapper;
    this.executor = executor;
    this.followers =
        Objects.requireNonNull(meters.gauge("pawl.event.streams", new AtomicInteger()));
  }

  /**
   * Subscribes to the events of a workflow until it has ended.
   *
   * @param last the sequence number of the last event that the client has received
   */
  SseEmitter follow(String workflow, long last) {
    var emitter = new SseEmitter(0L);
    feeds.compute(
        workflow,
        (name, followed) -> {
          Followed known = followed == null ? open(name) : followed;
          var follower = new Follower(known.feed(), emitter, executor, last);
          emitter.onCompletion(follower::leave);
          emitter.onError(lost -> follower.leave());
          known.feed().followers().add(follower);
          follower.wake();
          return known;
        });
    return emitter;
  }

  private Followed open(String workflow) {
    Position position =
        workflows.position(workflow).orElseThrow(() -> new UnknownWorkflow(workflow));
    var feed = new Feed(workflow, position, workflows, mapper);
    var reading = new AtomicInteger();
    return new Followed(
        feed,
        changes.subscribe(
            workflow,
            () -> {
              if (reading.getAndIncrement() == 0) {
                executor.execute(() -> read(feed, reading));
              }
            }));
  }

  private static void read(Feed feed, AtomicInteger reading) {
    int answered;
    do {
      answered = reading.get();
      feed.read();
      feed.followers().forEach(Follower::wake);
    } while (reading.addAndGet(-answered) > 0);
  }

  /** Reads events whose notification was lost, removes closed subscribers and sends pings. */
  @Scheduled(fixedDelay = LOOK_AGAIN_SECONDS, timeUnit = TimeUnit.SECONDS)
  void lookAgain() {
    boolean ping = ++rounds % ROUNDS_BETWEEN_PINGS == 0;
    int count = 0;
    for (String workflow : feeds.keySet()) {
      feeds.computeIfPresent(workflow, (name, followed) -> lookedAfter(followed));
    }
    for (Followed followed : feeds.values()) {
      followed.feed().read();
      for (Follower follower : followed.feed().followers()) {
        count++;
        if (ping) {
          follower.ping();
        } else {
          follower.wake();
        }
      }
    }
    followers.set(count);
  }

  private static @Nullable Followed lookedAfter(Followed followed) {
    followed.feed().followers().removeIf(Follower::isGone);
    if (!followed.feed().followers().isEmpty()) {
      return followed;
    }
    followed.subscription().close();
    return null;
  }
}
