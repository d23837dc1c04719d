import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Measures the delay from an event to its arrival at clients: 500 event streams, with 100 polls per second in parallel.
 *
 * <p>{@code java bench/EventStreamBenchmark.java URL TARGET [STREAMS [POLLS]]}. URL is a service on this machine,
 * because event timestamps are compared with the local clock; TARGET is a path on which it may run workflows. The
 * streams follow 50 workflows, which are submitted at once and queue for execution. The delay is the time from the
 * timestamp of an event to the arrival of its line; only events after the opening of all streams are counted.
 */
class EventStreamBenchmark {

  private static final int WORKFLOWS = 50;
  private static final Pattern EVENT_TIME = Pattern.compile("\"at\":\"([^\"]+)\"");
  private static final Pattern WORKFLOW_ID = Pattern.compile("\"workflow_id\":\"([^\"]+)\"");
  private static final HttpClient CLIENT =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .executor(Executors.newVirtualThreadPerTaskExecutor())
          .build();

  private final String url;
  private final ConcurrentLinkedQueue<Long> eventDelays = new ConcurrentLinkedQueue<>();
  private final Semaphore openStreams = new Semaphore(0);
  private final ConcurrentLinkedQueue<Long> pollLatencies = new ConcurrentLinkedQueue<>();
  private volatile String polledWorkflow = "";
  private volatile Instant measuredFrom = Instant.MAX;

  EventStreamBenchmark(String url) {
    this.url = url;
  }

  public static void main(String[] arguments) throws Exception {
    if (arguments.length < 2) {
      System.err.println(
          "usage: java bench/EventStreamBenchmark.java URL TARGET [STREAMS [POLLS]]");
      System.exit(2);
    }
    int streams = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 500;
    int pollsPerSecond = arguments.length > 3 ? Integer.parseInt(arguments[3]) : 100;
    new EventStreamBenchmark(arguments[0]).run(arguments[1], streams, pollsPerSecond);
  }

  private void run(String target, int streams, int pollsPerSecond) throws Exception {
    var workflows = new ArrayList<String>();
    for (int i = 0; i < WORKFLOWS; i++) {
      workflows.add(submit(target));
    }
    polledWorkflow = workflows.getLast();
    var endedStreams = new CountDownLatch(streams);
    var failedStreams = new AtomicInteger();
    for (int stream = 0; stream < streams; stream++) {
      // The last workflows in the queue come first, so that their streams are open before they run.
      String workflow = workflows.get(WORKFLOWS - 1 - stream % WORKFLOWS);
      Thread.ofVirtual()
          .start(() -> {
            try {
              followEvents(workflow);
            } catch (Exception e) {
              failedStreams.incrementAndGet();
            } finally {
              endedStreams.countDown();
            }
          });
    }
    openStreams.acquire(streams);
    measuredFrom = Instant.now();
    var scheduler = Executors.newScheduledThreadPool(2);
    long period = TimeUnit.SECONDS.toNanos(1) / pollsPerSecond;
    scheduler.scheduleAtFixedRate(this::poll, 0, period, TimeUnit.NANOSECONDS);
    endedStreams.await();
    scheduler.shutdownNow();
    long seconds = Duration.between(measuredFrom, Instant.now()).toSeconds();
    System.out.printf(
        "%d streams, %d of them ended early, %d s after all were open%n",
        streams, failedStreams.get(), seconds);
    printPercentiles("event to client, ms", eventDelays);
    printPercentiles("poll, ms", pollLatencies);
  }

  private static void printPercentiles(String measurement, Iterable<Long> values) {
    List<Long> sorted = new ArrayList<>();
    values.forEach(sorted::add);
    Collections.sort(sorted);
    if (!sorted.isEmpty()) {
      System.out.printf(
          "%s: count %d, p50 %d, p95 %d, p99 %d, max %d%n",
          measurement,
          sorted.size(),
          sorted.get(sorted.size() / 2),
          sorted.get(sorted.size() * 95 / 100),
          sorted.get(sorted.size() * 99 / 100),
          sorted.getLast());
    }
  }

  private String submit(String target) throws Exception {
    var request =
        HttpRequest.newBuilder(URI.create(url + "/api/v1/workflows"))
            .header("Content-Type", "application/json")
            .POST(
                HttpRequest.BodyPublishers.ofString(
                    "{\"target\": {\"path\": \"%s\"}, \"dry_run\": true}".formatted(target)))
            .build();
    String response = CLIENT.send(request, BodyHandlers.ofString()).body();
    Matcher id = WORKFLOW_ID.matcher(response);
    if (!id.find()) {
      throw new IllegalStateException("Workflow not accepted: " + response);
    }
    return id.group(1);
  }

  /** Reads the event stream of a workflow to its end, and records the delays of events after {@code measuredFrom}. */
  private void followEvents(String workflow) throws Exception {
    var request =
        HttpRequest.newBuilder(URI.create(url + "/api/v1/workflows/" + workflow + "/events"))
            .header("Accept", "text/event-stream")
            .timeout(Duration.ofMinutes(2))
            .build();
    InputStream body = CLIENT.send(request, BodyHandlers.ofInputStream()).body();
    try (var lines = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8))) {
      boolean ended = false;
      openStreams.release();
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        ended |= line.equals("event:end");
        Matcher eventTime = EVENT_TIME.matcher(line);
        if (eventTime.find()) {
          Instant occurredAt = Instant.parse(eventTime.group(1));
          if (occurredAt.isAfter(measuredFrom)) {
            eventDelays.add(Duration.between(occurredAt, Instant.now()).toMillis());
          }
        }
      }
      if (!ended) {
        throw new IllegalStateException(
            "Event stream of %s ended without an end event".formatted(workflow));
      }
    }
  }

  private void poll() {
    long startedAt = System.nanoTime();
    CLIENT
        .sendAsync(
            HttpRequest.newBuilder(URI.create(url + "/api/v1/workflows/" + polledWorkflow)).build(),
            BodyHandlers.discarding())
        .thenAccept(response ->
            pollLatencies.add(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startedAt)));
  }
}
