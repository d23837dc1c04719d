package dev.pawl.security;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.pawl.PawlClient;
import dev.pawl.TestNodeInitializer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.CookieManager;
import java.net.HttpCookie;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
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
import org.springframework.web.util.UriComponentsBuilder;

/** Tests OpenID Connect login with a browser, a node and an identity provider. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
@ContextConfiguration(initializers = OidcLoginTests.Node.class)
@Import(PawlClient.class)
@DirtiesContext
class OidcLoginTests {

  private static final Path HOME = TestNodeInitializer.createTempFolder("pawl-sign-in");
  private static final IdentityProvider PROVIDER = new IdentityProvider();

  @Autowired PawlClient pawl;
  @Autowired JdbcClient jdbc;
  private final CookieManager cookies = new CookieManager();
  private final HttpClient browser =
      HttpClient.newBuilder().cookieHandler(cookies).followRedirects(Redirect.ALWAYS).build();

  /** Configures a node with the identity provider. */
  static class Node implements ApplicationContextInitializer<ConfigurableApplicationContext> {

    @Override
    public void initialize(ConfigurableApplicationContext context) {
      String client = "spring.security.oauth2.client.";
      String registration = client + "registration.company.";
      String provider = client + "provider.company.";
      TestPropertyValues.of(
              "pawl.workspace.folder=" + HOME.resolve("home"),
              "pawl.workspace.roots=" + HOME,
              registration + "client-id=pawl",
              registration + "client-secret=not-a-secret-here",
              registration + "client-name=The Company",
              registration + "scope=openid",
              registration + "authorization-grant-type=authorization_code",
              registration + "redirect-uri={baseUrl}/login/oauth2/code/{registrationId}",
              provider + "authorization-uri=" + PROVIDER.url("/authorize"),
              provider + "token-uri=" + PROVIDER.url("/token"),
              provider + "jwk-set-uri=" + PROVIDER.url("/keys"))
          .applyTo(context);
    }
  }

  /** An identity provider that implements the endpoints of OpenID Connect. */
  private static final class IdentityProvider {

    private final HttpServer server;
    private final RSAKey key;
    private volatile RSAKey signing;
    private volatile String nonce = "";
    private volatile List<String> groups = List.of();

    IdentityProvider() {
      try {
        key = new RSAKeyGenerator(2048).keyID("one").generate();
        signing = key;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext(
            "/keys", exchange -> respond(exchange, new JWKSet(key.toPublicJWK()).toString()));
        server.createContext("/authorize", this::authorize);
        server.createContext("/token", this::token);
        server.start();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } catch (com.nimbusds.jose.JOSEException e) {
        throw new IllegalStateException(e);
      }
    }

    String url(String path) {
      return "http://127.0.0.1:%d%s".formatted(server.getAddress().getPort(), path);
    }

    private static void respond(HttpExchange exchange, String json) throws IOException {
      byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().add("Content-Type", "application/json");
      exchange.sendResponseHeaders(200, bytes.length);
      exchange.getResponseBody().write(bytes);
      exchange.close();
    }

    private void authorize(HttpExchange exchange) throws IOException {
      var parameters =
          UriComponentsBuilder.fromUri(exchange.getRequestURI()).build().getQueryParams();
      nonce = String.valueOf(parameters.getFirst("nonce"));
      String redirectUri =
          java.net.URLDecoder.decode(
              String.valueOf(parameters.getFirst("redirect_uri")), StandardCharsets.UTF_8);
      exchange
          .getResponseHeaders()
          .add("Location", redirectUri + "?code=c0de&state=" + parameters.getFirst("state"));
      exchange.sendResponseHeaders(302, -1);
      exchange.close();
    }

    private void token(HttpExchange exchange) throws IOException {
      var claims =
          new JWTClaimsSet.Builder()
              .issuer(url(""))
              .subject("4711")
              .audience("pawl")
              .issueTime(Date.from(Instant.now()))
              .expirationTime(Date.from(Instant.now().plusSeconds(60)))
              .claim("nonce", nonce)
              .claim("preferred_username", "kim")
              .claim("groups", groups)
              .build();
      try {
        var jwt =
            new SignedJWT(new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("one").build(), claims);
        jwt.sign(new RSASSASigner(signing));
        respond(
            exchange,
            "{\"access_token\": \"a\", \"token_type\": \"Bearer\", \"expires_in\": 60, \"id_token\": \"%s\"}"
                .formatted(jwt.serialize()));
      } catch (com.nimbusds.jose.JOSEException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  @BeforeEach
  void resetProvider() {
    PROVIDER.signing = PROVIDER.key;
    PROVIDER.groups = List.of();
    cookies.getCookieStore().removeAll();
  }

  private HttpResponse<String> open(String path) throws Exception {
    return browser.send(pawl.request(path).build(), BodyHandlers.ofString());
  }

  @Test
  void signsInUsersOfTheProvider() throws Exception {
    PROVIDER.groups = List.of("everybody", "pawl.submit");
    assertThat(open("/login").body()).contains("Sign in with", "The Company");
    assertThat(open("/api/v1/workflows").statusCode()).isEqualTo(401);

    HttpResponse<String> response = open("/oauth2/authorization/company");

    assertThat(response.body()).contains("You are signed in", "kim", "http-equiv=\"refresh\"");
    HttpCookie cookie =
        cookies.getCookieStore().getCookies().stream()
            .filter(candidate -> candidate.getName().equals("pawl_session"))
            .findFirst()
            .orElseThrow();
    assertThat(cookie.isHttpOnly()).isTrue();
    assertThat(response.headers().allValues("Set-Cookie"))
        .anyMatch(
            header -> header.startsWith("pawl_session=") && header.contains("SameSite=Strict"));
    assertThat(open("/api/v1/workflows").statusCode()).isEqualTo(200);
    assertThat(open("/").statusCode()).isEqualTo(200);
    assertThat(open("/api/v1/tokens").statusCode()).as("a scope that was not given").isEqualTo(403);
  }

  @Test
  void revokesTheTokenOfASignInWithItsSession() throws Exception {
    PROVIDER.groups = List.of("pawl.read");
    open("/oauth2/authorization/company");
    assertThat(open("/api/v1/workflows").statusCode()).isEqualTo(200);
    int valid = countValidSignIns();

    browser.send(
        pawl.request("/logout").POST(HttpRequest.BodyPublishers.noBody()).build(),
        BodyHandlers.ofString());

    assertThat(open("/api/v1/workflows").statusCode()).isEqualTo(401);
    assertThat(countValidSignIns()).isEqualTo(valid - 1);
  }

  private int countValidSignIns() {
    return jdbc.sql(
            "select count(*) from api_token where created_by = 'sign-in' and revoked_at is null")
        .query(Integer.class)
        .single();
  }

  @Test
  void bindsTheLoginToTheBrowser() throws Exception {
    PROVIDER.groups = List.of("pawl.read");
    HttpClient client = HttpClient.newBuilder().build();
    HttpResponse<String> redirectToProvider =
        client.send(pawl.request("/oauth2/authorization/company").build(), BodyHandlers.ofString());
    String cookie = redirectToProvider.headers().firstValue("Set-Cookie").orElseThrow();
    HttpResponse<String> redirectBack =
        client.send(
            HttpRequest.newBuilder(
                    URI.create(redirectToProvider.headers().firstValue("Location").orElseThrow()))
                .build(),
            BodyHandlers.ofString());
    URI callback = URI.create(redirectBack.headers().firstValue("Location").orElseThrow());

    assertThat(cookie).startsWith("pawl_sign_in=").contains("HttpOnly", "SameSite=Lax");
    assertThat(redirectToProvider.headers().allValues("Set-Cookie"))
        .noneMatch(header -> header.contains("SESSION"));
    assertThat(jdbc.sql("select request from sign_in").query(String.class).list())
        .isNotEmpty()
        .noneMatch(request -> request.contains(cookie.split("[=;]")[1]));
    HttpResponse<String> withoutCookie =
        client.send(HttpRequest.newBuilder(callback).build(), BodyHandlers.ofString());
    assertThat(withoutCookie.headers().firstValue("Location").orElse(""))
        .endsWith("refused=provider");
    HttpResponse<String> withCookie =
        client.send(
            HttpRequest.newBuilder(callback).header("Cookie", cookie.split(";")[0]).build(),
            BodyHandlers.ofString());
    assertThat(withCookie.body()).contains("You are signed in");
    HttpResponse<String> repeated =
        client.send(
            HttpRequest.newBuilder(callback).header("Cookie", cookie.split(";")[0]).build(),
            BodyHandlers.ofString());
    assertThat(repeated.headers().firstValue("Location").orElse("")).endsWith("refused=provider");
  }

  @Test
  void rejectsUsersWithoutARole() throws Exception {
    PROVIDER.groups = List.of("everybody", "pawl.emperor");

    assertThat(open("/oauth2/authorization/company").body()).contains("none of the roles");
    assertThat(open("/api/v1/workflows").statusCode()).isEqualTo(401);
  }

  @Test
  void rejectsForgedResponses() throws Exception {
    PROVIDER.groups = List.of("pawl.admin");
    PROVIDER.signing = new RSAKeyGenerator(2048).keyID("one").generate();

    assertThat(open("/oauth2/authorization/company").body()).contains("could not be signed in");
    assertThat(open("/login/oauth2/code/company?code=c0de&state=guessed").body())
        .contains("could not be signed in");
    assertThat(open("/api/v1/workflows").statusCode()).isEqualTo(401);
  }
}
