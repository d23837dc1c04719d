package dev.pawl.security;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseCookie;
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
class JpaAuthorizationRequestRepository
    implements AuthorizationRequestRepository<OAuth2AuthorizationRequest> {

  private static final String COOKIE_NAME = "pawl_sign_in";

  /** The maximum duration of a login, which leaves time for a second factor. */
  private static final Duration MAX_LOGIN_DURATION = Duration.ofMinutes(15);

  private static final int SECRET_BYTES = 32;

  private final LoginInProgressRepository logins;
  private final Clock clock;
  private final StringKeyGenerator secretGenerator =
      new Base64StringKeyGenerator(Base64.getUrlEncoder().withoutPadding(), SECRET_BYTES);
  private final JsonMapper mapper =
      JsonMapper.builder()
          .addModules(
              SecurityJacksonModules.getModules(
                  JpaAuthorizationRequestRepository.class.getClassLoader()))
          .build();

  JpaAuthorizationRequestRepository(LoginInProgressRepository logins, Clock clock) {
    this.logins = logins;
    this.clock = clock;
  }

  @Override
  public void saveAuthorizationRequest(
      @Nullable OAuth2AuthorizationRequest authorizationRequest,
      HttpServletRequest request,
      HttpServletResponse response) {
    if (authorizationRequest == null) {
      removeAuthorizationRequest(request, response);
      return;
    }
    Instant now = clock.instant();
    logins.deleteByStartedAtBefore(now.minus(MAX_LOGIN_DURATION));
    String secret = secretGenerator.generateKey();
    logins.save(
        new LoginInProgress(
            ApiTokenService.hash(secret), mapper.writeValueAsString(authorizationRequest), now));
    setCookie(secret, MAX_LOGIN_DURATION, request, response);
  }

  @Override
  public @Nullable OAuth2AuthorizationRequest loadAuthorizationRequest(HttpServletRequest request) {
    String state = request.getParameter(OAuth2ParameterNames.STATE);
    return cookieSecret(request)
        .flatMap(secret ->
            logins.findByIdAndStartedAtAfter(
                ApiTokenService.hash(secret), clock.instant().minus(MAX_LOGIN_DURATION)))
        .map(login -> mapper.readValue(login.request(), OAuth2AuthorizationRequest.class))
        .filter(
            authorizationRequest -> state != null && state.equals(authorizationRequest.getState()))
        .orElse(null);
  }

  @Override
  public @Nullable OAuth2AuthorizationRequest removeAuthorizationRequest(
      HttpServletRequest request, HttpServletResponse response) {
    OAuth2AuthorizationRequest authorizationRequest = loadAuthorizationRequest(request);
    cookieSecret(request)
        .ifPresent(secret -> {
          logins.removeById(ApiTokenService.hash(secret));
          setCookie("", Duration.ZERO, request, response);
        });
    return authorizationRequest;
  }

  private static Optional<String> cookieSecret(HttpServletRequest request) {
    return Optional.ofNullable(WebUtils.getCookie(request, COOKIE_NAME)).map(Cookie::getValue);
  }

  /** Sets the cookie for the callback path only; {@code Strict} would withhold it on the redirect from the provider. */
  private static void setCookie(
      String secret, Duration age, HttpServletRequest request, HttpServletResponse response) {
    ResponseCookie cookie =
        ResponseCookie.from(COOKIE_NAME, secret)
            .httpOnly(true)
            .secure(SecureConnection.isSecure(request))
            .sameSite("Lax")
            .path("/login/oauth2/")
            .maxAge(age)
            .build();
    response.addHeader(HttpHeaders.SET_COOKIE, cookie.toString());
  }
}
