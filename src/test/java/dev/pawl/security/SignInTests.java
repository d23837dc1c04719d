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
import dev.pawl.Pawl;
import dev.pawl.TestFolders;
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
@ContextConfiguration(initializers = SignInTests.Node.class)
@Import(Pawl.class)
@DirtiesContext
class SignInTests {

  private static final Path HOME = TestFolders.make("pawl-sign-in");
  private static final Company COMPANY = new Company();

  @Autowired Pawl pawl;
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
              provider + "authorization-uri=" + COMPANY.url("/authorize"),
              provider + "token-uri=" + COMPANY.url("/token"),
              provider + "jwk-set-uri=" + COMPANY.url("/keys"))
          .applyTo(context);
    }
  }

  /** An identity provider that implements the endpoints of OpenID Connect. */
  private static final class Company {

    private final HttpServer server;
    private final RSAKey key;
    private volatile RSAKey signing;
    private volatile String nonce = "";
    private volatile List<String> groups = List.of();

    Company() {
      try {
        key = new RSAKeyGenerator(2048).keyID("one").generate();
        signing = key;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/keys", on -> answer(on, new JWKSet(key.toPublicJWK()).toString()));
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

    private static void answer(HttpExchange on, String json) throws IOException {
      byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
      on.getResponseHeaders().add("Content-Type", "application/json");
      on.sendResponseHeaders(200, bytes.length);
      on.getResponseBody().write(bytes);
      on.close();
    }

    private void authorize(HttpExchange on) throws IOException {
      var asked = UriComponentsBuilder.fromUri(on.getRequestURI()).build().getQueryParams();
      nonce = String.valueOf(asked.getFirst("nonce"));
      String back =
          java.net.URLDecoder.decode(
              String.valueOf(asked.getFirst("redirect_uri")), StandardCharsets.UTF_8);
      on.getResponseHeaders().add("Location", back + "?code=c0de&state=" + asked.getFirst("state"));
      on.sendResponseHeaders(302, -1);
      on.close();
    }

    private void token(HttpExchange on) throws IOException {
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
        answer(
            on,
            "{\"access_token\": \"a\", \"token_type\": \"Bearer\", \"expires_in\": 60, \"id_token\": \"%s\"}"
                .formatted(jwt.serialize()));
      } catch (com.nimbusds.jose.JOSEException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  @BeforeEach
  void vouchHonestly() {
    COMPANY.signing = COMPANY.key;
    COMPANY.groups = List.of();
    cookies.getCookieStore().removeAll();
  }

  private HttpResponse<String> open(String path) throws Exception {
    return browser.send(pawl.request(path).build(), BodyHandlers.ofString());
  }

  @Test
  void letsInForWhomSomebodyElseVouches() throws Exception {
    COMPANY.groups = List.of("everybody", "pawl.submit");
    assertThat(open("/login").body()).contains("Sign in with", "The Company");
    assertThat(open("/api/v1/workflows").statusCode()).isEqualTo(401);

    HttpResponse<String> back = open("/oauth2/authorization/company");

    assertThat(back.body()).contains("You are signed in", "kim", "http-equiv=\"refresh\"");
    HttpCookie cookie =
        cookies.getCookieStore().getCookies().stream()
            .filter(one -> one.getName().equals("pawl_token"))
            .findFirst()
            .orElseThrow();
    assertThat(cookie.isHttpOnly()).isTrue();
    assertThat(back.headers().allValues("Set-Cookie"))
        .anyMatch(set -> set.startsWith("pawl_token=") && set.contains("SameSite=Strict"));
    assertThat(open("/api/v1/workflows").statusCode()).isEqualTo(200);
    assertThat(open("/").statusCode()).isEqualTo(200);
    assertThat(open("/api/v1/tokens").statusCode()).as("a scope that was not given").isEqualTo(403);
  }

  @Test
  void remembersTheWayOnEveryNodeAndInOneBrowserOnly() throws Exception {
    COMPANY.groups = List.of("pawl.read");
    HttpClient walker = HttpClient.newBuilder().build();
    HttpResponse<String> away =
        walker.send(pawl.request("/oauth2/authorization/company").build(), BodyHandlers.ofString());
    String cookie = away.headers().firstValue("Set-Cookie").orElseThrow();
    HttpResponse<String> back =
        walker.send(
            HttpRequest.newBuilder(URI.create(away.headers().firstValue("Location").orElseThrow()))
                .build(),
            BodyHandlers.ofString());
    URI here = URI.create(back.headers().firstValue("Location").orElseThrow());

    assertThat(cookie).startsWith("pawl_sign_in=").contains("HttpOnly", "SameSite=Lax");
    assertThat(away.headers().allValues("Set-Cookie")).noneMatch(set -> set.contains("SESSION"));
    assertThat(jdbc.sql("select request from sign_in").query(String.class).list())
        .isNotEmpty()
        .noneMatch(request -> request.contains(cookie.split("[=;]")[1]));
    HttpResponse<String> elsewhere =
        walker.send(HttpRequest.newBuilder(here).build(), BodyHandlers.ofString());
    assertThat(elsewhere.headers().firstValue("Location").orElse("")).endsWith("refused=provider");
    HttpResponse<String> entered =
        walker.send(
            HttpRequest.newBuilder(here).header("Cookie", cookie.split(";")[0]).build(),
            BodyHandlers.ofString());
    assertThat(entered.body()).contains("You are signed in");
    HttpResponse<String> again =
        walker.send(
            HttpRequest.newBuilder(here).header("Cookie", cookie.split(";")[0]).build(),
            BodyHandlers.ofString());
    assertThat(again.headers().firstValue("Location").orElse("")).endsWith("refused=provider");
  }

  @Test
  void letsNobodyInWithoutARole() throws Exception {
    COMPANY.groups = List.of("everybody", "pawl.emperor");

    assertThat(open("/oauth2/authorization/company").body()).contains("none of the roles");
    assertThat(open("/api/v1/workflows").statusCode()).isEqualTo(401);
  }

  @Test
  void believesNobodyElse() throws Exception {
    COMPANY.groups = List.of("pawl.admin");
    COMPANY.signing = new RSAKeyGenerator(2048).keyID("one").generate();

    assertThat(open("/oauth2/authorization/company").body()).contains("could not be signed in");
    assertThat(open("/login/oauth2/code/company?code=c0de&state=guessed").body())
        .contains("could not be signed in");
    assertThat(open("/api/v1/workflows").statusCode()).isEqualTo(401);
  }
}
