package dev.pawl.workflow;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a workflow must not run beside (2-behaviour, 1.2).
 *
 * @param group at most one workflow of it runs at a time
 * @param policy what happens while another one does
 */
public record Concurrency(String group, Policy policy) {

  /** What happens to a workflow whose group is taken. */
  public enum Policy {
    /** It waits for its turn. */
    QUEUE,
    /** The others are cancelled. */
    CANCEL_OLDER,
    /** It is refused. */
    REJECT;

    /** The word of the API, such as {@code cancel_older}. */
    @JsonValue
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** The policy of this word, if there is one. */
    public static Optional<Policy> find(String word) {
      return Arrays.stream(values()).filter(policy -> policy.word().equals(word)).findFirst();
    }
  }

  /** What has to be held while it runs; a group of one project is none of another's, and no group's name has an {@code @}. */
  String resource(@Nullable String project) {
    return "group:" + group + (project == null ? "" : "@" + project);
  }
}
