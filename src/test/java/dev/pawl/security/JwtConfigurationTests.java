package dev.pawl.security;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

class JwtConfigurationTests {

  private static final String JWT = "spring.security.oauth2.resourceserver.jwt.";

  private final ApplicationContextRunner context =
      new ApplicationContextRunner().withUserConfiguration(JwtConfiguration.class);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "issuer-uri=https://id.example",
        "jwk-set-uri=https://id.example/keys",
        "public-key-location=classpath:key.pem"
      })
  void refusesToStartWithAnIssuerButNoAudience(String issuer) {
    context
        .withPropertyValues(JWT + issuer)
        .run(started ->
            assertThat(started)
                .getFailure()
                .rootCause()
                .isInstanceOf(InvalidConfigurationPropertyValueException.class)
                .hasMessageContaining(JWT + "audiences"));
    context
        .withPropertyValues(JWT + issuer, JWT + "audiences= ")
        .run(started -> assertThat(started).hasFailed());
    context
        .withPropertyValues(JWT + issuer, JWT + "audiences=pawl")
        .run(started -> assertThat(started).hasNotFailed());
  }
}
