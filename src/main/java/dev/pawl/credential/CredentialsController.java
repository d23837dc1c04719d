package dev.pawl.credential;

import dev.pawl.credential.Credential.Kind;
import dev.pawl.credential.Credentials.Wanted;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.io.IOException;
import java.net.URI;
import java.security.Principal;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** The secrets of remote repositories over HTTP, for administrators; what was given is never shown again. */
@RestController
@RequestMapping("/api/v1/credentials")
@Tag(name = "security")
class CredentialsController {

  private static final String GIT = "git";

  private final Credentials credentials;

  CredentialsController(Credentials credentials) {
    this.credentials = credentials;
  }

  /**
   * A secret to keep; it has a token, or a private key.
   *
   * @param name for people
   * @param url of a repository, or the beginning of several, up to the end of a part; one that is kept for it already is
   *     replaced
   * @param username {@code git} when absent
   * @param token for https
   * @param privateKey for ssh, as OpenSSH or PEM writes it, without a passphrase
   * @param knownHosts the keys of the server, as lines of a known_hosts file
   */
  record NewCredential(
      @NotBlank
          @Size(max = 100)
          @Pattern(regexp = "\\P{Cntrl}*", message = "must hold no control characters")
          String name,
      @NotBlank @Size(max = 1000) @Pattern(regexp = "(https?|ssh)://[^\\s\\p{Cntrl}]+") String url,
      @Nullable @Size(max = 200) String username,
      @Nullable @Size(min = 1, max = 5000) String token,
      @Nullable @Size(min = 1, max = 20_000) String privateKey,
      @Nullable @Size(max = 20_000) String knownHosts) {

    @Override
    public String toString() {
      return "NewCredential[name=%s, url=%s]".formatted(name, url);
    }
  }

  /** All secrets, without what is secret. */
  record CredentialList(List<Credential> items) {}

  @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
  @Operation(
      summary = "Keeps a secret for git",
      description =
          "It is encrypted with pawl.credential.key, used for targets whose URL begins with url,"
              + " and never shown. One that is kept for the same URL is replaced.")
  @ApiResponse(responseCode = "201")
  @ApiResponse(
      responseCode = "409",
      description = "The operator has set no key to encrypt with",
      content = @Content(mediaType = MediaType.APPLICATION_PROBLEM_JSON_VALUE))
  ResponseEntity<Credential> keep(
      @Valid @RequestBody NewCredential wanted, @Nullable Principal principal) {
    if (!credentials.canKeep()) {
      throw refused(
          HttpStatus.CONFLICT,
          "No secret can be kept: the operator sets pawl.credential.key, of at least 32 characters,"
              + " on all nodes.");
    }
    boolean ssh = wanted.url().startsWith("ssh:");
    String secret = ssh ? wanted.privateKey() : wanted.token();
    if (secret == null || wanted.token() != null && wanted.privateKey() != null) {
      throw refused(
          HttpStatus.UNPROCESSABLE_CONTENT,
          "A URL of ssh needs a private_key and no token, any other a token and no private_key.");
    }
    String username = wanted.username() == null ? GIT : wanted.username();
    if (ssh) {
      check(new Login.Key(username, secret, wanted.knownHosts()));
    }
    Credential kept =
        credentials.keep(
            new Wanted(
                wanted.name(),
                wanted.url(),
                ssh ? Kind.SSH_KEY : Kind.TOKEN,
                username,
                secret,
                wanted.knownHosts()),
            principal == null ? "anybody" : principal.getName());
    return ResponseEntity.created(URI.create("/api/v1/credentials/" + kept.credentialId()))
        .cacheControl(CacheControl.noStore())
        .body(kept);
  }

  private static void check(Login.Key key) {
    try {
      key.pairs();
    } catch (IOException e) {
      throw refused(HttpStatus.UNPROCESSABLE_CONTENT, "private_key " + e.getMessage() + ".");
    }
  }

  @GetMapping
  @Operation(summary = "The secrets that are kept for git, without what is secret")
  CredentialList list() {
    return new CredentialList(credentials.all());
  }

  @DeleteMapping("/{id}")
  @Operation(summary = "Forgets a secret, at once and on all nodes")
  Credential remove(@PathVariable UUID id) {
    return credentials
        .remove(id)
        .orElseThrow(
            () -> refused(HttpStatus.NOT_FOUND, "There is no credential %s.".formatted(id)));
  }

  private static ErrorResponseException refused(HttpStatus status, String why) {
    return new ErrorResponseException(status, ProblemDetail.forStatusAndDetail(status, why), null);
  }
}
