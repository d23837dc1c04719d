package dev.pawl.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpServer;
import dev.pawl.PawlClient;
import dev.pawl.PawlClient.ApiResponse;
import dev.pawl.TestNodeInitializer;
import dev.pawl.credential.CredentialService;
import dev.pawl.credential.GitCredential;
import dev.pawl.workspace.TestFiles;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Date;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
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
import tools.jackson.databind.JsonNode;

/** Tests a node with authentication enabled, with valid and invalid credentials. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
@ContextConfiguration(initializers = SecuredNodeTests.Node.class)
@Import(PawlClient.class)
@DirtiesContext
class SecuredNodeTests {

  private static final String ADMIN = "admin-0123456789abcdef0123456789abcdef";
  private static final String PREVIOUS_ADMIN = "previous-0123456789abcdef0123456789abc";
  private static final String CREDENTIAL_KEY = "key-0123456789abcdef0123456789abcdef";
  private static final Path HOME = TestNodeInitializer.createTempFolder("pawl-secured");
  private static final RSAKey KEY = generateKey();
  private static final int MAX_STREAMS = 3;
  private static final int MAX_CONNECTIONS = 100;

  @Autowired PawlClient pawl;
  @Autowired JdbcClient jdbc;
  @Autowired CredentialService credentials;

  /** Configures a node with an initial administrator token and a JWT issuer. */
  static class Node implements ApplicationContextInitializer<ConfigurableApplicationContext> {

    @Override
    public void initialize(ConfigurableApplicationContext context) {
      TestPropertyValues.of(
              "pawl.workspace.folder=" + HOME.resolve("home"),
              "pawl.workspace.roots=" + HOME,
              "pawl.node.max-utilization-percent=100",
              "pawl.node.load-shedding-enabled=false",
              "pawl.security.admin-token=" + ADMIN,
              "pawl.security.previous-admin-token=" + PREVIOUS_ADMIN,
              "pawl.stream.max-streams-per-caller=" + MAX_STREAMS,
              "pawl.web.request-timeout=3s",
              "server.tomcat.max-connections=" + MAX_CONNECTIONS,
              "pawl.forge.public-badges=listed",
              "pawl.forge.connections.company.kind=gitea",
              "pawl.forge.connections.company.url=https://git.example.com",
              "pawl.forge.connections.company.webhook-secret=0123456789abcdef",
              "pawl.forge.connections.company.repositories=team/*",
              "pawl.credential.encryption-key=" + CREDENTIAL_KEY,
              "spring.security.oauth2.resourceserver.jwt.jwk-set-uri=" + startKeyServer(),
              "spring.security.oauth2.resourceserver.jwt.audiences=pawl")
          .applyTo(context);
    }
  }

  private static RSAKey generateKey() {
    try {
      return new RSAKeyGenerator(2048).keyID("one").generate();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Starts a server with the keys of the JWT issuer and returns their URL. */
  private static String startKeyServer() {
    try {
      var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      byte[] set = new JWKSet(KEY.toPublicJWK()).toString().getBytes(StandardCharsets.UTF_8);
      server.createContext(
          "/keys",
          exchange -> {
            exchange.sendResponseHeaders(200, set.length);
            exchange.getResponseBody().write(set);
            exchange.close();
          });
      server.start();
      return "http://127.0.0.1:%d/keys".formatted(server.getAddress().getPort());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String jwt(RSAKey key, Instant until, String claim, Object scopes)
      throws JOSEException {
    return jwt(key, until, "pawl", claim, scopes);
  }

  private static String jwt(
      RSAKey key, @Nullable Instant until, @Nullable String audience, String claim, Object scopes)
      throws JOSEException {
    var claims =
        new JWTClaimsSet.Builder()
            .subject("kim")
            .audience(audience)
            .expirationTime(until == null ? null : Date.from(until))
            .claim(claim, scopes)
            .build();
    var jwt = new SignedJWT(new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("one").build(), claims);
    jwt.sign(new RSASSASigner(key));
    return jwt.serialize();
  }

  private static String[] bearer(String token) {
    return new String[] {"Authorization", "Bearer " + token};
  }

  private JsonNode createToken(String name, String scopes, String fields) {
    ApiResponse answer =
        pawl.post(
            "/api/v1/tokens",
            "{\"name\": \"%s\", \"scopes\": [%s]%s}".formatted(name, scopes, fields),
            bearer(ADMIN));
    assertThat(answer.status()).as(answer.body()).isEqualTo(201);
    assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
    return answer.json();
  }

  private String token(String scope) {
    return createToken("a " + scope, "\"" + scope + "\"", "").get("secret").asString();
  }

  @Test
  void rejectsRequestsWithoutAToken() {
    for (String path : List.of("/api/v1/workflows", "/actuator/prometheus", "/v3/api-docs")) {
      ApiResponse answer = pawl.get(path);
      assertThat(answer.status()).as(path).isEqualTo(401);
      assertThat(answer.header("WWW-Authenticate")).startsWith("Bearer");
      assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
      assertThat(answer.json().get("detail").asString()).contains("Authorization: Bearer");
    }
    assertThat(pawl.get("/actuator/health/readiness").status()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "pawl_", "pawl_x", "0", "a.b.c", "' or 1=1 --", "admin"})
  void rejectsInvalidTokens(String token) {
    assertThat(pawl.get("/api/v1/workflows", bearer(token)).status()).isEqualTo(401);
    assertThat(pawl.get("/api/v1/workflows", "Cookie", "pawl_session=" + encoded(token)).status())
        .isEqualTo(401);
    assertThat(pawl.get("/api/v1/workflows", "Authorization", "Basic " + token).status())
        .isEqualTo(401);
  }

  @ParameterizedTest
  @CsvSource({
    "read, 200, 403, 403, 403",
    "check, 200, 202, 403, 403",
    "submit, 200, 202, 403, 403",
    "decide, 200, 403, 404, 403",
    "admin, 200, 202, 404, 200"
  })
  void grantsEachScopeItsPermissions(
      String scope, int readStatus, int submitStatus, int decideStatus, int adminStatus) {
    String token = token(scope);
    Path target = HOME.resolve("t-" + scope);
    TestFiles.write(target, "A.java", "class A {}\n");
    String workflow =
        "{\"type\": \"verify-only\", \"target\": {\"path\": \"%s\"}}".formatted(target);

    assertThat(pawl.get("/api/v1/workflows", bearer(token)).status()).isEqualTo(readStatus);
    ApiResponse submitted = pawl.post("/api/v1/workflows", workflow, bearer(token));
    assertThat(submitted.status()).as(submitted.body()).isEqualTo(submitStatus);
    assertThat(
            pawl.post("/api/v1/workflows/none/decision", "{\"action\": \"abort\"}", bearer(token))
                .status())
        .isEqualTo(decideStatus);
    assertThat(pawl.get("/api/v1/tokens", bearer(token)).status()).isEqualTo(adminStatus);
    if (submitStatus == 403) {
      assertThat(submitted.json().get("detail").asString()).contains("scope check");
    }
  }

  private ApiResponse submit(String token, Path target, String fields) {
    return pawl.post(
        "/api/v1/workflows",
        "{\"target\": {\"path\": \"%s\"}%s}".formatted(target, fields),
        bearer(token));
  }

  private static List<String> pointers(ApiResponse answer) {
    assertThat(answer.status()).as(answer.body()).isEqualTo(422);
    return answer
        .json()
        .get("errors")
        .valueStream()
        .map(error -> error.get("pointer").asString())
        .toList();
  }

  @Test
  void publishesNothingForTheScopeCheck() {
    String token = token("check");
    Path target = HOME.resolve("checked");
    TestFiles.write(target, "A.java", "class A {}\n");

    assertThat(pointers(submit(token, target, ", \"type\": \"format-only\"")))
        .containsExactly("/dry_run");
    ApiResponse dryRun = submit(token, target, ", \"type\": \"format-only\", \"dry_run\": true");
    assertThat(dryRun.status()).as(dryRun.body()).isEqualTo(202);
    String id = dryRun.json().get("workflow_id").asString();
    assertThat(pawl.post("/api/v1/workflows/" + id + "/publication", "{}", bearer(token)).status())
        .isEqualTo(403);
    assertThat(pawl.post("/api/v1/workflows/" + id + "/rerun", "{}", bearer(token)).status())
        .isEqualTo(403);
    assertThat(pawl.post("/api/v1/schedules", "{}", bearer(token)).status()).isEqualTo(403);
    assertThat(pawl.awaitEnd(id, bearer(token)).get("status").asString()).isEqualTo("completed");
    assertThat(pawl.post("/api/v1/workflows/" + id + "/cancellation", "", bearer(token)).status())
        .isNotEqualTo(403);
    ApiResponse publishing = submit(ADMIN, target, ", \"type\": \"format-only\"");
    String other = publishing.json().get("workflow_id").asString();
    ApiResponse cancellation =
        pawl.post("/api/v1/workflows/" + other + "/cancellation", "", bearer(token));
    assertThat(cancellation.status()).isEqualTo(403);
    assertThat(cancellation.json().get("detail").asString()).contains("dry_run");
    pawl.awaitEnd(other, bearer(ADMIN));
  }

  @Test
  void supersedesOnlyWhatTheTokenMayCancel() {
    Path target = HOME.resolve("superseded");
    TestFiles.write(target, "A.java", "class A {}\n");
    String group = ", \"concurrency\": {\"group\": \"deploy:main\", \"policy\": \"%s\"}";
    ApiResponse waiting =
        submit(
            ADMIN,
            target,
            ", \"type\": \"format-only\", \"requires\": {\"zone\": \"nowhere\"}"
                + group.formatted("queue"));
    assertThat(waiting.status()).as(waiting.body()).isEqualTo(202);
    String url = "/api/v1/workflows/" + waiting.json().get("workflow_id").asString();
    String check =
        ", \"type\": \"verify-only\", \"dry_run\": true" + group.formatted("cancel_older");

    ApiResponse rejected = submit(token("check"), target, check);

    assertThat(rejected.status()).as(rejected.body()).isEqualTo(409);
    assertThat(pawl.get(url, bearer(ADMIN)).json().get("status").asString()).isEqualTo("queued");
    ApiResponse accepted = submit(ADMIN, target, check);
    assertThat(accepted.status()).isEqualTo(202);
    pawl.awaitEnd(accepted.json().get("workflow_id").asString(), bearer(ADMIN));
    assertThat(pawl.get(url, bearer(ADMIN)).json().get("status").asString()).isEqualTo("cancelled");
  }

  @Test
  void restrictsTokensToTargetsLabelsAndTypes() {
    Path allowed = HOME.resolve("limited/allowed");
    Path forbidden = HOME.resolve("limited/forbidden");
    TestFiles.write(allowed, "A.java", "class A {}\n");
    TestFiles.write(forbidden, "A.java", "class A {}\n");
    JsonNode created =
        createToken(
            "limited",
            "\"submit\"",
            ", \"limits\": {\"targets\": [\"%s\"], \"labels\": {\"team\": \"core\"}, \"types\": [\"verify-only\"]}"
                .formatted(allowed));
    String token = created.get("secret").asString();
    assertThat(created.at("/token/limits/types/0").asString()).isEqualTo("verify-only");
    String fields = ", \"type\": \"verify-only\", \"labels\": {\"team\": \"core\"}";

    ApiResponse accepted = submit(token, allowed, fields);

    assertThat(accepted.status()).as(accepted.body()).isEqualTo(202);
    pawl.awaitEnd(accepted.json().get("workflow_id").asString(), bearer(token));
    assertThat(pointers(submit(token, forbidden, ", \"type\": \"standard\"")))
        .containsExactlyInAnyOrder("/target", "/labels", "/type");
    ApiResponse plan =
        pawl.post(
            "/api/v1/plans",
            "{\"target\": {\"path\": \"%s\"}%s}".formatted(forbidden, fields),
            bearer(token));
    assertThat(pointers(plan)).containsExactly("/target");
    String other = submit(ADMIN, forbidden, fields).json().get("workflow_id").asString();
    assertThat(
            pawl.post("/api/v1/workflows/" + other + "/cancellation", "", bearer(token)).status())
        .isEqualTo(403);
    assertThat(pawl.post("/api/v1/workflows/" + other + "/rerun", "{}", bearer(token)).status())
        .isEqualTo(403);
    assertThat(pawl.post("/api/v1/sessions", "{}", bearer(token)).status()).isEqualTo(403);
    pawl.awaitEnd(other, bearer(ADMIN));
  }

  @Test
  void rejectsLimitsThatCannotApply() {
    ApiResponse answer =
        pawl.post(
            "/api/v1/tokens",
            "{\"name\": \"x\", \"scopes\": [\"admin\"], \"limits\": {\"targets\": [\"team\"]},"
                + " \"expires_at\": \"2999-01-01T00:00:00Z\"}",
            bearer(ADMIN));

    assertThat(pointers(answer))
        .containsExactlyInAnyOrder("/expires_at", "/limits", "/limits/targets/0");
  }

  @Test
  void tokensExpireByDefault() {
    Instant expiry =
        Instant.parse(createToken("expiring", "\"read\"", "").at("/token/expires_at").asString());

    assertThat(expiry)
        .isBetween(
            Instant.now().plus(Duration.ofDays(89)), Instant.now().plus(Duration.ofDays(91)));
  }

  @Test
  void servesTheCommandLineClientToEveryone() {
    ApiResponse script = pawl.get("/pawl");

    assertThat(script.status()).isEqualTo(200);
    assertThat(script.body()).startsWith("#!/bin/sh");
  }

  @Test
  void storesNoTokenSecret() {
    JsonNode created = createToken("mine", "\"read\"", "");
    String secret = created.get("secret").asString();

    assertThat(secret).startsWith("pawl_").hasSize(48);
    assertThat(pawl.get("/api/v1/tokens", bearer(ADMIN)).body())
        .contains("mine")
        .doesNotContain(secret);
    assertThat(jdbc.sql("select row_to_json(t)::text from api_token t").query(String.class).list())
        .isNotEmpty()
        .noneMatch(row -> row.contains(secret) || row.contains(secret.substring(5)));
  }

  @Test
  void encryptsGitCredentialsAndNeverReturnsThem() {
    String url = "https://git.example.com/us/";
    ApiResponse created =
        pawl.post(
            "/api/v1/credentials",
            "{\"name\": \"ours\", \"url\": \"%s\", \"token\": \"glpat-s3cret\"}".formatted(url),
            bearer(ADMIN));

    assertThat(created.status()).isEqualTo(201);
    assertThat(created.body()).contains("ours", "\"kind\":\"token\"").doesNotContain("glpat");
    assertThat(pawl.get("/api/v1/credentials", bearer(ADMIN)).body())
        .contains(url)
        .doesNotContain("glpat");
    assertThat(
            jdbc.sql("select row_to_json(c)::text || encode(secret, 'escape') from credential c")
                .query(String.class)
                .list())
        .isNotEmpty()
        .noneMatch(row -> row.contains("s3cret"));
    assertThat(credentials.findForUrl(url + "shop.git"))
        .contains(new GitCredential.Token("git", "glpat-s3cret"));
    assertThat(credentials.findForUrl("https://git.example.com/user/shop.git")).isEmpty();
    assertThat(credentials.findForUrl("https://git.example.com.evil.example/us/shop.git"))
        .isEmpty();
    assertThat(new GitCredential.Token("git", "glpat-s3cret").toString()).doesNotContain("glpat");

    String id = created.json().get("credential_id").asString();
    var reader =
        bearer(
            createToken("reader of secrets", "\"read\", \"submit\", \"decide\"", "")
                .get("secret")
                .asString());
    assertThat(pawl.get("/api/v1/credentials", reader).status()).isEqualTo(403);
    assertThat(
            pawl.send(
                    pawl.request("/api/v1/credentials/" + id, bearer(ADMIN))
                        .method("DELETE", BodyPublishers.noBody()))
                .status())
        .isEqualTo(200);
    assertThat(credentials.findForUrl(url + "shop.git")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "https://git.example/, private_key, x",
    "ssh://git@git.example/, token, x",
    "ssh://git@git.example/, private_key, not a key",
    "ftp://git.example/, token, x"
  })
  void rejectsUnusableGitCredentials(String url, String kind, String secret) {
    ApiResponse refused =
        pawl.post(
            "/api/v1/credentials",
            "{\"name\": \"odd\", \"url\": \"%s\", \"%s\": \"%s\"}".formatted(url, kind, secret),
            bearer(ADMIN));

    assertThat(refused.status()).as(refused.body()).isEqualTo(422);
  }

  @Test
  void acceptsThePreviousAdminTokenDuringItsRotation() {
    assertThat(pawl.get("/api/v1/tokens", bearer(PREVIOUS_ADMIN)).status()).isEqualTo(200);
    assertThat(pawl.get("/api/v1/tokens", bearer(PREVIOUS_ADMIN + "x")).status()).isEqualTo(401);
  }

  @Test
  void reencryptsCredentialsForAdministratorsOnly() {
    String path = "/api/v1/credentials/reencryption";
    String reader = createToken("no rotation", "\"submit\"", "").get("secret").asString();

    assertThat(pawl.post(path, "", bearer(reader)).status()).isEqualTo(403);
    ApiResponse done = pawl.post(path, "", bearer(ADMIN));

    assertThat(done.status()).as(done.body()).isEqualTo(200);
    assertThat(done.json().get("reencrypted").asInt()).isZero();
    assertThat(done.json().get("failed").isEmpty()).isTrue();
  }

  @Test
  void drainsNodesForAdministratorsOnly() {
    String reader = createToken("no drain", "\"submit\", \"decide\"", "").get("secret").asString();

    assertThat(pawl.post("/api/v1/nodes/x/drain", "", bearer(reader)).status()).isEqualTo(403);
    assertThat(pawl.post("/api/v1/nodes/x/resumption", "", bearer(reader)).status()).isEqualTo(403);
    assertThat(pawl.post("/api/v1/nodes/x/drain", "", bearer(ADMIN)).status()).isEqualTo(404);
  }

  @Test
  void rejectsARevokedTokenImmediately() {
    JsonNode created = createToken("gone", "\"read\"", "");
    String[] headers = bearer(created.get("secret").asString());
    String id = created.at("/token/token_id").asString();
    assertThat(pawl.get("/api/v1/workflows", headers).status()).isEqualTo(200);

    ApiResponse revoked =
        pawl.send(
            pawl.request("/api/v1/tokens/" + id, bearer(ADMIN))
                .method("DELETE", BodyPublishers.noBody()));

    assertThat(revoked.json().get("revoked_at").isString()).isTrue();
    assertThat(revoked.json().get("last_used_at").isString()).isTrue();
    assertThat(pawl.get("/api/v1/workflows", headers).status()).isEqualTo(401);
  }

  @Test
  void rejectsAnExpiredToken() {
    JsonNode created =
        createToken(
            "short",
            "\"admin\"",
            ", \"expires_at\": \"%s\"".formatted(Instant.now().plusSeconds(60)));
    String[] headers = bearer(created.get("secret").asString());
    assertThat(pawl.get("/api/v1/tokens", headers).status()).isEqualTo(200);

    jdbc.sql("update api_token set expires_at = now() - interval '1 second' where name = 'short'")
        .update();

    assertThat(pawl.get("/api/v1/tokens", headers).status()).isEqualTo(401);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"name\": \"\", \"scopes\": [\"read\"]}",
        "{\"name\": \"a\\u0000b\", \"scopes\": [\"read\"]}",
        "{\"name\": \"x\", \"scopes\": []}",
        "{\"name\": \"x\", \"scopes\": [\"everything\"]}",
        "{\"name\": \"x\", \"scopes\": [\"read\"], \"expires_at\": \"2001-01-01T00:00:00Z\"}",
        "{}"
      })
  void rejectsInvalidTokenRequests(String body) {
    ApiResponse answer = pawl.post("/api/v1/tokens", body, bearer(ADMIN));

    assertThat(answer.status()).as(answer.body()).isBetween(400, 422);
    assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
  }

  @Test
  void auditsRequests() {
    String reader = createToken("a curious one", "\"read\"", "").get("secret").asString();
    pawl.post("/api/v1/cache?secret=x", "{\"action\": \"auto\"}", bearer(reader));
    pawl.post("/api/v1/cache", "{\"action\": \"auto\"}", bearer(ADMIN));
    pawl.get("/api/v1/workflows", bearer(reader));

    JsonNode items = pawl.get("/api/v1/audit?limit=2", bearer(ADMIN)).json().get("items");

    assertThat(items.get(0).get("who").asString()).isEqualTo("admin");
    assertThat(items.get(0).get("status").asInt()).isEqualTo(200);
    assertThat(items.get(0).get("address").asString()).isEqualTo("127.0.0.1");
    assertThat(items.get(1).get("who").asString()).isEqualTo("a curious one");
    assertThat(items.get(1).get("status").asInt()).isEqualTo(403);
    assertThat(items.get(1).get("path").asString()).isEqualTo("/api/v1/cache");
  }

  @Test
  void auditPagesAreLinkedByCursor() {
    pawl.post("/api/v1/cache", "{\"action\": \"auto\"}", bearer(ADMIN));
    pawl.post("/api/v1/cache", "{\"action\": \"auto\"}", bearer(ADMIN));

    ApiResponse first = pawl.get("/api/v1/audit?limit=1", bearer(ADMIN));
    long newest = first.json().at("/items/0/id").asLong();
    ApiResponse second = pawl.get(first.nextPage(), bearer(ADMIN));

    assertThat(first.nextPage()).isEqualTo("/api/v1/audit?limit=1&cursor=" + newest);
    assertThat(second.json().at("/items/0/id").asLong()).isLessThan(newest);
    assertThat(pawl.get("/api/v1/audit?cursor=x", bearer(ADMIN)).status()).isEqualTo(422);
  }

  @Test
  void pagesThroughTheAuditLog() {
    for (int i = 0; i < 3; i++) {
      pawl.post("/api/v1/cache", "{\"action\": \"auto\"}", bearer(ADMIN));
    }
    var ids = new ArrayList<Long>();
    String before = "";
    for (int page = 0; page < 3; page++) {
      JsonNode answer = pawl.get("/api/v1/audit?limit=1" + before, bearer(ADMIN)).json();
      ids.add(answer.at("/items/0/id").asLong());
      assertThat(answer.get("next_before").asLong()).isEqualTo(ids.getLast());
      before = "&before=" + ids.getLast();
    }
    assertThat(ids).isSortedAccordingTo(Comparator.reverseOrder()).doesNotHaveDuplicates();

    long oldest = jdbc.sql("select min(id) from audit").query(Long.class).single();
    JsonNode last =
        pawl.get("/api/v1/audit?limit=1&before=%d".formatted(oldest + 1), bearer(ADMIN)).json();
    assertThat(last.at("/items/0/id").asLong()).isEqualTo(oldest);
    assertThat(last.get("next_before").isNull()).isTrue();
  }

  private ApiResponse submitLogin(String token, String next, String... headers) {
    String form = "token=%s&next=%s".formatted(encoded(token), encoded(next));
    return pawl.send(
        pawl.request("/login", headers)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(BodyPublishers.ofString(form)));
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  @Test
  void redirectsToTheLoginPageAndBack() {
    ApiResponse redirect = pawl.get("/targets?name=a%20b", "Accept", "text/html");
    assertThat(redirect.status()).isEqualTo(302);
    assertThat(redirect.header("Location")).endsWith("/login?next=%2Ftargets%3Fname%3Da%2520b");
    assertThat(pawl.get("/login").body()).contains("Sign in").doesNotContain("You are signed in");

    ApiResponse response = submitLogin(token("read"), "/targets?name=a");

    assertThat(response.status()).isEqualTo(302);
    assertThat(response.header("Location")).endsWith("/targets?name=a");
    String cookie = response.header("Set-Cookie");
    assertThat(cookie).contains("HttpOnly", "SameSite=Strict", "Path=/");
    String sessionCookie = cookie.substring(0, cookie.indexOf(';'));
    assertThat(pawl.get("/", "Cookie", sessionCookie).body()).contains("Workflows", "a read");
    assertThat(pawl.get("/login", "Cookie", sessionCookie).body())
        .contains("You are signed in", "a read");
    assertThat(submitLogin("pawl_wrong", "/").status()).isEqualTo(401);
    assertThat(submitLogin("pawl_wrong", "/").body()).contains("is unknown");
  }

  private String signIn(String token, String... headers) {
    String cookie = submitLogin(token, "/", headers).header("Set-Cookie");
    return cookie.substring(0, cookie.indexOf(';'));
  }

  @Test
  void keepsTheTokenOutOfTheBrowserAndEndsSessions() {
    String token = token("read");
    String cookie = signIn(token);
    String otherCookie = signIn(token);

    assertThat(cookie).startsWith("pawl_session=").doesNotContain(token).isNotEqualTo(otherCookie);
    assertThat(pawl.get("/api/v1/workflows", "Cookie", "pawl_session=" + token).status())
        .isEqualTo(401);
    assertThat(
            pawl.get("/api/v1/workflows", "Authorization", "Bearer " + cookie.split("=")[1])
                .status())
        .isEqualTo(401);
    assertThat(pawl.get("/api/v1/workflows", "Cookie", cookie).status()).isEqualTo(200);

    ApiResponse logout = pawl.post("/logout", "", "Cookie", cookie);

    assertThat(logout.header("Set-Cookie")).startsWith("pawl_session=;").contains("Max-Age=0");
    assertThat(pawl.get("/api/v1/workflows", "Cookie", cookie).status()).isEqualTo(401);
    assertThat(pawl.get("/api/v1/workflows", "Cookie", otherCookie).status()).isEqualTo(200);
    assertThat(pawl.get("/api/v1/workflows", "Authorization", "Bearer " + token).status())
        .isEqualTo(200);
  }

  @Test
  void endsSessionsWithTheirToken() {
    ApiResponse created =
        pawl.post(
            "/api/v1/tokens",
            "{\"name\": \"short\", \"scopes\": [\"read\"]}",
            "Authorization",
            "Bearer " + ADMIN);
    String cookie = signIn(created.json().get("secret").asString());
    assertThat(pawl.get("/api/v1/workflows", "Cookie", cookie).status()).isEqualTo(200);

    pawl.send(
        pawl.request(created.header("Location"), "Authorization", "Bearer " + ADMIN).DELETE());

    assertThat(pawl.get("/api/v1/workflows", "Cookie", cookie).status()).isEqualTo(401);
  }

  @Test
  void replacesTheSessionOfASecondSignIn() {
    String first = signIn(token("read"));
    String second = signIn(token("read"), "Cookie", first);

    assertThat(pawl.get("/api/v1/workflows", "Cookie", first).status()).isEqualTo(401);
    assertThat(pawl.get("/api/v1/workflows", "Cookie", second).status()).isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "X-Forwarded-Proto | https | true",
        "X-Forwarded-Proto | HTTPS, http | true",
        "X-Forwarded-Proto | http | false",
        "Forwarded | for=192.0.2.1;proto=https | true",
        "Forwarded | proto=http | false",
        "X-Other | https | false"
      })
  void setsSecureCookiesBehindTlsTermination(String header, String value, boolean secure) {
    String cookie = submitLogin(token("read"), "/", header, value).header("Set-Cookie");

    assertThat(cookie.contains("; Secure")).isEqualTo(secure);
  }

  @Test
  void streamsCompletelyToAuthenticatedCallers() {
    String token = token("submit");
    String[] bearer = {"Authorization", "Bearer " + token};
    Path target = HOME.resolve("streams");
    TestFiles.write(target, "a.json", "{\"a\":1}\n");
    TestFiles.write(target, ".editorconfig", "[*]\ninsert_final_newline = true\n");
    ApiResponse submitted =
        pawl.post(
            "/api/v1/workflows",
            "{\"target\": {\"path\": \"%s\"}, \"type\": \"verify-only\"}".formatted(target),
            "Authorization",
            "Bearer " + token,
            "Prefer",
            "wait=60");
    String url = submitted.header("Location");

    assertThat(pawl.get(url + "/patch", bearer).status()).isEqualTo(200);
    ApiResponse executions = pawl.get("/api/v1/executions", bearer);
    assertThat(executions.status()).isEqualTo(200);
    assertThat(executions.body()).endsWith("}\n");
    ApiResponse events =
        pawl.get(
            url + "/events", "Authorization", "Bearer " + token, "Accept", "text/event-stream");
    assertThat(events.body()).endsWith("event:end\ndata:{}\n\n");
  }

  @Test
  void limitsTheEventStreamsOfEachCaller() throws Exception {
    String one = createToken("streaming one", "\"submit\"", "").get("secret").asString();
    String other = createToken("streaming other", "\"read\"", "").get("secret").asString();
    Path target = HOME.resolve("waiting");
    TestFiles.write(target, "A.java", "class {\n");
    ApiResponse submitted =
        pawl.post(
            "/api/v1/workflows",
            "{\"target\": {\"path\": \"%s\"}, \"type\": \"verify-only\", \"interactive\": true}"
                .formatted(target),
            "Authorization",
            "Bearer " + one,
            "Prefer",
            "wait=60");
    assertThat(submitted.json().get("status").asString()).isEqualTo("awaiting_decision");
    String events = submitted.header("Location") + "/events";
    var open = new ArrayList<InputStream>();
    for (int i = 0; i < MAX_STREAMS; i++) {
      open.add(openStream(events, one).body());
    }

    HttpResponse<InputStream> rejected = openStream(events, one);
    assertThat(rejected.statusCode()).isEqualTo(429);
    assertThat(rejected.headers().firstValue("Retry-After")).isPresent();
    HttpResponse<InputStream> ofOther = openStream(events, other);
    assertThat(ofOther.statusCode()).isEqualTo(200);
    ofOther.body().close();
    pawl.post(submitted.header("Location") + "/cancellation", "", "Authorization", "Bearer " + one);
    for (InputStream stream : open) {
      assertThat(new String(stream.readAllBytes(), StandardCharsets.UTF_8)).endsWith("data:{}\n\n");
    }
    await()
        .untilAsserted(() -> {
          HttpResponse<InputStream> again = openStream(events, one);
          again.body().close();
          assertThat(again.statusCode()).isEqualTo(200);
        });
  }

  @ParameterizedTest
  @MethodSource("slowRequests")
  void closesTheConnectionsOfSlowRequests(String start, String next) throws Exception {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), pawl.uri("/").getPort())) {
      socket.setSoTimeout(250);
      socket.getOutputStream().write(start.getBytes(StandardCharsets.US_ASCII));
      await()
          .atMost(Duration.ofSeconds(20))
          .pollInterval(Duration.ofMillis(10))
          .until(() -> isClosedAfter(next, socket));
    }
  }

  /** Returns the starts of requests, and what is sent again and again after them. */
  static Stream<Arguments> slowRequests() {
    String form =
        "POST /login HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\n";
    String chunked = form + "Transfer-Encoding: chunked\r\n\r\n";
    String get = "GET /login HTTP/1.1\r\nHost: localhost\r\n";
    return Stream.of(
        Arguments.of("GET /", "a"),
        Arguments.of("", "\r\n"),
        Arguments.of(get, "X: y\r\n"),
        Arguments.of(get + "X-Slow: ", "a"),
        Arguments.of(get + "\r\n" + get + "X-Slow: ", "a"),
        Arguments.of(form + "Content-Length: 1000\r\n\r\ntoken=", "a"),
        Arguments.of(form + "Content-Length: 1000\r\nExpect: 100-continue\r\n\r\n", "a"),
        Arguments.of(chunked, "1\r\na\r\n"),
        Arguments.of(chunked + "1;", "a"),
        Arguments.of(chunked + "1\r\na\r\n0\r\nX-Slow: ", "a"),
        // The bodies of requests that were answered without reading them.
        Arguments.of(get + "Content-Length: 60000000\r\n\r\n", "a"),
        Arguments.of(get + "Transfer-Encoding: chunked\r\n\r\n", "1\r\na\r\n"),
        Arguments.of(get + "Transfer-Encoding: chunked\r\n\r\n1;", "a"),
        Arguments.of(
            get.replace("/login", "/api/v1/workflows") + "Content-Length: 60000000\r\n\r\n", "a"),
        Arguments.of(
            get.replace("GET /login", "POST /actuator/health") + "Content-Length: 60000000\r\n\r\n",
            "a"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "\r\n",
        "GET /login HTTP/1.1\r\nHost: localhost\r\nX-Slow: ",
        "GET /actuator/health/liveness HTTP/1.1\r\nHost: localhost\r\n\r\n"
      })
  void answersOthersIfAllConnectionsWait(String start) throws Exception {
    var attackers = new ArrayList<Socket>();
    try (var client = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(20)).build()) {
      for (int i = 0; i < MAX_CONNECTIONS + 20; i++) {
        var socket = new Socket(InetAddress.getLoopbackAddress(), pawl.uri("/").getPort());
        attackers.add(socket);
        socket.getOutputStream().write(start.getBytes(StandardCharsets.US_ASCII));
      }

      HttpResponse<String> answer =
          client.send(
              pawl.request("/actuator/health/liveness").timeout(Duration.ofSeconds(20)).build(),
              BodyHandlers.ofString());

      assertThat(answer.statusCode()).isEqualTo(200);
    } finally {
      for (Socket socket : attackers) {
        socket.close();
      }
    }
  }

  @Test
  void rejectsHugeHeadersAndAnswersPipelinedRequestsInOrder() throws Exception {
    String get = "GET /actuator/health/%s HTTP/1.1\r\nHost: localhost\r\n%s\r\n";
    for (String header :
        List.of(
            "X: " + "a".repeat(100_000) + "\r\n", "X: a\r\n".repeat(10_000), "a".repeat(100_000))) {
      assertThat(answers(get.formatted("liveness", header))).startsWith("HTTP/1.1 400");
    }
    String last = get.formatted("readiness", "Connection: close\r\n");

    String answers = answers(get.formatted("liveness", "").repeat(200) + last);

    assertThat(answers.split("HTTP/1.1 200", -1)).hasSize(202);
  }

  /** Sends bytes, and returns everything that is answered until the server closes the connection. */
  private String answers(String requests) throws IOException {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), pawl.uri("/").getPort())) {
      socket.setSoTimeout(20_000);
      var answers = new StringBuilder();
      try {
        socket.getOutputStream().write(requests.getBytes(StandardCharsets.US_ASCII));
        var buffer = new byte[65536];
        for (int n = socket.getInputStream().read(buffer);
            n >= 0;
            n = socket.getInputStream().read(buffer)) {
          answers.append(new String(buffer, 0, n, StandardCharsets.US_ASCII));
        }
      } catch (SocketException reset) {
        // The server does not read the rest of a request that it rejects.
        assertThat(answers).isNotEmpty();
      }
      return answers.toString();
    }
  }

  /** Sends the next bytes, and returns whether the server closes the connection instead of waiting for more. */
  private static boolean isClosedAfter(String bytes, Socket socket) {
    try {
      socket.getOutputStream().write(bytes.getBytes(StandardCharsets.US_ASCII));
      return socket.getInputStream().read(new byte[65536]) < 0;
    } catch (SocketTimeoutException open) {
      return false;
    } catch (IOException closed) {
      return true;
    }
  }

  @Test
  void endsTheStreamsOfAnExpiredJwt() throws Exception {
    Path target = HOME.resolve("expiring");
    TestFiles.write(target, "A.java", "class {\n");
    ApiResponse submitted =
        pawl.post(
            "/api/v1/workflows",
            "{\"target\": {\"path\": \"%s\"}, \"type\": \"verify-only\", \"interactive\": true}"
                .formatted(target),
            "Authorization",
            "Bearer " + ADMIN,
            "Prefer",
            "wait=60");
    // JWTs are accepted for a minute longer, because clocks differ.
    String jwt = jwt(KEY, Instant.now().minusSeconds(50), "scope", "pawl.read");

    HttpResponse<InputStream> stream = openStream(submitted.header("Location") + "/events", jwt);

    assertThat(stream.statusCode()).isEqualTo(200);
    assertThat(new String(stream.body().readAllBytes(), StandardCharsets.UTF_8))
        .contains("decision_opened")
        .doesNotContain("event:end");
    pawl.post(submitted.header("Location") + "/cancellation", "", bearer(ADMIN));
  }

  private HttpResponse<InputStream> openStream(String path, String token) throws Exception {
    return HttpClient.newHttpClient()
        .send(
            pawl.request(path, "Authorization", "Bearer " + token, "Accept", "text/event-stream")
                .build(),
            BodyHandlers.ofInputStream());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"//evil.example", "https://evil.example", "/\\evil.example", "/a\r\nX: y", "x"})
  void preventsOpenRedirects(String next) {
    ApiResponse response = submitLogin(token("read"), next);

    assertThat(response.status()).isEqualTo(302);
    assertThat(response.header("Location")).endsWith("/").doesNotContain("evil");
  }

  @Test
  void rejectsStateChangesOfOtherOrigins() {
    String sessionCookie = signIn(token("admin"));

    ApiResponse forged =
        pawl.post(
            "/api/v1/cache",
            "{\"action\": \"auto\"}",
            "Cookie",
            sessionCookie,
            "Origin",
            "https://evil.example");

    assertThat(forged.status()).isEqualTo(403);
    assertThat(submitLogin(ADMIN, "/", "Origin", "https://evil.example").status()).isEqualTo(403);
    assertThat(
            pawl.post("/api/v1/cache", "{\"action\": \"auto\"}", "Cookie", sessionCookie).status())
        .isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource({"cross-site, 403", "same-site, 403", "same-origin, 200", "none, 200"})
  void rejectsStateChangesThatBrowsersMarkAsCrossSite(String site, int status) {
    String sessionCookie = signIn(token("admin"));

    ApiResponse change =
        pawl.post(
            "/api/v1/cache",
            "{\"action\": \"auto\"}",
            "Cookie",
            sessionCookie,
            "Sec-Fetch-Site",
            site);
    ApiResponse read =
        pawl.get("/api/v1/workflows", "Cookie", sessionCookie, "Sec-Fetch-Site", site);

    assertThat(change.status()).isEqualTo(status);
    assertThat(read.status()).isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource({
    "localhost, 200",
    "127.0.0.1, 200",
    "evil.example, 400",
    "localhost.evil.example, 400"
  })
  void rejectsForeignHostNames(String host, int status) throws IOException {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), pawl.uri("/").getPort())) {
      socket
          .getOutputStream()
          .write(
              "GET /actuator/health HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n"
                  .formatted(host)
                  .getBytes(StandardCharsets.US_ASCII));
      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

      assertThat(answer).startsWith("HTTP/1.1 " + status);
    }
  }

  @Test
  void acceptsTokensOfAJwtIssuer() throws Exception {
    Instant soon = Instant.now().plusSeconds(60);
    String reader = jwt(KEY, soon, "scope", "openid pawl.read");
    String submitter = jwt(KEY, soon, "roles", List.of("pawl.submit", "other"));
    String stranger = jwt(KEY, soon, "scope", "openid");
    RSAKey foreignKey = new RSAKeyGenerator(2048).keyID("one").generate();

    assertThat(pawl.get("/api/v1/workflows", bearer(reader)).status()).isEqualTo(200);
    assertThat(pawl.post("/api/v1/plans", "{}", bearer(reader)).status()).isEqualTo(403);
    assertThat(pawl.post("/api/v1/plans", "{}", bearer(submitter)).status()).isEqualTo(422);
    assertThat(pawl.get("/api/v1/workflows", bearer(stranger)).status()).isEqualTo(403);
    assertThat(
            pawl.get("/api/v1/workflows", bearer(jwt(foreignKey, soon, "scope", "pawl.admin")))
                .status())
        .isEqualTo(401);
    Instant past = Instant.now().minusSeconds(600);
    assertThat(pawl.get("/api/v1/workflows", bearer(jwt(KEY, past, "scope", "pawl.read"))).status())
        .isEqualTo(401);
  }

  @Test
  void rejectsJwtsForOthersAndWithoutExpiry() throws Exception {
    Instant soon = Instant.now().plusSeconds(60);
    for (String token :
        List.of(
            jwt(KEY, soon, "another-service", "scope", "pawl.admin"),
            jwt(KEY, soon, null, "scope", "pawl.admin"),
            jwt(KEY, soon, "", "scope", "pawl.admin"),
            jwt(KEY, soon, "pawl2", "scope", "pawl.admin"),
            jwt(KEY, null, "pawl", "scope", "pawl.admin"))) {
      ApiResponse answer = pawl.get("/api/v1/workflows", bearer(token));

      assertThat(answer.status()).as(token).isEqualTo(401);
      assertThat(answer.body()).doesNotContain("Exception");
    }
  }

  @Test
  void recordsTheCreatorOfAScheduleAndRunsIt() {
    Path target = HOME.resolve("scheduled");
    TestFiles.write(target, "A.java", "class A {}\n");
    String token = createToken("night watch", "\"submit\"", "").get("secret").asString();
    String body =
        "{\"name\": \"nightly\", \"cron\": \"@yearly\", \"workflow\": {\"type\": \"verify-only\", \"target\": {\"path\": \"%s\"}}}"
            .formatted(target);
    assertThat(pawl.post("/api/v1/schedules", body, bearer(token("read"))).status()).isEqualTo(403);

    ApiResponse created = pawl.post("/api/v1/schedules", body, bearer(token));

    assertThat(created.status()).as(created.body()).isEqualTo(201);
    assertThat(created.json().get("created_by").asString()).isEqualTo("night watch");
    assertThat(
            pawl.get("/api/v1/audit", bearer(ADMIN))
                .json()
                .get("items")
                .valueStream()
                .filter(entry -> entry.get("path").asString().equals("/api/v1/schedules"))
                .filter(entry -> entry.get("status").asInt() == 201)
                .map(entry -> entry.get("who").asString()))
        .containsExactly("night watch");

    // The schedule trigger of this node runs by itself.
    jdbc.sql("update schedule set next_at = now() where name = 'nightly'").update();
    String url = created.header("Location");
    for (int polls = 0;
        pawl.get(url, bearer(token)).json().get("last_workflow_id").isNull();
        polls++) {
      assertThat(polls).as("polls").isLessThan(5000);
    }
    assertThat(
            pawl.get("/api/v1/workflows?label.schedule=nightly", bearer(token)).json().get("items"))
        .hasSize(1);
  }

  @Test
  void returnsOnlyListedBadgesWithoutToken() {
    assertThat(pawl.get("/api/v1/badge?target=listed").status()).isEqualTo(200);
    assertThat(pawl.get("/api/v1/badge?target=x/../listed").status()).isEqualTo(200);
    assertThat(pawl.get("/api/v1/badge?target=other").status()).isEqualTo(401);
    assertThat(pawl.get("/api/v1/badge").status()).isEqualTo(401);
    assertThat(pawl.get("/api/v1/badge?target=other&target=listed").status()).isEqualTo(401);
    assertThat(pawl.get("/api/v1/badge?target=other", bearer(token("read"))).status())
        .isEqualTo(200);
  }

  @Test
  void acceptsEventsOfForgesByTheirSignatureOnly() {
    ApiResponse unsigned =
        pawl.post("/api/v1/hooks/company", "{}", "X-Gitea-Event", "push", "X-Gitea-Delivery", "1");

    assertThat(unsigned.status()).isEqualTo(401);
    assertThat(unsigned.body()).contains("X-Gitea-Signature");
    assertThat(pawl.get("/api/v1/triggers").status()).isEqualTo(401);
    assertThat(pawl.post("/api/v1/triggers", "{}", bearer(token("read"))).status()).isEqualTo(403);
  }
}
