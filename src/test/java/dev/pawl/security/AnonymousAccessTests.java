package dev.pawl.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.security.oauth2.client.registration.ClientRegistrationRepository;
import org.springframework.security.oauth2.jwt.JwtDecoder;

class AnonymousAccessTests {

  private static final String TOKEN = "0123456789abcdef0123456789abcdef";

  private static AnonymousAccess anonymousAccess(@Nullable String token, @Nullable String address) {
    var beans = new DefaultListableBeanFactory();
    return new AnonymousAccess(
        properties(token),
        beans.getBeanProvider(JwtDecoder.class),
        beans.getBeanProvider(ClientRegistrationRepository.class),
        address);
  }

  private static SecurityProperties properties(@Nullable String token) {
    return new SecurityProperties(
        token,
        null,
        Duration.ofDays(90),
        Duration.ofDays(366),
        Duration.ofDays(1),
        Duration.ofHours(12),
        "project",
        List.of("scope"),
        List.of(),
        60,
        100,
        Duration.ofHours(6));
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"0.0.0.0", "::", "192.0.2.1", "10.0.0.7", "no-such-host.invalid"})
  void refusesToStartOnOtherAddressesWithoutAuthentication(@Nullable String address) {
    assertThatExceptionOfType(AnonymousAccess.UnauthenticatedExposureException.class)
        .isThrownBy(() -> anonymousAccess(null, address))
        .satisfies(failure ->
            assertThat(
                    new AnonymousAccess.UnauthenticatedExposureFailureAnalyzer()
                        .analyze(failure)
                        .getAction())
                .contains("PAWL_SECURITY_ADMIN_TOKEN", "127.0.0.1"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "::1", "localhost", "127.0.0.53"})
  void isAllowedOnLoopbackAddresses(String address) {
    assertThat(anonymousAccess(null, address).isAuthenticationDisabled()).isTrue();
  }

  @Test
  void isNotAllowedWithAnAdminToken() {
    assertThat(anonymousAccess(TOKEN, "0.0.0.0").isAuthenticationDisabled()).isFalse();
    assertThat(anonymousAccess(TOKEN, "127.0.0.1").isAuthenticationDisabled()).isFalse();
  }

  @Test
  void neverPrintsTheToken() {
    assertThat(properties(TOKEN).toString()).doesNotContain(TOKEN);
  }
}
