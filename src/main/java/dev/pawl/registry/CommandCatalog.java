package dev.pawl.registry;

import dev.pawl.command.CommandFile;
import dev.pawl.command.CommandSpec;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The commands available to one request: built-in commands and those of the operator and of a trusted target. */
public final class CommandCatalog {

  static final String FAMILY_PREFIX = "quality/";
  static final String DEFAULT_SUFFIX = "/execute";
  private static final int MAX_SUGGESTIONS = 5;
  private static final int MAX_NAME_LENGTH = 512;

  private final TreeMap<String, RegisteredCommand> entries = new TreeMap<>();
  private final List<CommandFile> hidden = new ArrayList<>();
  private final DependencyGraph graph;

  /** Creates the catalog. The first command with a name keeps it. */
  CommandCatalog(Map<String, CommandSpec> builtIn, List<CommandFile> files) {
    builtIn.values().forEach(spec -> entries.put(spec.name(), new RegisteredCommand(spec, null)));
    for (CommandFile file : files) {
      String uses = file.execution().uses();
      CommandSpec usedSpec = uses == null ? null : builtIn.get(uses);
      if (entries.containsKey(file.name())) {
        hidden.add(file);
      } else {
        entries.put(file.name(), new RegisteredCommand(file.toSpec(usedSpec), file));
      }
    }
    graph = new DependencyGraph(entries.values().stream().map(RegisteredCommand::spec).toList());
  }

  /** Returns all commands, sorted by name. */
  public Collection<RegisteredCommand> all() {
    return entries.values();
  }

  /** Returns the files that are hidden because another command already has their name. */
  public List<CommandFile> hidden() {
    return hidden;
  }

  public DependencyGraph graph() {
    return graph;
  }

  /** Returns the command of exactly this name. */
  public Optional<RegisteredCommand> find(String name) {
    return Optional.ofNullable(entries.get(name));
  }

  /**
   * Resolves a requested name. Names are only looked up and never converted to file paths, so path traversal is not
   * possible.
   */
  public CommandResolution resolve(String requested) {
    if (requested.length() > MAX_NAME_LENGTH) {
      return new CommandResolution(null, CommandResolution.Rule.NONE, List.of());
    }
    String name = requested.replace(':', '/');
    boolean hasPath = name.indexOf('/') >= 0;
    String firstSegment = hasPath ? name.substring(0, name.indexOf('/')) : name;
    boolean isFolder = hasFolder(firstSegment);
    if (isFolder && entries.containsKey(hasPath ? name : name + DEFAULT_SUFFIX)) {
      return resolved(hasPath ? name : name + DEFAULT_SUFFIX, CommandResolution.Rule.FOLDER);
    }
    if (entries.containsKey(name)) {
      return resolved(name, CommandResolution.Rule.FILE);
    }
    if (entries.containsKey(FAMILY_PREFIX + name)) {
      return resolved(FAMILY_PREFIX + name, CommandResolution.Rule.FAMILY);
    }
    List<String> similar = similarNames(baseName(name));
    if (similar.size() == 1) {
      return resolved(similar.getFirst(), CommandResolution.Rule.FUZZY);
    }
    return new CommandResolution(
        null,
        CommandResolution.Rule.NONE,
        similar.isEmpty() ? namesInFolder(firstSegment) : similar);
  }

  /** Returns commands of a folder as suggestions when only the folder was requested. */
  private List<String> namesInFolder(String folder) {
    return entries.tailMap(folder + "/").keySet().stream()
        .takeWhile(name -> name.startsWith(folder + "/"))
        .limit(MAX_SUGGESTIONS)
        .toList();
  }

  private boolean hasFolder(String name) {
    String next = entries.ceilingKey(name + "/");
    return next != null && next.startsWith(name + "/");
  }

  private CommandResolution resolved(String name, CommandResolution.Rule rule) {
    return new CommandResolution(entries.get(name), rule, List.of());
  }

  private static String baseName(String name) {
    return name.substring(name.lastIndexOf('/') + 1).toLowerCase(Locale.ROOT);
  }

  private List<String> similarNames(String base) {
    return base.isBlank()
        ? List.of()
        : entries.keySet().stream()
            .filter(name -> baseName(name).contains(base))
            .limit(MAX_SUGGESTIONS)
            .toList();
  }
}
