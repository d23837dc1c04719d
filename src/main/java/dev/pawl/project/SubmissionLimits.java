package dev.pawl.project;

import dev.pawl.network.GitUrl;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.Size;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a token may submit and cancel. An absent or empty list allows everything.
 *
 * @param targets the prefixes of the targets: URLs of repositories such as {@code https://git.example/team/}, absolute
 *     folders, and {@code archive:} for uploaded archives
 * @param labels the labels that each workflow must have
 * @param types the workflow types
 */
@Schema(name = "SubmissionLimits")
public record SubmissionLimits(
    @Nullable @Size(max = 100) List<String> targets,
    @Nullable @Size(max = 32) Map<String, String> labels,
    @Nullable @Size(max = 100) List<String> types) {

  /** The prefix of all uploaded archives. */
  private static final String ARCHIVES = "archive:";

  /** A URL with a scheme, or the address that git accepts without one, such as {@code git@host:team/}. */
  private static final Pattern REMOTE = Pattern.compile("[a-z]+://\\S+|[^/@:\\s]+@[^/@:\\s]+:\\S+");

  /** Limits nothing. */
  public static final SubmissionLimits NONE = new SubmissionLimits(null, null, null);

  /** Returns whether these limits restrict nothing. */
  public boolean limitsNothing() {
    return targets().isEmpty() && labels().isEmpty() && types().isEmpty();
  }

  @Override
  public List<String> targets() {
    return targets == null ? List.of() : targets;
  }

  @Override
  public Map<String, String> labels() {
    return labels == null ? Map.of() : labels;
  }

  @Override
  public List<String> types() {
    return types == null ? List.of() : types;
  }

  /** Returns the values that can match nothing, by their JSON pointer in these limits, each with the reason. */
  public Map<String, String> faults() {
    var faults = new TreeMap<String, String>();
    for (int i = 0; i < targets().size(); i++) {
      String pointer = "/targets/" + i;
      prefixRejectionReason(Objects.toString(targets().get(i), ""))
          .ifPresent(reason -> faults.put(pointer, reason));
    }
    for (int i = 0; i < types().size(); i++) {
      if (Objects.toString(types().get(i), "").isBlank()) {
        faults.put("/types/" + i, "must be the name of a workflow type");
      }
    }
    labels()
        .forEach((name, value) -> {
          if (value == null) {
            faults.put("/labels/" + name, "must be a string");
          }
        });
    return faults;
  }

  /** Returns why a prefix cannot match a target; empty if it can. */
  static Optional<String> prefixRejectionReason(String prefix) {
    if (prefix.equals(ARCHIVES) || isFolder(prefix)) {
      return Optional.empty();
    }
    try {
      if (REMOTE.matcher(prefix).matches()) {
        GitUrl.parse(prefix);
        return Optional.empty();
      }
    } catch (URISyntaxException e) {
      // The reason below also applies to a URL that cannot be parsed.
    }
    return Optional.of(
        "must be the start of a repository URL such as https://git.example/team/, an absolute"
            + " folder, or archive:");
  }

  private static boolean isFolder(String prefix) {
    return prefix.startsWith("/") && prefix.indexOf('\0') < 0;
  }

  /**
   * Returns why a target is not allowed; empty if it is.
   *
   * @param target the URL of a repository, an absolute folder, or the name of an archive
   */
  public Optional<String> targetRejectionReason(String target) {
    return targets().isEmpty() || targets().stream().anyMatch(prefix -> contains(prefix, target))
        ? Optional.empty()
        : Optional.of(
            "is not among the targets of the token: %s".formatted(String.join(", ", targets())));
  }

  private static boolean contains(String prefix, String target) {
    if (prefix.equals(ARCHIVES)) {
      return target.startsWith(ARCHIVES);
    }
    if (isFolder(prefix) || isFolder(target)) {
      return isFolder(prefix)
          && isFolder(target)
          && Path.of(target).normalize().startsWith(Path.of(prefix).normalize());
    }
    try {
      return GitUrl.parse(target).isBelow(prefix);
    } catch (URISyntaxException e) {
      return false;
    }
  }

  /** Returns why a workflow type is not allowed; empty if it is. */
  public Optional<String> typeRejectionReason(String type) {
    return types().isEmpty() || types().contains(type)
        ? Optional.empty()
        : Optional.of(
            "%s is not among the types of the token: %s"
                .formatted(type, String.join(", ", types())));
  }

  /** Returns why labels are not allowed; empty if they are. */
  public Optional<String> labelRejectionReason(Map<String, String> submitted) {
    String missing =
        labels().entrySet().stream()
            .filter(label -> !label.getValue().equals(submitted.get(label.getKey())))
            .map(label -> label.getKey() + "=" + label.getValue())
            .sorted()
            .collect(Collectors.joining(", "));
    return missing.isEmpty()
        ? Optional.empty()
        : Optional.of("must contain the labels of the token: " + missing);
  }
}
