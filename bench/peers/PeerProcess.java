import com.zaxxer.hikari.HikariDataSource;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import javax.sql.DataSource;

/**
 * The main loop of a peer's process: starts the engine, submits workflows on requests from standard input, and responds
 * on standard output with the latency of each call.
 */
class PeerProcess {

  static final int STEPS = 7;

  /** The number of worker threads of engines that make it configurable, the same as in Pawl. */
  static final int WORKERS = 8;

  /** Submits a workflow, and returns when it is stored. */
  interface Submitter {
    void submit() throws Exception;
  }

  /** Starts an engine, with its own tables in the database. */
  interface EngineStarter {
    Submitter start(DataSource database) throws Exception;
  }

  /** Responds to each line {@code CLIENTS WORKFLOWS} with the latencies of its calls in ns, until the end of input. */
  static void serve(String url, EngineStarter starter) {
    PrintStream responses = System.out;
    System.setOut(System.err);
    int status = 1;
    try (var database = new HikariDataSource()) {
      database.setJdbcUrl(url);
      // Enough for all clients and workers; workers of Operaton sometimes need a second connection.
      database.setMaximumPoolSize(64);
      Submitter submitter = starter.start(database);
      responses.println("ready");
      var requests = new BufferedReader(new InputStreamReader(System.in));
      for (String line = requests.readLine(); line != null; line = requests.readLine()) {
        String[] numbers = line.split(" ");
        responses.println(
            submit(submitter, Integer.parseInt(numbers[0]), Integer.parseInt(numbers[1])));
      }
      status = 0;
    } catch (Exception e) {
      e.printStackTrace();
    } finally {
      // Threads of the engine would keep the process alive.
      Runtime.getRuntime().halt(status);
    }
  }

  private static String submit(Submitter submitter, int clients, int workflows) throws Exception {
    var latencies = new ConcurrentLinkedQueue<Long>();
    var remaining = new AtomicInteger(workflows);
    var endedClients = new CountDownLatch(clients);
    for (int i = 0; i < clients; i++) {
      Thread.ofPlatform()
          .start(() -> {
            try {
              while (remaining.getAndDecrement() > 0) {
                long startedAt = System.nanoTime();
                submitter.submit();
                latencies.add(System.nanoTime() - startedAt);
              }
            } catch (Exception e) {
              e.printStackTrace();
            } finally {
              endedClients.countDown();
            }
          });
    }
    endedClients.await();
    if (latencies.size() != workflows) {
      throw new IllegalStateException(
          "Submitted %d of %d workflows".formatted(latencies.size(), workflows));
    }
    return latencies.stream().map(String::valueOf).collect(Collectors.joining(" "));
  }
}
