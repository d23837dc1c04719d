package dev.pawl.externaltool;

import dev.pawl.tool.ProtectedFile;
import dev.pawl.tool.SourceFile;
import dev.pawl.tool.editorconfig.EditorConfig;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * The options that an untrusted target may set for a program. Pawl reads them from files that contain only data, and
 * passes the permitted ones as arguments or as JSON, so that the program itself reads no configuration of the target.
 */
final class TargetOptions {

  /** The end of an entry for all options of a table. */
  private static final String ANY_NAME = ".*";

  private static final int MAX_BYTES = 1 << 20;
  private static final int MAX_SHOWN = 20;
  private static final int MAX_INLINE_LENGTH = 2000;
  private static final Pattern INLINE_NAME =
      Pattern.compile("[A-Z][A-Za-z0-9]*(\\.[A-Z][A-Za-z0-9]*)*");
  private static final Pattern BASE_STYLE =
      Pattern.compile("(?i)LLVM|Google|Chromium|Mozilla|WebKit|Microsoft|GNU");

  private final ExternalTool tool;
  private final Path root;
  private final Map<Path, Map<String, Object>> byFolder = new ConcurrentHashMap<>();
  private final Map<Path, Boolean> configuredFolders = new ConcurrentHashMap<>();

  TargetOptions(ExternalTool tool, Path root) {
    this.tool = tool;
    this.root = root;
  }

  /** Returns the arguments for a file, from the nearest configuration in its folder or a folder above. */
  List<String> argumentsFor(SourceFile source) {
    Map<String, List<String>> arguments = new LinkedHashMap<>();
    if (tool.editorconfig() != null) {
      addArguments(editorConfig(source), tool.editorconfig(), arguments);
    }
    if (tool.permitted() != null) {
      Path folder = source.file().getParent();
      addArguments(folder == null ? Map.of() : nearest(folder), tool.permitted(), arguments);
    }
    return arguments.values().stream().flatMap(List::stream).toList();
  }

  /** Returns whether a file with options of the program applies to a file. */
  boolean areConfiguredFor(SourceFile source) {
    Path folder = source.file().getParent();
    while (folder != null && folder.startsWith(root)) {
      if (configuredFolders.computeIfAbsent(folder, key -> read(key) != null)) {
        return true;
      }
      folder = folder.getParent();
    }
    return false;
  }

  /** Returns the options for a file as a JSON object. */
  String inlineFor(SourceFile source) {
    Path folder = source.file().getParent();
    var result = new TreeMap<String, Object>();
    (folder == null ? Map.<String, Object>of() : nearest(folder))
        .forEach((name, value) -> {
          if (isInline(name, value)) {
            put(result, name, value);
          }
        });
    return JsonMapper.shared().writeValueAsString(result);
  }

  @SuppressWarnings("unchecked")
  private static void put(Map<String, Object> object, String name, Object value) {
    int dot = name.indexOf('.');
    if (dot < 0) {
      object.put(name, value);
    } else if (object.computeIfAbsent(name.substring(0, dot), key -> new TreeMap<>())
        instanceof Map<?, ?> nested) {
      put((Map<String, Object>) nested, name.substring(dot + 1), value);
    }
  }

  private boolean isInline(String name, Object value) {
    if (tool.permitted() == null) {
      return isInlinePermitted(name, value);
    }
    OptionArgument argument = argumentOf(name, tool.permitted());
    return argument != null && argument.isData() && argument.arguments(name, value).isPresent();
  }

  /** Returns whether an option names neither a file nor a folder, and is small. */
  private static boolean isInlinePermitted(String name, Object value) {
    return INLINE_NAME.matcher(name).matches()
        && !name.equals("InheritParentConfig")
        && (!name.equals("BasedOnStyle") || BASE_STYLE.matcher(String.valueOf(value)).matches())
        && String.valueOf(value).length() <= MAX_INLINE_LENGTH;
  }

  private static Map<String, Object> editorConfig(SourceFile source) {
    Map<String, Object> values = new HashMap<>(EditorConfig.valuesFor(source));
    if ("space".equals(values.get("indent_style")) && values.containsKey("indent_size")) {
      values.put("indent_spaces", values.get("indent_size"));
    }
    return values;
  }

  /** Adds arguments by the name of their option; a later one replaces an earlier one of the same name. */
  private static void addArguments(
      Map<String, Object> options,
      Map<String, OptionArgument> permitted,
      Map<String, List<String>> arguments) {
    new TreeMap<>(options)
        .forEach((name, value) -> {
          OptionArgument argument = argumentOf(name, permitted);
          if (argument != null) {
            argument
                .arguments(name, value)
                .filter(list -> !list.isEmpty())
                .ifPresent(list -> arguments.put(nameOf(list.getFirst(), name), list));
          }
        });
  }

