package dev.pawl.startup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.pawl.NodeCommand;
import dev.pawl.PawlApplication;
import dev.pawl.TestNodeInitializer;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;

/** Starts the application with one fault at a time: it ends with one message that says what is wrong and what to do. */
@ExtendWith(OutputCaptureExtension.class)
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class StartupFailureTests {

  private static final Path POSTGRES = TestNodeInitializer.createTempFolder("pawl-startup");
  private static EmbeddedPostgres postgres;

  @TempDir Path temp;

  @BeforeAll
  static void startPostgres() throws IOException, SQLException {
    postgres = startPostgres(freePort());
    execute(
        "postgres",
        "create role owner login password 'right'",
        "create role guest login password 'right'",
        "create database pawl owner owner",
        "create database empty owner owner",
        "create database newer owner owner");
  }

  private static EmbeddedPostgres startPostgres(int port) throws IOException {
    return EmbeddedPostgres.builder()
        .setDataDirectory(POSTGRES.resolve("data-" + port))
        .setPort(port)
        .setPGStartupWait(Duration.ofSeconds(60))
        .start();
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private static void execute(String database, String... statements) throws SQLException {
    try (var connection = postgres.getDatabase("postgres", database).getConnection();
        var statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  @AfterAll
  static void stopPostgres() throws IOException {
    postgres.close();
  }

  private static String url(String database) {
    return "jdbc:postgresql://127.0.0.1:%d/%s".formatted(postgres.getPort(), database);
  }

  /** Returns the arguments with those that all starts share, unless they replace them; repeated arguments form a list. */
  private List<String> arguments(String... arguments) {
    var all = new ArrayList<>(Arrays.asList(arguments));
    for (String shared :
        List.of(
            "--server.port=0",
            "--pawl.workspace.folder=" + temp.resolve("home"),
            "--pawl.node.heartbeat-timeout=9s",
            "--pawl.process.allow-unsandboxed-programs=true")) {
      String name = shared.substring(0, shared.indexOf('=') + 1);
      if (all.stream().noneMatch(argument -> argument.startsWith(name))) {
        all.add(shared);
      }
    }
    return all;
  }

  private ConfigurableApplicationContext start(String... arguments) {
    return new SpringApplicationBuilder(PawlApplication.class)
        .run(arguments(arguments).toArray(String[]::new));
  }

  private void assertRefused(CapturedOutput output, String[] arguments, String... texts) {
    Throwable failure =
        catchThrowable(() -> {
          try (var context = start(arguments)) {
            assertThat(context.isActive()).as("the application has started").isFalse();
          }
        });

    assertThat(failure).isNotNull().isNotInstanceOf(AssertionError.class);
    assertRefused(output.getAll(), texts);
  }

  private static void assertRefused(String output, String... texts) {
    assertThat(output)
        .contains("APPLICATION FAILED TO START", "Description:", "Action:")
        .contains(texts)
        .doesNotContain("\tat ")
        .doesNotContain("Exception encountered during context initialization");
  }

  private String[] database(String database, String user, String password) {
    return new String[] {
      "--spring.datasource.url=" + url(database),
      "--spring.datasource.username=" + user,
      "--spring.datasource.password=" + password
    };
  }

  @Test
  void namesAllInvalidPropertiesBeforeAnythingIsChanged(CapturedOutput output) {
    assertRefused(
        output,
        new String[] {
          "--pawl.retention.workflows=-5d",
          "--pawl.node.most-percent=900",
          "--pawl.security.admin-token=short-secret"
        },
        "pawl.retention.workflows = -5d: must be between 10s and 36500d",
        "pawl.node.max-utilization-percent = 900: must be between 1 and 100",
        "pawl.security.admin-token = ***: size must be between 32 and 200");
    assertThat(output.getAll()).doesNotContain("short-secret");
    assertThat(temp.resolve("home")).doesNotExist();
  }

  @Test
  void namesUnknownProperties(CapturedOutput output) {
    assertRefused(
        output,
        new String[] {"--pawl.engin.lease=9s"},
        "pawl.engin.lease",
        "did you mean pawl.engine.lease-duration?");
    assertThat(temp.resolve("home")).doesNotExist();
  }

  @ParameterizedTest
  @CsvSource({
    "db-scheduler.threads=0, db-scheduler.threads = 0: must be between 1 and 1000",
    "db-scheduler.polling-interval=0s, db-scheduler.polling-interval = 0s: must be between 100ms",
    "pawl.engine.lease-renewal-interval=10s, pawl.node.heartbeat-timeout = 9s: must be longer",
  })
  void refusesImpossibleCombinations(String property, String message, CapturedOutput output) {
    var arguments = new ArrayList<>(List.of(database("pawl", "owner", "right")));
    arguments.add("--" + property);

    assertRefused(output, arguments.toArray(String[]::new), message);
  }

  @Test
  void explainsAWrongPassword(CapturedOutput output) throws SQLException, IOException {
    requirePasswords();
    try {
      assertRefused(
          output,
          database("pawl", "owner", "wrong-secret"),
          "The database rejects the user or the password: FATAL: password authentication failed for"
              + " user \"owner\"",
          "spring.datasource.password");
      assertThat(output.getAll()).doesNotContain("wrong-secret");
    } finally {
      trustConnections();
    }
  }

  private void requirePasswords() throws SQLException, IOException {
    configureLogin("host all owner 127.0.0.1/32 scram-sha-256\nhost all all 127.0.0.1/32 trust\n");
  }

  private void trustConnections() throws SQLException, IOException {
    configureLogin("host all all 127.0.0.1/32 trust\n");
  }

  private static void configureLogin(String rules) throws SQLException, IOException {
    Path data = POSTGRES.resolve("data-" + postgres.getPort());
    Files.writeString(data.resolve("pg_hba.conf"), rules);
    execute("postgres", "select pg_reload_conf()");
    Awaitility.await()
        .until(() -> {
          try (var connection = postgres.getPostgresDatabase().getConnection();
              var rows =
                  connection
                      .createStatement()
                      .executeQuery("select count(*) from pg_hba_file_rules")) {
            return rows.next() && rows.getInt(1) == rules.lines().count();
          }
        });
  }

  @Test
  void explainsAMissingDatabase(CapturedOutput output) {
    assertRefused(
        output,
        database("nowhere", "owner", "right"),
        "The database does not exist: FATAL: database \"nowhere\" does not exist",
        "createdb");
  }

  @Test
  void explainsMissingRights(CapturedOutput output) {
    assertRefused(
        output,
        database("empty", "guest", "right"),
        "The database user has no right to create or change the tables",
        "permission denied for schema public",
        "grant usage, create on schema public");
  }

  @Test
  void refusesTheSchemaOfANewerVersion(CapturedOutput output) throws SQLException {
    start(database("newer", "owner", "right")).close();
    execute(
        "newer",
        """
        insert into flyway_schema_history
          (installed_rank, version, description, type, script, checksum, installed_by, execution_time, success)
        values (9999, '9999', 'later', 'SQL', 'V9999__later.sql', 1, 'owner', 1, true)
        """);

    assertRefused(
        output,
        database("newer", "owner", "right"),
        "The database has schema version 9999, but this version of Pawl knows only versions up to ",
        "Start the newer version of Pawl.");
  }

  @Test
  void givesUpOnAnUnreachableDatabase(CapturedOutput output) throws IOException {
    int port = freePort();

    assertRefused(
        output,
        new String[] {
          "--spring.datasource.url=jdbc:postgresql://127.0.0.1:" + port + "/pawl",
          "--pawl.startup.database-timeout=2s"
        },
        "Database not reachable, waiting up to 2 s (pawl.startup.database-timeout): Connection to"
            + " 127.0.0.1:"
            + port
            + " refused",
        "The database could not be reached within 2 s",
        "Start the database");
    assertThat(output.getAll().split("Database not reachable", -1)).as("logged once").hasSize(2);
  }

  @Test
  void waitsForTheDatabase(CapturedOutput output) throws Exception {
    int port = freePort();
    var started =
        CompletableFuture.supplyAsync(() ->
            start(
                "--spring.datasource.url=jdbc:postgresql://127.0.0.1:" + port + "/postgres",
                "--spring.datasource.username=postgres"));
    Awaitility.await()
        .atMost(Duration.ofMinutes(2))
        .until(() -> output.getAll().contains("Database not reachable"));

    try (var late = startPostgres(port);
        var context = started.get(3, TimeUnit.MINUTES)) {
      assertThat(late.getPort()).isEqualTo(port);
      assertThat(context.isActive()).isTrue();
    }
    assertThat(output.getAll()).containsPattern("Database reachable after \\d+ s");
  }

  @Test
  void explainsAFolderThatCannotBeWritten(CapturedOutput output) throws IOException {
    Path file = Files.writeString(temp.resolve("file"), "");

    assertRefused(
        output,
        new String[] {"--pawl.workspace.folder=" + file.resolve("home")},
        "The folder " + file.resolve("home") + " (pawl.workspace.folder) cannot be written",
        "write access");
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void explainsAReadOnlyFolder(CapturedOutput output) {
    assertRefused(
        output,
        new String[] {"--pawl.archive.folder=/sys/kernel/pawl"},
        "The folder /sys/kernel/pawl (pawl.archive.folder) cannot be written",
        "set pawl.archive.folder to another folder");
  }

  @Test
  void explainsAPortInUse(CapturedOutput output) throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      assertRefused(
          output,
          new String[] {
            "--spring.datasource.url=" + url("pawl"),
            "--spring.datasource.username=owner",
            "--server.port=" + socket.getLocalPort()
          },
          "Port " + socket.getLocalPort() + " was already in use");
    }
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void refusesALocaleThatIsNotUtf8() throws Exception {
    var command = new ArrayList<>(NodeCommand.of());
    command.addAll(arguments());
    var builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().keySet().removeIf(name -> name.startsWith("LC_"));
    builder.environment().put("LANG", "C");
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(process.waitFor()).isNotZero();
    assertRefused(
        output, "The locale of this process has the encoding ANSI_X3.4-1968", "LC_ALL=C.UTF-8");
    assertThat(temp.resolve("home")).doesNotExist();
  }
}
