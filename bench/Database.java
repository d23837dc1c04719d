import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** A PostgreSQL as it comes, for one measure. */
class Database implements AutoCloseable {

  final String url;
  private final EmbeddedPostgres postgres;

  Database(Path folder) throws Exception {
    // The library's own settings switch fsync and synchronous_commit off, and would measure something else.
    postgres =
        EmbeddedPostgres.builder()
            .setDataDirectory(folder.resolve("postgres"))
            .setServerConfig("fsync", "on")
            .setServerConfig("full_page_writes", "on")
            .setServerConfig("synchronous_commit", "on")
            .setServerConfig("max_connections", "200")
            .start();
    url = postgres.getJdbcUrl("postgres", "postgres");
  }

  Connection connect() throws SQLException {
    return DriverManager.getConnection(url);
  }

  long number(String sql) throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement();
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
    return number("select sum(xact_commit) from pg_stat_database");
  }

  /** Processor time of all its processes, those that have ended included, in milliseconds. */
  double cpu() throws Exception {
    return Cpu.ofTree(number("select pid from pg_stat_activity where backend_type = 'checkpointer'"));
  }

  @Override
  public void close() throws Exception {
    postgres.close();
  }
}
