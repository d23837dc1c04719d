package dev.pawl.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pawl.PawlClient;
import dev.pawl.PawlClient.ApiResponse;
import dev.pawl.TestNodeInitializer;
import dev.pawl.workspace.TestFiles;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URLEncoder;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.ContextConfiguration;

/** Attacks a node with responses that last: event streams, and downloads that are not read. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
@ContextConfiguration(initializers = StreamAttackTests.Node.class)
@Import(PawlClient.class)
@DirtiesContext
class StreamAttackTests {

  private static final String ADMIN = "admin-0123456789abcdef0123456789abcdef";
  private static final Path HOME = TestNodeInitializer.createTempFolder("pawl-streams");
  private static final int MAX_STREAMS = 3;
  private static final int MAX_REQUESTS = 4;

  /** Much more than the buffers of a connection on the loopback address. */
  private static final int LARGE = 12 << 20;

  @Autowired PawlClient pawl;
  @Autowired JdbcClient jdbc;

  private final List<Connection> connections = new ArrayList<>();
  private String workflow = "";

  /** Configures a node with authentication, two projects, and low limits. */
  static class Node implements ApplicationContextInitializer<ConfigurableApplicationContext> {

    @Override
    public void initialize(ConfigurableApplicationContext context) {
      TestPropertyValues.of(
              "pawl.workspace.folder=" + HOME.resolve("home"),
              "pawl.workspace.roots=" + HOME,
              "pawl.node.max-utilization-percent=100",
              "pawl.node.load-shedding-enabled=false",
              "pawl.security.admin-token=" + ADMIN,
              "pawl.security.max-concurrent-requests=" + MAX_REQUESTS,
              "pawl.stream.max-streams-per-caller=" + MAX_STREAMS,
              "pawl.projects.red.roots=" + HOME.resolve("red"),
              "pawl.projects.blue.roots=" + HOME.resolve("blue"),
              "server.tomcat.connection-timeout=6s")
          .applyTo(context);
    }
  }

  /** A connection on which a request was sent, and from which only as much is read as a test wants. */
  private static final class Connection implements AutoCloseable {

    private final Socket socket;
    private final StringBuilder text = new StringBuilder();

    Connection(int port, int receiveBuffer, String path, String... headers) throws IOException {
      socket = new Socket();
      if (receiveBuffer > 0) {
        socket.setReceiveBufferSize(receiveBuffer);
      }
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      socket.setSoTimeout(100);
      var request = new StringBuilder("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n");
      for (int i = 0; i < headers.length; i += 2) {
        request.append(headers[i]).append(": ").append(headers[i + 1]).append("\r\n");
      }
      socket
          .getOutputStream()
          .write(request.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Reads what has arrived; returns whether the server has ended the response or the connection. */
    boolean hasEnded() {
      var buffer = new byte[65536];
      try {
        for (int count = socket.getInputStream().read(buffer);
            count >= 0;
            count = socket.getInputStream().read(buffer)) {
          text.append(new String(buffer, 0, count, StandardCharsets.ISO_8859_1));
          if (isComplete()) {
            return true;
          }
        }
        return true;
      } catch (SocketTimeoutException open) {
        return isComplete();
      } catch (IOException closed) {
        return true;
      }
    }

    private boolean isComplete() {
      String last = "\r\n0\r\n\r\n";
      return text.length() >= last.length()
          && text.substring(text.length() - last.length()).equals(last);
    }

    /** Returns the status of the response, and waits for it. */
    int status() {
      await().until(() -> hasEnded() || text.indexOf("\r\n\r\n") > 0);
      return Integer.parseInt(text.substring(9, 12));
    }

    /** Ends the connection with a reset, as a network does that was cut. */
    void reset() throws IOException {
      socket.setSoLinger(true, 0);
      socket.close();
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }

  private static String[] bearer(String token) {
    return new String[] {"Authorization", "Bearer " + token};
  }

  private ApiResponse createToken(String name, String fields) {
    ApiResponse answer =
        pawl.post(
            "/api/v1/tokens",
            "{\"name\": \"%s\", \"scopes\": [\"submit\"]%s}".formatted(name, fields),
            bearer(ADMIN));
    assertThat(answer.status()).as(answer.body()).isEqualTo(201);
    return answer;
  }

  private String token(String name, String fields) {
    return createToken(name, fields).json().get("secret").asString();
  }

  private Connection open(String path, String... headers) throws IOException {
    return open(0, path, headers);
  }

  private Connection open(int receiveBuffer, String path, String... headers) throws IOException {
    var connection = new Connection(pawl.uri("/").getPort(), receiveBuffer, path, headers);
    connections.add(connection);
    return connection;
  }

  private Connection stream(String... headers) throws IOException {
    var all = new ArrayList<>(List.of("Accept", "text/event-stream"));
    all.addAll(List.of(headers));
    return open(workflow + "/events", all.toArray(String[]::new));
  }

  /** Starts a workflow that waits for a decision. */
  @BeforeEach
  void startWorkflow() {
    Path target = HOME.resolve("red/app");
    TestFiles.write(target, "A.java", "class {\n");
    ApiResponse submitted =
        pawl.post(
            "/api/v1/workflows",
            "{\"target\": {\"path\": \"%s\"}, \"type\": \"verify-only\", \"interactive\": true}"
                .formatted(target),
            "Authorization",
            "Bearer " + token("ci", ", \"project\": \"red\""),
            "Prefer",
            "wait=60");
    assertThat(submitted.json().get("status").asString()).isEqualTo("awaiting_decision");
    workflow = submitted.header("Location");
  }

  @AfterEach
  void cancelWorkflow() throws IOException {
    for (Connection connection : connections) {
      connection.close();
    }
    pawl.post(workflow + "/cancellation", "", bearer(ADMIN));
  }

  @Test
  void endsTheStreamsOfARevokedToken() throws Exception {
    ApiResponse created = createToken("leaked", "");
    Connection stream = stream(bearer(created.json().get("secret").asString()));
    Connection ofOther = stream(bearer(token("leaked", "")));
    assertThat(stream.status()).isEqualTo(200);
    assertThat(ofOther.status()).isEqualTo(200);

    pawl.send(pawl.request(created.header("Location"), bearer(ADMIN)).DELETE());

    await().atMost(Duration.ofSeconds(20)).until(stream::hasEnded);
    assertThat(stream.text).doesNotContain("event:end");
    assertThat(ofOther.hasEnded()).isFalse();
  }

  @Test
  void endsTheStreamsOfAnExpiredToken() throws Exception {
    String secret =
        token("short", ", \"expires_at\": \"%s\"".formatted(Instant.now().plusSeconds(4)));
    Connection stream = stream(bearer(secret));
    assertThat(stream.status()).isEqualTo(200);

    await().atMost(Duration.ofSeconds(20)).until(stream::hasEnded);
  }

  @Test
  void endsTheStreamsOfAnEndedSession() throws Exception {
    String token = token("user", "");
    String cookie = signIn(token);
    String otherCookie = signIn(token);
    Connection stream = stream("Cookie", cookie);
    Connection ofOther = stream("Cookie", otherCookie);
    assertThat(stream.status()).isEqualTo(200);
    assertThat(ofOther.status()).isEqualTo(200);

    pawl.post("/logout", "", "Cookie", cookie);

    await().atMost(Duration.ofSeconds(20)).until(stream::hasEnded);
    assertThat(ofOther.hasEnded()).isFalse();
  }

  private String signIn(String token) {
    ApiResponse answer =
        pawl.send(
            pawl.request("/login", "Content-Type", "application/x-www-form-urlencoded")
                .POST(
                    BodyPublishers.ofString(
                        "token=" + URLEncoder.encode(token, StandardCharsets.UTF_8))));
    String cookie = answer.header("Set-Cookie");
    return cookie.substring(0, cookie.indexOf(';'));
  }

  @Test
  void limitsEachTokenAndNotTheName() throws Exception {
    String greedy = token("ci", ", \"project\": \"red\"");
    for (int i = 0; i < MAX_STREAMS; i++) {
      assertThat(stream(bearer(greedy)).status()).isEqualTo(200);
    }
    assertThat(stream(bearer(greedy)).status()).isEqualTo(429);

    assertThat(stream(bearer(token("ci", ""))).status()).isEqualTo(200);
  }

  @Test
  void hidesTheStreamsOfOtherProjects() throws Exception {
    String other = token("ci", ", \"project\": \"blue\"");

    Connection stream = stream(bearer(other));

    assertThat(stream.status()).isEqualTo(404);
    assertThat(stream("Authorization", "Bearer " + other, "Last-Event-ID", "1").status())
        .isEqualTo(404);
    assertThat(stream.text).doesNotContain("red");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"x", "1.5", "1e3", "1,2", "9223372036854775808", "-9223372036854775809", "\u00e9"})
  void rejectsInvalidEventIds(String id) throws Exception {
    Connection stream = stream("Authorization", "Bearer " + ADMIN, "Last-Event-ID", id);

    assertThat(stream.status()).as(stream.text.toString()).isBetween(400, 422);
  }

  @ParameterizedTest
  @CsvSource({"0, true", "1, true", "9223372036854775806, false", "9223372036854775807, false"})
  void continuesAfterAnyEventId(String id, boolean hasEvents) throws Exception {
    Connection stream = stream("Authorization", "Bearer " + ADMIN, "Last-Event-ID", id);

    assertThat(stream.status()).isEqualTo(200);
    await().until(() -> !stream.hasEnded() && stream.text.indexOf(":events of") > 0);
    await().until(() -> !stream.hasEnded() && stream.text.indexOf("id:") > 0 == hasEvents);
    pawl.post(workflow + "/cancellation", "", bearer(ADMIN));
    await().atMost(Duration.ofSeconds(20)).until(stream::hasEnded);
    assertThat(stream.text).contains("event:end");
  }

  @ParameterizedTest
  @CsvSource({
    "Origin, https://evil.example, 403",
    "Origin, null, 403",
    "Sec-Fetch-Site, cross-site, 403",
    "Sec-Fetch-Site, same-site, 403",
    "Sec-Fetch-Site, same-origin, 200",
    "Origin, http://localhost, 200"
  })
  void streamsToPagesOfThisOriginOnly(String header, String value, int status) throws Exception {
    assertThat(stream("Authorization", "Bearer " + ADMIN, header, value).status())
        .isEqualTo(status);
  }

  @Test
  void freesTheStreamsOfBrokenConnections() throws Exception {
    String token = token("broken", "");
    for (int round = 0; round < 2; round++) {
      await()
          .atMost(Duration.ofSeconds(60))
          .untilAsserted(() -> {
            Connection stream = stream(bearer(token));
            assertThat(stream.status()).isEqualTo(200);
          });
      for (int i = 1; i < MAX_STREAMS; i++) {
        assertThat(stream(bearer(token)).status()).isEqualTo(200);
      }
      assertThat(stream(bearer(token)).status()).isEqualTo(429);
      for (Connection connection : connections) {
        connection.reset();
      }
      connections.clear();
    }
  }

  @Test
  void streamsToAHalfClosedConnectionUntilTheEnd() throws Exception {
    Connection stream = stream(bearer(ADMIN));
    stream.socket.shutdownOutput();
    assertThat(stream.status()).isEqualTo(200);

    pawl.post(workflow + "/cancellation", "", bearer(ADMIN));

    await().atMost(Duration.ofSeconds(20)).until(stream::hasEnded);
  }

  @Test
  void disconnectsReadersThatNeverRead() throws Exception {
    String id = workflow.substring(workflow.lastIndexOf('/') + 1);
    long last =
        jdbc.sql("select event_sequence from workflow where name = ?")
            .param(id)
            .query(Long.class)
            .single();
    jdbc.sql(
            """
            insert into event (workflow_id, sequence, type, at, data)
              select w.id, ? + n, 'step_progress', now(), jsonb_build_object('text', repeat(md5(n::text), 1000))
              from workflow w, generate_series(1, ?) n where w.name = ?
            """)
        .params(last, LARGE / 32_000, id)
        .update();
    jdbc.sql("update workflow set event_sequence = event_sequence + ? where name = ?")
        .params(LARGE / 32_000, id)
        .update();
    String token = token("idle", "");
    for (int i = 0; i < MAX_STREAMS; i++) {
      open(
          4096,
          workflow + "/events",
          "Authorization",
          "Bearer " + token,
          "Accept",
          "text/event-stream");
    }

    Connection reader = stream(bearer(ADMIN));
    String newest = "id:" + (last + LARGE / 32_000);
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> !reader.hasEnded() && reader.text.lastIndexOf(newest) > 0);

    await()
        .atMost(Duration.ofSeconds(40))
        .untilAsserted(() -> assertThat(stream(bearer(token)).status()).isEqualTo(200));
  }

  @Test
  void limitsDownloadsThatAreNotRead() throws Exception {
    Path target = HOME.resolve("large");
    TestFiles.write(target, ".editorconfig", "[*]\nend_of_line = lf\n");
    for (int i = 0; i < 20; i++) {
      TestFiles.write(target, "a%d.txt".formatted(i), "text of %d\r\n".formatted(i).repeat(60_000));
    }
    String token = token("idle", "");
    ApiResponse submitted =
        pawl.post(
            "/api/v1/workflows",
            "{\"target\": {\"path\": \"%s\"}, \"dry_run\": true, \"commands\": [\"quality/format\"]}"
                .formatted(target),
            "Authorization",
            "Bearer " + token,
            "Prefer",
            "wait=80");
    assertThat(submitted.json().get("status").asString())
        .as(submitted.body())
        .isEqualTo("completed");
    String patch = submitted.header("Location") + "/patch";
    assertThat(pawl.get(patch, bearer(token)).body().length()).isGreaterThan(LARGE);
    for (int i = 0; i < MAX_REQUESTS; i++) {
      open(4096, patch, bearer(token));
    }
    for (Connection download : connections) {
      download.socket.setSoTimeout(60_000);
      assertThat(download.socket.getInputStream().read()).isEqualTo('H');
    }

    assertThat(pawl.get(patch, bearer(token)).status()).isEqualTo(429);
    assertThat(pawl.get("/api/v1/workflows", bearer(ADMIN)).status()).isEqualTo(200);
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(
            () -> assertThat(pawl.get("/api/v1/workflows", bearer(token)).status()).isEqualTo(200));
  }
}
