package dev.pawl.security;

import dev.pawl.project.Projects;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Future;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.net.URI;
import java.time.Instant;
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

/** Tokens over HTTP, for administrators. */
@RestController
@RequestMapping("/api/v1/tokens")
@Tag(name = "security")
class TokensController {

  private final Tokens tokens;
  private final Projects projects;
  private final Callers callers;

  TokensController(Tokens tokens, Projects projects, Callers callers) {
    this.tokens = tokens;
    this.projects = projects;
    this.callers = callers;
  }

  /**
   * A token that is wanted.
   *
   * @param name for people, and for the audit log
   * @param project who has it sees and reaches only what is of this project; everything when absent
   * @param expiresAt never when absent
   */
  record NewToken(
      @NotBlank
          @Size(max = 100)
          @Pattern(regexp = "\\P{Cntrl}*", message = "must hold no control characters")
          String name,
      @NotEmpty Set<Scope> scopes,
      @Nullable @Size(max = 63) String project,
      @Nullable @Future Instant expiresAt) {}

  /**
   * A token that was made.
   *
   * @param secret to be sent as {@code Authorization: Bearer}; it is never shown again
   */
  record NewSecret(ApiToken token, String secret) {}

  /** All tokens. */
  record TokenList(List<ApiToken> items) {}

  @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
  @Operation(
      summary = "Makes a token",
      description =
          "The secret is in this answer and never again. Scopes: read; submit (and read); decide"
              + " (and read); admin (everything).")
  @ApiResponse(responseCode = "201")
  ResponseEntity<NewSecret> make(@Valid @RequestBody NewToken wanted) {
    check(wanted);
    var made =
        tokens.make(
            wanted.name(),
            wanted.scopes(),
            wanted.project(),
            wanted.expiresAt(),
            callers.current());
    return ResponseEntity.created(URI.create("/api/v1/tokens/" + made.token().tokenId()))
        .cacheControl(CacheControl.noStore())
        .body(new NewSecret(made.token(), made.secret()));
  }

  private void check(NewToken wanted) {
    if (wanted.project() == null) {
      return;
    }
    if (!projects.isKnown(wanted.project())) {
      throw refused(
          "There is no project %s; the operator sets pawl.projects.".formatted(wanted.project()));
    }
    if (wanted.scopes().contains(Scope.ADMIN)) {
      throw refused("Who comes for one project cannot be an administrator of all.");
    }
  }

  private static ErrorResponseException refused(String why) {
    return new ErrorResponseException(
        HttpStatus.UNPROCESSABLE_CONTENT,
        ProblemDetail.forStatusAndDetail(HttpStatus.UNPROCESSABLE_CONTENT, why),
        null);
  }

  @GetMapping
  @Operation(summary = "All tokens, without their secrets")
  TokenList list() {
    return new TokenList(tokens.all());
  }

  @DeleteMapping("/{id}")
  @Operation(summary = "Revokes a token, at once and on all nodes")
  ApiToken revoke(@PathVariable UUID id) {
    return tokens.revoke(id).orElseThrow(() -> unknown(id));
  }

  private static ErrorResponseException unknown(UUID id) {
    var problem =
        ProblemDetail.forStatusAndDetail(
            HttpStatus.NOT_FOUND, "There is no token %s.".formatted(id));
    return new ErrorResponseException(HttpStatus.NOT_FOUND, problem, null);
  }
}
