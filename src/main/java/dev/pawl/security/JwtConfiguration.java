package dev.pawl.security;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.security.oauth2.server.resource.autoconfigure.OAuth2ResourceServerProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.oauth2.core.OAuth2TokenValidator;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtTimestampValidator;

/**
 * Requires JWTs to be issued for this service and to expire: a token for another service of the same issuer must not
 * work here, and one without an end could never be withdrawn.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(OAuth2ResourceServerProperties.class)
class JwtConfiguration {

  private static final String PREFIX = "spring.security.oauth2.resourceserver.jwt.";

  /** Rejects tokens without an expiry; the audience is checked by Spring Boot. */
  @Bean
  OAuth2TokenValidator<Jwt> jwtExpiryValidator(OAuth2ResourceServerProperties properties) {
    OAuth2ResourceServerProperties.Jwt jwt = properties.getJwt();
    boolean hasIssuer =
        jwt.getIssuerUri() != null
            || jwt.getJwkSetUri() != null
            || jwt.getPublicKeyLocation() != null;
    boolean hasAudience = jwt.getAudiences().stream().anyMatch(audience -> !audience.isBlank());
    if (hasIssuer && !hasAudience) {
      throw new InvalidConfigurationPropertyValueException(
          PREFIX + "audiences",
          "",
          "An issuer of JWTs is configured, so the audience is required: the value of the claim"
              + " \"aud\" of tokens that are issued for this service, such as pawl.");
    }
    var validator = new JwtTimestampValidator();
    validator.setAllowEmptyExpiryClaim(false);
    return validator;
  }
}
