package dev.pawl.lock;

import com.fasterxml.jackson.annotation.JsonValue;
import io.swagger.v3.oas.annotations.media.Schema;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponseException;

/**
 * The concurrency group of a workflow.
 *
 * @param group the name of the group, of which at most one workflow runs at a time
 * @param policy the policy that applies while another workflow of the group is open
 */
@Schema(name = "Concurrency")
public record Concurrency(String group, Policy policy) {

  /** The policy for a new workflow whose group is busy. */
  @Schema(name = "ConcurrencyPolicy")
  public enum Policy {
    /** Queues the new workflow. */
    QUEUE,
    /** Cancels the older workflows of the group. */
    CANCEL_OLDER,
    /** Rejects the new workflow. */
    REJECT;

    /** Returns the API value, such as {@code cancel_older}. */
    @JsonValue
    public String value() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** Finds a policy by its API value. */
    public static Optional<Policy> fromValue(String value) {
      return Arrays.stream(values()).filter(policy -> policy.value().equals(value)).findFirst();
    }
  }

  /** Thrown when a concurrency group has open workflows and the policy is {@code reject} (409 Conflict). */
  public static final class GroupBusyException extends ErrorResponseException {

    private static final long serialVersionUID = 1;

    public GroupBusyException(String group, List<String> workflows) {
      super(HttpStatus.CONFLICT, problem(group, workflows), null);
    }

    private static ProblemDetail problem(String group, List<String> workflows) {
      var problem =
          ProblemDetail.forStatusAndDetail(
              HttpStatus.CONFLICT,
              "Concurrency group %s is held by %s; wait for it to end, or use the policy queue"
                      .formatted(group, String.join(", ", workflows))
                  + " or cancel_older");
      problem.setType(URI.create("/problems/concurrency-group-busy"));
      problem.setTitle("Concurrency group busy");
      problem.setProperty("workflows", workflows);
      return problem;
    }
  }

  /** Returns the lock of the group; it is scoped to the project, as no group name contains {@code @}. */
  public String lockResource(@Nullable String project) {
    return "group:" + group + (project == null ? "" : "@" + project);
  }
}
