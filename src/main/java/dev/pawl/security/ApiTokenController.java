package dev.pawl.security;

import dev.pawl.project.ProjectService;
import dev.pawl.project.SubmissionLimits;
import dev.pawl.web.InvalidRequestException;
import dev.pawl.web.InvalidRequestException.ValidationError;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Future;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
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

/** Creates, lists and revokes API tokens; for administrators. */
@RestController
@RequestMapping("/api/v1/tokens")
@Tag(name = "security")
class ApiTokenController {

  private final ApiTokenService tokens;
  private final ProjectService projects;
  private final CurrentCaller currentCaller;
  private final SecurityProperties properties;
  private final Clock clock;

  ApiTokenController(
      ApiTokenService tokens,
      ProjectService projects,
      CurrentCaller currentCaller,
      SecurityProperties properties,
      Clock clock) {
    this.tokens = tokens;
    this.projects = projects;
    this.currentCaller = currentCaller;
    this.properties = properties;
    this.clock = clock;
  }

  /**
   * A request for a new token.
   *
   * @param name the display name, which also identifies the caller in the audit log
   * @param scopes the scopes that the token grants
   * @param project the only project that the token gives access to; all projects when absent
   * @param limits what the token may submit and cancel; only with the scopes read, check and submit
   * @param expiresAt the time of expiry; after {@code pawl.security.token-lifetime} when absent, and at most {@code
   *     pawl.security.max-token-lifetime} from now
   */
  @Schema(name = "TokenRequest")
  record CreateTokenRequest(
      @NotBlank
          @Size(max = 100)
          @Pattern(regexp = "\\P{Cntrl}*", message = "must not contain control characters")
          String name,
      @NotEmpty Set<Scope> scopes,
      @Nullable @Size(max = 63) String project,
      @Nullable @Valid SubmissionLimits limits,
      @Nullable @Future Instant expiresAt) {}

  /**
   * A created token.
   *
   * @param token the token without its secret
   * @param secret the value to send as {@code Authorization: Bearer}; it is never shown again
   */
  @Schema(name = "CreatedToken")
  record CreateTokenResponse(ApiToken token, String secret) {}

  /**
   * All tokens.
   *
   * @param items the tokens, also revoked ones
   */
  @Schema(name = "TokenList")
  record TokenList(List<ApiToken> items) {}

  @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
  @Operation(
      operationId = "createToken",
      summary = "Create a token",
      description =
          "The secret is returned in this response only. Scopes: read; check (includes read,"
              + " publishes nothing); submit (includes check); decide (includes read); admin"
              + " (everything). limits restrict what the token may submit and cancel.")
  @ApiResponse(responseCode = "201")
  ResponseEntity<CreateTokenResponse> create(@Valid @RequestBody CreateTokenRequest request) {
    validate(request);
    var created =
        tokens.create(
            request.name(),
            request.scopes(),
            request.project(),
            request.limits() == null ? SubmissionLimits.NONE : request.limits(),
            request.expiresAt(),
            currentCaller.name());
    return ResponseEntity.created(URI.create("/api/v1/tokens/" + created.token().tokenId()))
        .cacheControl(CacheControl.noStore())
        .body(new CreateTokenResponse(created.token(), created.secret()));
  }

  private void validate(CreateTokenRequest request) {
    var errors = new ArrayList<ValidationError>();
    checkExpiry(request.expiresAt(), errors);
    checkLimits(request, errors);
    if (!errors.isEmpty()) {
      throw new InvalidRequestException(errors);
    }
    if (request.project() == null) {
      return;
    }
    if (!projects.exists(request.project())) {
      throw unprocessable(
          "Unknown project %s; projects are configured in pawl.projects."
              .formatted(request.project()));
    }
    if (request.scopes().contains(Scope.ADMIN)) {
      throw unprocessable("A project-scoped token cannot have the scope admin.");
    }
  }

  private void checkExpiry(@Nullable Instant expiresAt, List<ValidationError> errors) {
    Duration max = properties.maxTokenLifetime();
    if (expiresAt != null && expiresAt.isAfter(clock.instant().plus(max))) {
      errors.add(
          new ValidationError(
              "/expires_at",
              "must be at most %d days from now (pawl.security.max-token-lifetime)"
                  .formatted(max.toDays())));
    }
  }

  private static void checkLimits(CreateTokenRequest request, List<ValidationError> errors) {
    SubmissionLimits limits = request.limits();
    if (limits == null) {
      return;
    }
    if (request.scopes().contains(Scope.ADMIN) || request.scopes().contains(Scope.DECIDE)) {
      errors.add(
          new ValidationError(
              "/limits",
              "cannot be combined with the scopes decide and admin, which they do not limit"));
    }
    limits
        .faults()
        .forEach((pointer, reason) -> errors.add(new ValidationError("/limits" + pointer, reason)));
  }

  private static ErrorResponseException unprocessable(String detail) {
    return new ErrorResponseException(
        HttpStatus.UNPROCESSABLE_CONTENT,
        ProblemDetail.forStatusAndDetail(HttpStatus.UNPROCESSABLE_CONTENT, detail),
        null);
  }

  @GetMapping
  @Operation(
      operationId = "listTokens",
      summary = "List all tokens, without their secrets",
      description = "Includes expired and revoked tokens.")
  TokenList list() {
    return new TokenList(tokens.findAll());
  }

  /**
   * Revokes a token, effective immediately on all nodes.
   *
   * @param id the id of the token
   */
  @DeleteMapping("/{id}")
  @Operation(
      operationId = "revokeToken",
      summary = "Revoke a token, effective immediately on all nodes",
      description = "The token is kept in the list, with the time of revocation.")
  ApiToken revoke(@PathVariable UUID id) {
    return tokens.revoke(id).orElseThrow(() -> notFound(id));
  }

  private static ErrorResponseException notFound(UUID id) {
    var problem =
        ProblemDetail.forStatusAndDetail(
            HttpStatus.NOT_FOUND, "There is no token %s.".formatted(id));
    return new ErrorResponseException(HttpStatus.NOT_FOUND, problem, null);
  }
}
