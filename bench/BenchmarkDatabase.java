import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** An embedded PostgreSQL with default durability settings, for one benchmark. */
class BenchmarkDatabase implements AutoCloseable {

  final String url;
  private final EmbeddedPostgres postgres;

  /** A connection for all queries, because each new one takes several milliseconds of the measured processor time. */
  private final Connection connection;

  BenchmarkDatabase(Path folder) throws Exception {
    // The embedded PostgreSQL turns fsync and synchronous_commit off by default, which would
    // distort the results.
    postgres =
        EmbeddedPostgres.builder()
            .setDataDirectory(folder.resolve("postgres"))
            .setServerConfig("fsync", "on")
            .setServerConfig("full_page_writes", "on")
            .setServerConfig("synchronous_commit", "on")
            .setServerConfig("max_connections", "200")
            .start();
    url = postgres.getJdbcUrl("postgres", "postgres");
    connection = connect();
  }

  Connection connect() throws SQLException {
    return DriverManager.getConnection(url);
  }

  /** Runs a query, and returns the first column of its first row. */
  synchronized long queryNumber(String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getLong(1);
    }
  }

  void execute(String sql) throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  long commits() throws SQLException {
    return queryNumber("select sum(xact_commit) from pg_stat_database");
  }

  /** Returns the CPU time of all server processes, including those that have exited, in milliseconds. */
  double cpuMillis() throws Exception {
    return ProcessUsage.treeCpuMillis(
        queryNumber("select pid from pg_stat_activity where backend_type = 'checkpointer'"));
  }

  @Override
  public void close() throws Exception {
    connection.close();
    postgres.close();
  }
}
