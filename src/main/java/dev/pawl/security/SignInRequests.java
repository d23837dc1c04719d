package dev.pawl.security;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseCookie;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.crypto.keygen.Base64StringKeyGenerator;
import org.springframework.security.crypto.keygen.StringKeyGenerator;
import org.springframework.security.jackson.SecurityJacksonModules;
import org.springframework.security.oauth2.client.web.AuthorizationRequestRepository;
import org.springframework.security.oauth2.core.endpoint.OAuth2AuthorizationRequest;
import org.springframework.security.oauth2.core.endpoint.OAuth2ParameterNames;
import org.springframework.stereotype.Component;
import org.springframework.web.util.WebUtils;
import tools.jackson.databind.json.JsonMapper;

/**
 * Stores OpenID Connect logins in progress. They are kept in the database, because the redirect from the provider may
 * reach another node, and are bound to the browser by a cookie.
 */
@Component
class SignInRequests implements AuthorizationRequestRepository<OAuth2AuthorizationRequest> {

  private static final String COOKIE = "pawl_sign_in";

  /** The maximum duration of a login, which leaves time for a second factor. */
  private static final Duration LONGEST = Duration.ofMinutes(15);

  private static final int SECRET_BYTES = 32;

  private final JdbcClient client;
  private final Clock clock;
  private final StringKeyGenerator secrets =
      new Base64StringKeyGenerator(Base64.getUrlEncoder().withoutPadding(), SECRET_BYTES);
  private final JsonMapper mapper =
      JsonMapper.builder()
          .addModules(SecurityJacksonModules.getModules(SignInRequests.class.getClassLoader()))
          .build();

  SignInRequests(JdbcClient client, Clock clock) {
    this.client = client;
    this.clock = clock;
  }

  @Override
  public void saveAuthorizationRequest(
      @Nullable OAuth2AuthorizationRequest begun,
      HttpServletRequest request,
      HttpServletResponse response) {
    if (begun == null) {
      removeAuthorizationRequest(request, response);
      return;
    }
    Timestamp now = Timestamp.from(clock.instant());
    client
        .sql("delete from sign_in where begun_at < ?")
        .param(Timestamp.from(now.toInstant().minus(LONGEST)))
        .update();
    String secret = secrets.generateKey();
    client
        .sql("insert into sign_in (id, request, begun_at) values (?, ?, ?)")
        .params(Tokens.hash(secret), mapper.writeValueAsString(begun), now)
        .update();
    set(secret, LONGEST, request, response);
  }

  @Override
  public @Nullable OAuth2AuthorizationRequest loadAuthorizationRequest(HttpServletRequest request) {
    String state = request.getParameter(OAuth2ParameterNames.STATE);
    return cookie(request)
        .flatMap(secret ->
            client
                .sql("select request from sign_in where id = ? and begun_at > ?")
                .params(Tokens.hash(secret), Timestamp.from(clock.instant().minus(LONGEST)))
                .query(String.class)
                .optional())
        .map(json -> mapper.readValue(json, OAuth2AuthorizationRequest.class))
        .filter(begun -> state != null && state.equals(begun.getState()))
        .orElse(null);
  }

  @Override
  public @Nullable OAuth2AuthorizationRequest removeAuthorizationRequest(
      HttpServletRequest request, HttpServletResponse response) {
    OAuth2AuthorizationRequest begun = loadAuthorizationRequest(request);
    cookie(request)
        .ifPresent(secret -> {
          client.sql("delete from sign_in where id = ?").param(Tokens.hash(secret)).update();
          set("", Duration.ZERO, request, response);
        });
    return begun;
  }

  private static Optional<String> cookie(HttpServletRequest request) {
    return Optional.ofNullable(WebUtils.getCookie(request, COOKIE)).map(Cookie::getValue);
  }

  /** Sets the cookie for the callback path only; {@code Strict} would withhold it on the redirect from the provider. */
  private static void set(
      String secret, Duration age, HttpServletRequest request, HttpServletResponse response) {
    ResponseCookie cookie =
        ResponseCookie.from(COOKIE, secret)
            .httpOnly(true)
            .secure(request.isSecure())
            .sameSite("Lax")
            .path("/login/oauth2/")
            .maxAge(age)
            .build();
    response.addHeader(HttpHeaders.SET_COOKIE, cookie.toString());
  }
}
