package dev.pawl.security;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.PawlClient;
import dev.pawl.PawlClient.ApiResponse;
import dev.pawl.TestNodeInitializer;
import dev.pawl.workspace.TestFiles;
import java.net.CookieManager;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import no.nav.security.mock.oauth2.MockOAuth2Server;
import no.nav.security.mock.oauth2.token.DefaultOAuth2TokenCallback;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Import;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.ContextConfiguration;

/** Tests tokens and logins of an OpenID Connect provider, whose groups and roles are mapped by configuration. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
@ContextConfiguration(initializers = IdentityProviderTests.Node.class)
@Import(PawlClient.class)
@DirtiesContext
class IdentityProviderTests {

  private static final Path HOME = TestNodeInitializer.createTempFolder("pawl-provider");
  private static final MockOAuth2Server PROVIDER = startProvider();
  private static final String ISSUER = "company";

  @Autowired PawlClient pawl;

  /** Configures a node that accepts tokens of the provider and offers its login. */
  static class Node implements ApplicationContextInitializer<ConfigurableApplicationContext> {

    @Override
    public void initialize(ConfigurableApplicationContext context) {
      String issuer = PROVIDER.issuerUrl(ISSUER).toString();
      String registration = "spring.security.oauth2.client.registration.company.";
      TestFiles.write(HOME, "payments/A.java", "class A {}\n");
      TestFiles.write(HOME, "shop/B.java", "class B {}\n");
      TestPropertyValues.of(
              "pawl.workspace.folder=" + HOME.resolve("home"),
              "pawl.workspace.roots=" + HOME,
              "pawl.node.load-shedding-enabled=false",
              "pawl.node.max-utilization-percent=100",
              "pawl.projects.payments.roots=" + HOME.resolve("payments"),
              "pawl.projects.shop.roots=" + HOME.resolve("shop"),
              "pawl.security.role-mappings[0].role=/team/payments",
              "pawl.security.role-mappings[0].scopes=submit",
              "pawl.security.role-mappings[0].project=payments",
              "pawl.security.role-mappings[1].role=quality-admin",
              "pawl.security.role-mappings[1].scopes=read,admin",
              "spring.security.oauth2.resourceserver.jwt.issuer-uri=" + issuer,
              "spring.security.oauth2.resourceserver.jwt.audiences=pawl",
              registration + "client-id=pawl-web",
              registration + "client-secret=not-a-secret-here",
              registration + "scope=openid",
              registration + "authorization-grant-type=authorization_code",
              registration + "redirect-uri={baseUrl}/login/oauth2/code/{registrationId}",
              "spring.security.oauth2.client.provider.company.issuer-uri=" + issuer)
          .applyTo(context);
    }
  }

  private static MockOAuth2Server startProvider() {
    var provider = new MockOAuth2Server();
    provider.start();
    return provider;
  }

  @AfterAll
  static void stopProvider() {
    PROVIDER.shutdown();
  }

  private static String[] token(String issuer, String audience, Map<String, ?> claims) {
    String token = PROVIDER.issueToken(issuer, "kim", audience, claims, 60).serialize();
    return new String[] {"Authorization", "Bearer " + token};
  }

  private int status(String path, String[] token) {
    return pawl.get(path, token).status();
  }

  @Test
  void acceptsOnlyTokensForThisServiceOfThisIssuer() {
    Map<String, ?> claims = Map.of("scope", "pawl.read");

    assertThat(status("/api/v1/workflows", token(ISSUER, "pawl", claims))).isEqualTo(200);
    assertThat(status("/api/v1/workflows", token(ISSUER, "pawl-web", claims))).isEqualTo(401);
    assertThat(status("/api/v1/workflows", token("another", "pawl", claims))).isEqualTo(401);
  }

  @Test
  void mapsRealmRolesToScopes() {
    String[] admin =
        token(ISSUER, "pawl", Map.of("realm_access", Map.of("roles", List.of("quality-admin"))));
    String[] other =
        token(ISSUER, "pawl", Map.of("realm_access", Map.of("roles", List.of("quality-guest"))));

    assertThat(status("/api/v1/tokens", admin)).isEqualTo(200);
    assertThat(status("/api/v1/workflows", other)).isEqualTo(403);
  }

  @Test
  void mapsGroupsToProjects() {
    String[] member = token(ISSUER, "pawl", Map.of("groups", List.of("/team/payments", "x")));
    String body = "{\"type\": \"verify-only\", \"target\": {\"path\": \"%s\"}}";

    ApiResponse own =
        pawl.post("/api/v1/workflows", body.formatted(HOME.resolve("payments")), member);
    assertThat(own.status()).as(own.body()).isEqualTo(202);
    assertThat(own.json().get("project").asString()).isEqualTo("payments");
    assertThat(
            pawl.post("/api/v1/workflows", body.formatted(HOME.resolve("shop")), member).status())
        .isEqualTo(422);
    assertThat(status("/api/v1/nodes", member)).isEqualTo(403);
    assertThat(status("/api/v1/tokens", member)).isEqualTo(403);
  }

  @Test
  void signsInMembersOfMappedGroupsUntilTheyLogOut() throws Exception {
    PROVIDER.enqueueCallback(
        new DefaultOAuth2TokenCallback(
            ISSUER,
            "kim",
            "JWT",
            List.of("pawl-web"),
            Map.of("groups", List.of("/team/payments"), "preferred_username", "kim"),
            60));
    var cookies = new CookieManager();
    HttpClient browser =
        HttpClient.newBuilder().cookieHandler(cookies).followRedirects(Redirect.ALWAYS).build();

    String page =
        browser
            .send(pawl.request("/oauth2/authorization/company").build(), BodyHandlers.ofString())
            .body();

    assertThat(page).contains("You are signed in", "kim");
    String cookie =
        cookies.getCookieStore().getCookies().stream()
            .filter(candidate -> candidate.getName().equals("pawl_session"))
            .findFirst()
            .orElseThrow()
            .toString();
    assertThat(browser.send(pawl.request("/workflows").build(), BodyHandlers.ofString()).body())
        .contains("kim (payments)");
    assertThat(status("/api/v1/workflows", new String[] {"Cookie", cookie})).isEqualTo(200);

    browser.send(
        pawl.request("/logout").POST(BodyPublishers.noBody()).build(), BodyHandlers.ofString());

    assertThat(status("/api/v1/workflows", new String[] {"Cookie", cookie}))
        .as("a copy of the cookie after the logout")
        .isEqualTo(401);
  }

  @Test
  void refusesTheLoginOfUsersWithoutAMappedRole() throws Exception {
    PROVIDER.enqueueCallback(
        new DefaultOAuth2TokenCallback(
            ISSUER, "lee", "JWT", List.of("pawl-web"), Map.of("groups", List.of("/team")), 60));
    HttpClient browser =
        HttpClient.newBuilder()
            .cookieHandler(new CookieManager())
            .followRedirects(Redirect.ALWAYS)
            .build();

    String page =
        browser
            .send(pawl.request("/oauth2/authorization/company").build(), BodyHandlers.ofString())
            .body();

    assertThat(page).contains("could not be signed in", "mapped to scopes");
  }
}
