package dev.pawl.refactoring;

import dev.pawl.language.Language;
import dev.pawl.language.PythonImports;
import dev.pawl.tool.ParallelFiles;
import dev.pawl.tool.SourceFile;
import dev.pawl.tool.ToolContext;
import dev.pawl.workspace.Workspace.WorkspaceFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The names of Python modules that files of a workspace import, access, or mention in a string such as a patch. */
public final class PythonReferences {

  private static final Pattern IMPORT =
      Pattern.compile(
          "(?m)^[ \\t]*(from[ \\t]+[\\w.]+[ \\t]+import[ \\t]*(?:\\([^)]*\\)|(?:[^\\n\\\\]|\\\\\\r?\\n)+)"
              + "|import[ \\t]+[^\\n]+)");
  private static final Pattern ACCESS = Pattern.compile("(\\w+)\\s*\\.\\s*(?=(\\w+))");
  private static final Pattern NAME_IN_STRING =
      Pattern.compile("([\\w.]+)[\"']?\\s*,\\s*[\"'](\\w+)[\"']");

  private final Set<String> references;

  private PythonReferences(Set<String> references) {
    this.references = references;
  }

  /** Reads all Python files of a workspace. */
  public static PythonReferences of(ToolContext context) throws InterruptedException {
    try {
      List<WorkspaceFile> files =
          context.workspace().files().stream()
              .filter(file -> Language.of(file.path()).filter(Language.PYTHON::equals).isPresent())
              .toList();
      return new PythonReferences(
          new HashSet<>(
              ParallelFiles.flatMap(
                  context.settings(), files, file -> List.copyOf(readReferences(file)))));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Set<String> readReferences(WorkspaceFile file) {
    try {
      return SourceFile.read(file).map(source -> find(source.text())).orElse(Set.of());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Set<String> find(String text) {
    var references = new HashSet<String>();
    Map<String, String> modules = new HashMap<>();
    Matcher imports = IMPORT.matcher(text);
    while (imports.find()) {
      String statement = imports.group(1).replaceAll("#[^\n]*", "").replaceAll("[\\\\\\s]+", " ");
      for (PythonImports.Binding binding : PythonImports.parse(statement)) {
        String[] words = binding.statement().split(" ");
        String imported = lastPart(words[words[0].equals("from") ? 3 : 1]);
        modules.put(binding.name(), imported);
        if (words[0].equals("from")) {
          references.add(lastPart(words[1]) + "." + imported);
        }
      }
    }
    addAll(ACCESS.matcher(text), modules, references);
    addAll(NAME_IN_STRING.matcher(text), modules, references);
    return references;
  }

  private static void addAll(Matcher matcher, Map<String, String> modules, Set<String> references) {
    while (matcher.find()) {
      String module = lastPart(matcher.group(1));
      references.add(module + "." + matcher.group(2));
      Optional.ofNullable(modules.get(module))
          .ifPresent(real -> references.add(real + "." + matcher.group(2)));
    }
  }

  private static String lastPart(String name) {
    return name.substring(name.lastIndexOf('.') + 1);
  }

  /** Returns whether a file may use a name of a module. */
  public boolean reach(String modulePath, String name) {
    String file = modulePath.substring(modulePath.lastIndexOf('/') + 1);
    String module = file.replaceFirst("\\.\\w+$", "");
    return references.contains(module + "." + name) || references.contains(module + ".*");
  }
}
