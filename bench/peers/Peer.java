import com.zaxxer.hikari.HikariDataSource;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import javax.sql.DataSource;

/** The process of a peer: starts its engine, submits when it is asked to over its input, and answers how long each call took. */
class Peer {

  static final int STEPS = 7;
  /** How many work at once where a peer leaves it open; Pawl is started with as many. */
  static final int WORKERS = 8;

  /** Submits a workflow, and returns when it is kept. */
  interface Client {
    void submit() throws Exception;
  }

  /** Starts with tables of its own in a database. */
  interface Engine {
    Client start(DataSource database) throws Exception;
  }

  /** Answers each line {@code CLIENTS WORKFLOWS} with the nanoseconds of all calls, until the input ends. */
  static void serve(String url, Engine engine) {
    PrintStream answers = System.out;
    System.setOut(System.err);
    int status = 1;
    try (var database = new HikariDataSource()) {
      database.setJdbcUrl(url);
      // Enough for all clients and workers, of whom Operaton's take a second one at times.
      database.setMaximumPoolSize(64);
      Client client = engine.start(database);
      answers.println("ready");
      var asked = new BufferedReader(new InputStreamReader(System.in));
      for (String line = asked.readLine(); line != null; line = asked.readLine()) {
        String[] numbers = line.split(" ");
        answers.println(submit(client, Integer.parseInt(numbers[0]), Integer.parseInt(numbers[1])));
      }
      status = 0;
    } catch (Exception e) {
      e.printStackTrace();
    } finally {
      // Its threads would keep the process.
      Runtime.getRuntime().halt(status);
    }
  }

  private static String submit(Client client, int clients, int workflows) throws Exception {
    var nanos = new ConcurrentLinkedQueue<Long>();
    var left = new AtomicInteger(workflows);
    var ended = new CountDownLatch(clients);
    for (int number = 0; number < clients; number++) {
      Thread.ofPlatform().start(() -> {
        try {
          while (left.getAndDecrement() > 0) {
            long begun = System.nanoTime();
            client.submit();
            nanos.add(System.nanoTime() - begun);
          }
        } catch (Exception e) {
          e.printStackTrace();
        } finally {
          ended.countDown();
        }
      });
    }
    ended.await();
    if (nanos.size() != workflows) {
      throw new IllegalStateException(nanos.size() + " submitted");
    }
    return nanos.stream().map(String::valueOf).collect(Collectors.joining(" "));
  }
}