  private static String nameOf(String argument, String option) {
    if (!argument.startsWith("--") || argument.startsWith("--config")) {
      return option;
    }
    String name = argument.substring(2).replaceFirst("=.*", "");
    return name.startsWith("no-") ? name.substring(3) : name;
  }

  private Map<String, Object> nearest(Path folder) {
    Map<String, Object> known = byFolder.get(folder);
    if (known == null) {
      known = read(folder);
      if (known == null) {
        Path parent = folder.getParent();
        known =
            folder.equals(root) || parent == null || !folder.startsWith(root)
                ? Map.of()
                : nearest(parent);
      }
      byFolder.put(folder, known);
    }
    return known;
  }

  /** Returns the options in a folder; null if it has no configuration of the program. */
  private @Nullable Map<String, Object> read(Path folder) {
    for (OptionSource source : tool.optionSources()) {
      try {
        Optional<Map<String, Object>> options = read(source, folder.resolve(source.file()));
        if (options.isPresent()) {
          return options.get();
        }
      } catch (IllegalArgumentException unreadable) {
        return Map.of();
      }
    }
    return null;
  }

  private static Optional<Map<String, Object>> read(OptionSource source, Path file) {
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      return Optional.empty();
    }
    try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
      byte[] content = in.readNBytes(MAX_BYTES + 1);
      if (content.length > MAX_BYTES) {
        throw new IllegalArgumentException(file + " is larger than 1 MiB");
      }
      return source.read(new String(content, StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new IllegalArgumentException(e);
    }
  }

  /**
   * Describes what the configuration files of a target contain beyond the permitted options; empty if nothing.
   *
   * @param paths the paths of all files of the target
   */
  Optional<String> leftOut(List<String> paths) {
    var notes = new TreeSet<String>();
    for (String path : paths) {
      String name = path.substring(path.lastIndexOf('/') + 1);
      Set<ProtectedFile> kinds = ProtectedFile.kindsOf(path);
      boolean foreign =
          kinds.contains(ProtectedFile.VENDORED) || kinds.contains(ProtectedFile.FIXTURE);
      if (!foreign && tool.configurationFiles().contains(name)) {
        leftOut(path, name).ifPresent(notes::add);
      }
    }
    if (notes.isEmpty()) {
      return Optional.empty();
    }
    var shown = new ArrayList<>(notes).subList(0, Math.min(MAX_SHOWN, notes.size()));
    String more =
        notes.size() > MAX_SHOWN ? "; and %d more".formatted(notes.size() - MAX_SHOWN) : "";
    return Optional.of(
        "configuration ignored, because the target is not trusted: "
            + String.join("; ", shown)
            + more);
  }

  private Optional<String> leftOut(String path, String name) {
    boolean isData = false;
    for (OptionSource source : tool.optionSources()) {
      if (!source.file().equals(name)) {
        continue;
      }
      isData = true;
      try {
        Optional<Map<String, Object>> options = read(source, root.resolve(path));
        if (options.isPresent()) {
          List<String> names =
              options.get().entrySet().stream()
                  .filter(option -> !isPermitted(option.getKey(), option.getValue()))
                  .map(Map.Entry::getKey)
                  .sorted()
                  .toList();
          return names.isEmpty()
              ? Optional.empty()
              : Optional.of("%s (%s)".formatted(path, String.join(", ", names)));
        }
      } catch (IllegalArgumentException e) {
        return Optional.of(path + " (cannot be read)");
      }
    }
    return isData || tool.editorconfig() != null && name.equals(".editorconfig")
        ? Optional.empty()
        : Optional.of(path + (tool.executes() ? " (can run code)" : ""));
  }

  private boolean isPermitted(String name, Object value) {
    if (tool.permitted() == null) {
      return tool.hasInlineOptions() && isInlinePermitted(name, value);
    }
    OptionArgument argument = argumentOf(name, tool.permitted());
    return argument != null && argument.arguments(name, value).isPresent();
  }

  /** Returns the argument for an option, or that for all options of the closest table around it; null if there is none. */
  private static @Nullable OptionArgument argumentOf(
      String name, Map<String, OptionArgument> permitted) {
    OptionArgument argument = permitted.get(name);
    for (int dot = name.lastIndexOf('.');
        argument == null && dot > 0;
        dot = name.lastIndexOf('.', dot - 1)) {
      argument = permitted.get(name.substring(0, dot) + ANY_NAME);
    }
    return argument;
  }
}
