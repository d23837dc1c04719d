package dev.pawl.credential;

import dev.pawl.credential.Credential.Kind;
import dev.pawl.credential.CredentialService.CredentialData;
import dev.pawl.credential.CredentialService.Reencryption;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.io.IOException;
import java.net.URI;
import java.security.Principal;
import java.util.ArrayList;
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

/** REST API for credentials of git remotes, for administrators. Secrets are never returned. */
@RestController
@RequestMapping("/api/v1/credentials")
@Tag(name = "security")
class CredentialController {

  private static final String DEFAULT_USERNAME = "git";

  private final CredentialService credentials;

  CredentialController(CredentialService credentials) {
    this.credentials = credentials;
  }

  /**
   * A request to store a credential, with either a token or a private key.
   *
   * @param name the display name
   * @param url the URL of a repository, or a prefix of several URLs that ends at a component boundary; an existing
   *     credential with the same URL is replaced
   * @param username the user name at the remote; {@code git} if absent. For ssh, a user name in the URL of a target has
   *     precedence
   * @param token the token, for http and https
   * @param privateKey the private key for ssh, in OpenSSH or PEM format
   * @param passphrase the passphrase of the private key, if it has one
   * @param knownHosts the host keys of the server, as lines of a known_hosts file or as {@code ssh-keyscan} prints them
   */
  @Schema(name = "CredentialRequest")
  record NewCredential(
      @NotBlank
          @Size(max = 100)
          @Pattern(regexp = "\\P{Cntrl}*", message = "must not contain control characters")
          String name,
      @NotBlank
          @Size(max = 1000)
          @Pattern(
              regexp =
                  "(https?|ssh)://[^\\s\\p{Cntrl}]+|[^@/:\\s\\p{Cntrl}]+@[^@/:\\s\\p{Cntrl}]+:[^\\s\\p{Cntrl}]*",
              message = "must be a URL with http, https or ssh, or git@host:path")
          String url,
      @Nullable @Size(max = 200) String username,
      @Nullable @Size(min = 1, max = 5000) String token,
      @Nullable @Size(min = 1, max = 20_000) String privateKey,
      @Nullable @Size(min = 1, max = 1000) String passphrase,
      @Nullable @Size(max = 20_000) String knownHosts) {

    @Override
    public String toString() {
      return "NewCredential[name=%s, url=%s]".formatted(name, url);
    }
  }

  /**
   * All credentials, without their secrets.
   *
   * @param items the credentials
   */
  @Schema(name = "CredentialList")
  record CredentialList(List<Credential> items) {}

  @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
  @Operation(
      operationId = "storeCredential",
      summary = "Store a credential for git",
      description =
          "The secret is encrypted with pawl.credential.encryption-key, used for targets whose URL"
              + " starts with url, and never returned. An existing credential with the same URL is"
              + " replaced.")
  @ApiResponse(responseCode = "201")
  @ApiResponse(
      responseCode = "409",
      description = "No encryption key is set",
      content = @Content(mediaType = MediaType.APPLICATION_PROBLEM_JSON_VALUE))
  ResponseEntity<Credential> store(
      @Valid @RequestBody NewCredential request, @Nullable Principal principal) {
    if (!credentials.hasEncryptionKey()) {
      throw problem(
          HttpStatus.CONFLICT,
          "Credentials cannot be stored: the operator must set pawl.credential.encryption-key, of"
              + " at least 32 characters, on all nodes.");
    }
    boolean ssh = !request.url().startsWith("http");
    String secret = ssh ? request.privateKey() : request.token();
    if (secret == null || request.token() != null && request.privateKey() != null) {
      throw problem(
          HttpStatus.UNPROCESSABLE_CONTENT,
          "An ssh URL requires private_key and no token; any other URL requires token and no"
              + " private_key.");
    }
    String username = request.username() == null ? DEFAULT_USERNAME : request.username();
    if (ssh) {
      validateKey(
          new GitCredential.SshKey(username, secret, request.passphrase(), request.knownHosts()));
    } else if (request.passphrase() != null || request.knownHosts() != null) {
      throw problem(
          HttpStatus.UNPROCESSABLE_CONTENT,
          "passphrase and known_hosts apply to ssh URLs only; remove them.");
    }
    Credential stored =
        credentials.store(
            new CredentialData(
                request.name(),
                request.url(),
                ssh ? Kind.SSH_KEY : Kind.TOKEN,
                username,
                secret,
                request.passphrase(),
                request.knownHosts()),
            principal == null ? "anonymous" : principal.getName());
    return ResponseEntity.created(URI.create("/api/v1/credentials/" + stored.credentialId()))
        .cacheControl(CacheControl.noStore())
        .body(stored);
  }

  private static void validateKey(GitCredential.SshKey key) {
    var faults = new ArrayList<String>();
    try {
      key.loadKeyPairs();
    } catch (IOException e) {
      faults.add("private_key " + e.getMessage());
    }
    try {
      key.parseKnownHosts();
    } catch (IOException e) {
      faults.add("known_hosts " + e.getMessage());
    }
    if (!faults.isEmpty()) {
      throw problem(HttpStatus.UNPROCESSABLE_CONTENT, String.join("; ", faults) + ".");
    }
  }

  @GetMapping
  @Operation(
      operationId = "listCredentials",
      summary = "List the credentials for git, without their secrets",
      description = "The secrets are never returned.")
  CredentialList list() {
    return new CredentialList(credentials.findAll());
  }

  /**
   * Deletes a credential, with immediate effect on all nodes.
   *
   * @param id the id of the credential
   */
  @DeleteMapping("/{id}")
  @Operation(
      operationId = "deleteCredential",
      summary = "Delete a credential, with immediate effect on all nodes",
      description = "Returns the deleted credential.")
  Credential remove(@PathVariable UUID id) {
    return credentials
        .delete(id)
        .orElseThrow(
            () -> problem(HttpStatus.NOT_FOUND, "There is no credential %s.".formatted(id)));
  }

  @PostMapping("/reencryption")
  @Operation(
      operationId = "reencryptCredentials",
      summary = "Encrypt all credentials with the current key",
      description =
          "For a new encryption key: set pawl.credential.encryption-key to the new key and"
              + " pawl.credential.previous-encryption-key to the old one on all nodes, then send this"
              + " request, then remove the old key.")
  @ApiResponse(responseCode = "200")
  @ApiResponse(
      responseCode = "409",
      description = "No encryption key is set",
      content = @Content(mediaType = MediaType.APPLICATION_PROBLEM_JSON_VALUE))
  Reencryption reencrypt() {
    if (!credentials.hasEncryptionKey()) {
      throw problem(
          HttpStatus.CONFLICT,
          "There is no key to encrypt credentials with: set pawl.credential.encryption-key, of at"
              + " least 32 characters, on all nodes.");
    }
    return credentials.reencrypt();
  }

  private static ErrorResponseException problem(HttpStatus status, String detail) {
    return new ErrorResponseException(
        status, ProblemDetail.forStatusAndDetail(status, detail), null);
  }
}
