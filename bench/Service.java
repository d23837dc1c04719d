import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;

/** Pawl itself, over REST. */
record Service(Database database, Node node) implements Contender {

  static Service start(Path folder) throws Exception {
    var database = new Database(folder);
    return new Service(database, Node.start(folder, database, 18190, Moving.BUSY));
  }

  @Override
  public String name() {
    return "Pawl, over REST";
  }

  @Override
  public long pid() {
    return node.pid();
  }

  @Override
  public void submit(int clients, int workflows, Times times) throws Exception {
    var left = new AtomicInteger(workflows);
    Times.each(clients, client -> {
      while (left.getAndDecrement() > 0) {
        times.time(() -> node.submit(Moving.BODY));
      }
    });
  }

  @Override
  public long left() throws Exception {
    return database.number("select count(*) from workflow where status in ('QUEUED', 'RUNNING')");
  }

  @Override
  public long done() throws Exception {
    return Moving.done(database);
  }

  @Override
  public void close() throws Exception {
    node.close();
    database.close();
  }
}
