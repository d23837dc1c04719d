package dev.pawl.node;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a node has, or what a workflow requires of the nodes that run it.
 *
 * @param labels the values of labels, by name
 * @param tools the installed tools with their versions, by language, such as {@code "black 24.2.0, isort 5.13.2"} for
 *     {@code python}
 */
@Schema(name = "NodeCapabilities")
public record NodeCapabilities(Map<String, String> labels, Map<String, String> tools) {

  /** Nothing. */
  public static final NodeCapabilities NONE = new NodeCapabilities(Map.of(), Map.of());

  /** The names of labels. */
  public static final String LABEL_NAME = "[A-Za-z0-9][A-Za-z0-9_.-]{0,62}";

  /** The values of labels. */
  public static final String LABEL_VALUE = "[A-Za-z0-9_.:/-]{1,255}";

  private static final JsonMapper JSON = JsonMapper.shared();

  public NodeCapabilities(
      @Nullable Map<String, String> labels, @Nullable Map<String, String> tools) {
    this.labels = sorted(labels);
    this.tools = sorted(tools);
  }

  private static SortedMap<String, String> sorted(@Nullable Map<String, String> map) {
    return Collections.unmodifiableSortedMap(new TreeMap<>(map == null ? Map.of() : map));
  }

  /** Reads capabilities as {@link #toJson} returns them. */
  public static NodeCapabilities ofJson(String json) {
    return JSON.readValue(json, NodeCapabilities.class);
  }

  /** Returns a JSON object that the database compares: one contains another if the node has what is required. */
  public String toJson() {
    return JSON.writeValueAsString(this);
  }

  @JsonIgnore
  public boolean isEmpty() {
    return labels.isEmpty() && tools.isEmpty();
  }

  /** Returns whether a node that has these capabilities has what is required. */
  public boolean contains(NodeCapabilities required) {
    return labels.entrySet().containsAll(required.labels.entrySet())
        && tools.entrySet().containsAll(required.tools.entrySet());
  }

  /** Returns what a node that has these capabilities lacks of what is required, each with what it has instead. */
  List<String> missing(NodeCapabilities required) {
    var missing = new ArrayList<String>();
    required.labels.forEach((name, value) -> {
      String own = labels.get(name);
      if (!value.equals(own)) {
        missing.add("label %s=%s%s".formatted(name, value, instead(own)));
      }
    });
    required.tools.forEach((language, toolset) -> {
      String own = tools.get(language);
      if (!toolset.equals(own)) {
        missing.add("%s for %s%s".formatted(toolset, language, instead(own)));
      }
    });
    return missing;
  }

  private static String instead(@Nullable String own) {
    return own == null ? "" : " (has %s)".formatted(own);
  }

  /** Returns the tools of these languages only. */
  NodeCapabilities limitedTo(Collection<String> languages) {
    var limited = new TreeMap<>(tools);
    limited.keySet().retainAll(languages);
    return new NodeCapabilities(labels, limited);
  }

  /** Returns the number of tools, each as often as it is there for a language. */
  int toolCount() {
    return tools.values().stream().mapToInt(toolset -> toolset.split(", ").length).sum();
  }

  /** Returns the names of the tools of a language. */
  private List<String> toolNames(String language) {
    return Optional.ofNullable(tools.get(language)).stream()
        .flatMap(toolset -> List.of(toolset.split(", ")).stream())
        .map(tool -> tool.substring(0, Math.max(tool.indexOf(' '), 0)))
        .toList();
  }

  /** Returns whether each of these tools is there for the same language, in any version. */
  boolean hasToolsOf(NodeCapabilities required) {
    return required.tools.keySet().stream()
        .allMatch(language -> toolNames(language).containsAll(required.toolNames(language)));
  }

  /** Returns the tools of a language as text, such as {@code black 24.2.0, isort 5.13.2}. */
  static String toolset(Map<String, String> versions) {
    return new TreeMap<>(versions)
        .entrySet().stream()
            // The version of a tool may be a sentence of the tool itself.
            .map(tool -> "%s %s".formatted(tool.getKey(), tool.getValue().replace(", ", ",")))
            .collect(Collectors.joining(", "));
  }
}
