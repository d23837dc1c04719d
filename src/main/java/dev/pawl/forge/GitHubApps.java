package dev.pawl.forge;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.pawl.credential.GitCredential.SshKey;
import java.io.IOException;
import java.security.PrivateKey;
import java.security.interfaces.RSAPrivateKey;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/** Creates access tokens of GitHub Apps, and keeps them until shortly before they expire. */
@Component
class GitHubApps {

  /** GitHub accepts at most ten minutes; the time before now allows for clocks that differ. */
  private static final Duration JWT_VALIDITY = Duration.ofMinutes(8);

  private static final Duration CLOCK_TOLERANCE = Duration.ofMinutes(1);
  private static final Duration DEFAULT_VALIDITY = Duration.ofMinutes(30);

  private final ForgeHttp http;
  private final Clock clock;
  private final Map<String, AccessToken> tokens = new ConcurrentHashMap<>();

  GitHubApps(ForgeHttp http, Clock clock) {
    this.http = http;
    this.clock = clock;
  }

  private record AccessToken(String token, Instant expiresAt) {

    @Override
    public String toString() {
      return "AccessToken[expiresAt=%s]".formatted(expiresAt);
    }
  }

  /** Returns the headers of requests to GitHub. */
  static Map<String, String> headers(String token) {
    return Map.of(
        "Authorization",
        "Bearer " + token,
        "Accept",
        // The description of GitHub names the second type only.
        "application/vnd.github+json, application/json;q=0.9",
        "X-GitHub-Api-Version",
        "2022-11-28");
  }

  /** Returns a token for a repository in which the app is installed. */
  String token(ForgeConnection connection, String appId, SshKey key, String repository)
      throws ForgeException {
    String cacheKey = connection.name() + " " + repository;
    AccessToken cached = tokens.get(cacheKey);
    if (cached != null && clock.instant().plus(CLOCK_TOLERANCE).isBefore(cached.expiresAt())) {
      return cached.token();
    }
    Map<String, String> headers = headers(signedJwt(appId, key));
    String api = connection.apiUrl();
    JsonNode installation =
        http.send(
            "GET",
            api + "/repos/" + ForgeClient.encodePath(repository) + "/installation",
            headers,
            null);
    JsonNode response =
        http.send(
            "POST",
            api + "/app/installations/" + installation.path("id").asLong() + "/access_tokens",
            headers,
            Map.of());
    String token = response.path("token").asString("");
    if (token.isEmpty()) {
      throw new ForgeException("GitHub returned no token for the app " + appId);
    }
    tokens.put(cacheKey, new AccessToken(token, expiry(response.path("expires_at").asString(""))));
    return token;
  }

  private Instant expiry(String text) {
    try {
      return Instant.parse(text);
    } catch (DateTimeException e) {
      return clock.instant().plus(DEFAULT_VALIDITY);
    }
  }

  private String signedJwt(String appId, SshKey key) throws ForgeException {
    Instant now = clock.instant();
    var claims =
        new JWTClaimsSet.Builder()
            .issuer(appId)
            .issueTime(Date.from(now.minus(CLOCK_TOLERANCE)))
            .expirationTime(Date.from(now.plus(JWT_VALIDITY)))
            .build();
    var jwt = new SignedJWT(new JWSHeader(JWSAlgorithm.RS256), claims);
    try {
      PrivateKey privateKey = key.loadKeyPairs().getFirst().getPrivate();
      if (!(privateKey instanceof RSAPrivateKey)) {
        throw new ForgeException("the private key of the app %s is no RSA key".formatted(appId));
      }
      jwt.sign(new RSASSASigner(privateKey));
    } catch (IOException | JOSEException e) {
      throw new ForgeException(
          "the private key of the app %s cannot be used: %s".formatted(appId, e.getMessage()));
    }
    return jwt.serialize();
  }
}
