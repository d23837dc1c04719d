package dev.pawl.forge;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.pawl.configuration.DurationRange;
import dev.pawl.configuration.SelfValidatingProperties;
import dev.pawl.configuration.WebUrl;
import dev.pawl.network.OutboundUrlPolicy;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.Errors;
import org.springframework.validation.annotation.Validated;

/**
 * Settings of the connections to forges (GitHub, GitLab, Gitea and Forgejo).
 *
 * @param publicUrl the URL under which users reach this service, for links in statuses and comments; no links without it
 * @param connections the connections by name, each with {@code kind} (github, gitlab or gitea, which includes Forgejo),
 *     {@code url} (the base URL), {@code api-url} and {@code clone-url} (if they do not follow from it), {@code
 *     credential} (the name of the stored credential with the token or the private key of an app), {@code app-id}
 *     (the id of a GitHub App), {@code webhook-secret} (the secret of incoming events) and {@code repositories} (the
 *     repositories that may be used, such as {@code team/app} or {@code team/*})
 * @param allowedUrlPrefixes the URL prefixes of forges that may have a private address or use no TLS
 * @param timeout the maximum duration of one request to a forge
 * @param retryDelays the delays before the second and each later attempt; a message fails after the last of these
 *     attempts
 * @param check the interval at which due messages and received events are detected
 * @param publicBadges the targets whose badges are returned without authentication
 */
@Validated
@ConfigurationProperties("pawl.forge")
record ForgeProperties(
    @Nullable @WebUrl URI publicUrl,
    @DefaultValue
        Map<
                @Pattern(
                    regexp = "[a-z0-9][a-z0-9-]{0,62}",
                    message = "must be lower-case letters, digits and -")
                String,
                @Valid Connection>
            connections,
    @DefaultValue({}) List<@NotBlank String> allowedUrlPrefixes,
    @DefaultValue("15s") @DurationRange(min = "100ms", max = "10m") Duration timeout,
    @DefaultValue({"5s", "30s", "5m", "30m", "2h", "5h", "10h"}) @Size(max = 100)
        List<@DurationRange(min = "1ms", max = "30d") Duration> retryDelays,
    @DefaultValue("500ms") @DurationRange(min = "10ms", max = "1h") Duration check,
    @DefaultValue({}) List<@NotBlank String> publicBadges)
    implements SelfValidatingProperties {

  /** The kind of a forge. */
  @Schema(name = "ForgeKind")
  enum Kind {
    GITHUB,
    GITLAB,
    /** Gitea and Forgejo, which have the same API. */
    GITEA;

    @JsonValue
    String value() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * One connection.
   *
   * @param kind the kind of the forge
   * @param url the base URL of the forge, such as {@code https://git.example.com}
   * @param apiUrl the base URL of its API; derived from the base URL if absent
   * @param cloneUrl the URL of a repository for git, with the placeholder {@code {repository}}; derived from the base
   *     URL if absent
   * @param credential the name of the stored credential; nothing can be sent without it
   * @param appId the id of the GitHub App whose private key is the credential; absent for a token
   * @param webhookSecret the secret with which the forge signs events; no events are accepted without it
   * @param repositories the repositories that may be used
   */
  record Connection(
      @NotNull Kind kind,
      @NotNull @WebUrl URI url,
      @Nullable @WebUrl URI apiUrl,
      @Nullable
          @Size(max = 1000)
          @Pattern(
              regexp = "\\S*\\{repository}\\S*",
              message = "must contain the placeholder {repository}")
          String cloneUrl,
      @Nullable @Size(min = 1, max = 100) String credential,
      @Nullable @Pattern(regexp = "[A-Za-z0-9.]{1,40}") String appId,
      @Nullable @Size(min = 16, max = 200) String webhookSecret,
      @NotEmpty
          List<
                  @Pattern(
                      regexp = "[A-Za-z0-9_.-]+(/[A-Za-z0-9_.-]+)*/([A-Za-z0-9_.-]+|\\*)",
                      message = "must be a repository such as team/app, or team/*")
                  String>
              repositories) {

    @Override
    public String toString() {
      return "Connection[kind=%s, url=%s, repositories=%s]".formatted(kind, url, repositories);
    }
  }

  OutboundUrlPolicy urlPolicy() {
    return new OutboundUrlPolicy(allowedUrlPrefixes, "pawl.forge.allowed-url-prefixes");
  }

  @Override
  public void compare(Errors errors) {
    connections.forEach((name, connection) -> {
      String field = "connections[" + name + "]";
      if (connection.appId() != null && connection.kind() != Kind.GITHUB) {
        errors.rejectValue(field + ".appId", "kind", "is available for the kind github only");
      }
      if (connection.appId() != null && connection.credential() == null) {
        errors.rejectValue(
            field + ".appId", "credential", "requires the credential with the private key");
      }
    });
  }
}
