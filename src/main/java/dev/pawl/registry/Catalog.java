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
public final class Catalog {

  static final String FAMILY = "quality/";
  static final String DEFAULT = "/execute";
  private static final int MOST_SUGGESTIONS = 5;
  private static final int LONGEST_NAME = 512;

  private final TreeMap<String, CommandEntry> entries = new TreeMap<>();
  private final List<CommandFile> hidden = new ArrayList<>();
  private final DependencyGraph graph;

  /** Creates the catalog. The first command with a name keeps it. */
  Catalog(Map<String, CommandSpec> builtIn, List<CommandFile> files) {
    builtIn.values().forEach(spec -> entries.put(spec.name(), new CommandEntry(spec, null)));
    for (CommandFile file : files) {
      String uses = file.execution().uses();
      CommandSpec used = uses == null ? null : builtIn.get(uses);
      if (entries.containsKey(file.name())) {
        hidden.add(file);
      } else {
        entries.put(file.name(), new CommandEntry(file.spec(used), file));
      }
    }
    graph = new DependencyGraph(entries.values().stream().map(CommandEntry::spec).toList());
  }

  /** Returns all commands, sorted by name. */
  public Collection<CommandEntry> all() {
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
  public Optional<CommandEntry> find(String name) {
    return Optional.ofNullable(entries.get(name));
  }

  /**
   * Resolves a requested name. Names are only looked up and never converted to file paths, so path traversal is not
   * possible.
   */
  public Resolution resolve(String requested) {
    if (requested.length() > LONGEST_NAME) {
      return new Resolution(null, Resolution.Rule.NONE, List.of());
    }
    String name = requested.replace(':', '/');
    boolean path = name.indexOf('/') >= 0;
    String first = path ? name.substring(0, name.indexOf('/')) : name;
    boolean folder = hasFolder(first);
    if (folder && entries.containsKey(path ? name : name + DEFAULT)) {
      return found(path ? name : name + DEFAULT, Resolution.Rule.FOLDER);
    }
    if (entries.containsKey(name)) {
      return found(name, Resolution.Rule.FILE);
    }
    if (entries.containsKey(FAMILY + name)) {
      return found(FAMILY + name, Resolution.Rule.FAMILY);
    }
    List<String> near = near(base(name));
    if (near.size() == 1) {
      return found(near.getFirst(), Resolution.Rule.FUZZY);
    }
    return new Resolution(null, Resolution.Rule.NONE, near.isEmpty() ? in(first) : near);
  }

  /** Returns commands of a folder as suggestions when only the folder was requested. */
  private List<String> in(String folder) {
    return entries.tailMap(folder + "/").keySet().stream()
        .takeWhile(name -> name.startsWith(folder + "/"))
        .limit(MOST_SUGGESTIONS)
        .toList();
  }

  private boolean hasFolder(String name) {
    String next = entries.ceilingKey(name + "/");
    return next != null && next.startsWith(name + "/");
  }

  private Resolution found(String name, Resolution.Rule rule) {
    return new Resolution(entries.get(name), rule, List.of());
  }

  private static String base(String name) {
    return name.substring(name.lastIndexOf('/') + 1).toLowerCase(Locale.ROOT);
  }

  private List<String> near(String base) {
    return base.isBlank()
        ? List.of()
        : entries.keySet().stream()
            .filter(name -> base(name).contains(base))
            .limit(MOST_SUGGESTIONS)
            .toList();
  }
}
