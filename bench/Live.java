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
 * How soon an event is with those who follow a workflow: 500 streams, and 100 polls a second beside them.
 *
 * <p>{@code java bench/Live.java URL TARGET [STREAMS [POLLS]]}, with a service at URL, on this machine, that may work on
 * TARGET. The streams follow 50 workflows, which are submitted at once and wait for their turn; from the time in an event to
 * its line in a stream is counted, once all streams are open.
 */
class Live {

  private static final int WORKFLOWS = 50;
  private static final Pattern AT = Pattern.compile("\"at\":\"([^\"]+)\"");
  private static final Pattern ID = Pattern.compile("\"workflow_id\":\"([^\"]+)\"");
  private static final HttpClient CLIENT =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .executor(Executors.newVirtualThreadPerTaskExecutor())
          .build();

  private final String url;
  private final ConcurrentLinkedQueue<Long> late = new ConcurrentLinkedQueue<>();
  private final Semaphore opened = new Semaphore(0);
  private final ConcurrentLinkedQueue<Long> polls = new ConcurrentLinkedQueue<>();
  private volatile String workflow = "";
  private volatile Instant counted = Instant.MAX;

  Live(String url) {
    this.url = url;
  }

  public static void main(String[] arguments) throws Exception {
    int streams = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 500;
    int polls = arguments.length > 3 ? Integer.parseInt(arguments[3]) : 100;
    new Live(arguments[0]).run(arguments[1], streams, polls);
  }

  private void run(String target, int streams, int pollsASecond) throws Exception {
    var workflows = new ArrayList<String>();
    for (int one = 0; one < WORKFLOWS; one++) {
      workflows.add(submit(target));
    }
    workflow = workflows.getLast();
    var done = new CountDownLatch(streams);
    var failed = new AtomicInteger();
    for (int stream = 0; stream < streams; stream++) {
      // Those that run last come first, so that they are followed before they run.
      String followed = workflows.get(WORKFLOWS - 1 - stream % WORKFLOWS);
      Thread.ofVirtual().start(() -> {
        try {
          follow(followed);
        } catch (Exception e) {
          failed.incrementAndGet();
        } finally {
          done.countDown();
        }
      });
    }
    opened.acquire(streams);
    counted = Instant.now();
    var clock = Executors.newScheduledThreadPool(2);
    long period = TimeUnit.SECONDS.toNanos(1) / pollsASecond;
    clock.scheduleAtFixedRate(this::poll, 0, period, TimeUnit.NANOSECONDS);
    done.await();
    clock.shutdownNow();
    long seconds = Duration.between(counted, Instant.now()).toSeconds();
    System.out.printf(
        "%d streams, %d ended too early, %d s after all were open%n", streams, failed.get(), seconds);
    print("event to client, ms", late);
    print("poll, ms", polls);
  }

  private static void print(String what, Iterable<Long> values) {
    List<Long> sorted = new ArrayList<>();
    values.forEach(sorted::add);
    Collections.sort(sorted);
    if (!sorted.isEmpty()) {
      System.out.printf(
          "%s: %d of them, p50 %d, p95 %d, p99 %d, most %d%n",
          what,
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
    Matcher id = ID.matcher(CLIENT.send(request, BodyHandlers.ofString()).body());
    if (!id.find()) {
      throw new IllegalStateException("not accepted");
    }
    return id.group(1);
  }

  /** Counts events that happen while all listen. */
  private void follow(String id) throws Exception {
    var request =
        HttpRequest.newBuilder(URI.create(url + "/api/v1/workflows/" + id + "/events"))
            .header("Accept", "text/event-stream")
            .timeout(Duration.ofMinutes(2))
            .build();
    InputStream body = CLIENT.send(request, BodyHandlers.ofInputStream()).body();
    try (var lines = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8))) {
      boolean ended = false;
      opened.release();
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        ended |= line.equals("event:end");
        Matcher at = AT.matcher(line);
        if (at.find()) {
          Instant happened = Instant.parse(at.group(1));
          if (happened.isAfter(counted)) {
            late.add(Duration.between(happened, Instant.now()).toMillis());
          }
        }
      }
      if (!ended) {
        throw new IllegalStateException("ended too early");
      }
    }
  }

  private void poll() {
    long begun = System.nanoTime();
    CLIENT
        .sendAsync(
            HttpRequest.newBuilder(URI.create(url + "/api/v1/workflows/" + workflow)).build(),
            BodyHandlers.discarding())
        .thenAccept(done -> polls.add(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun)));
  }
}
