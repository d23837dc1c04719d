package dev.pawl.proof;

import dev.pawl.language.Language;
import dev.pawl.tool.SourceFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Verifies that the modules of the target that visibly do something when they are loaded are loaded in the same order. A
 * formatter may sort the imports of all other modules.
 */
final class ModuleLoadOrder {

  /** The maximum number of files that are read to find out what the imports of one file do. */
  private static final int MAX_FILES = 200;

  private static final Set<String> DEFINITIONS =
      Set.of(
          "function_definition",
          "class_definition",
          "lambda",
          "function_declaration",
          "function_expression",
          "arrow_function",
          "class_declaration",
          "method_definition");

  private static final List<String> JAVASCRIPT_ENDINGS =
      List.of("", ".js", ".mjs", ".cjs", ".ts", ".mts", "/index.js", "/index.ts");

  private final SourceFile file;
  private final boolean python;
  private final Map<Path, Boolean> effects = new HashMap<>();

  ModuleLoadOrder(SourceFile file) {
    this.file = file;
    this.python = file.language().filter(Language.PYTHON::equals).isPresent();
  }

  /** Returns the modules with effects whose order differs between two versions of the file; empty if it is the same. */
  Optional<String> findDifference(SyntaxNode before, SyntaxNode after) {
    Set<String> original = modules(before);
    Set<String> current = modules(after);
    if (List.copyOf(original).equals(List.copyOf(current))) {
      return Optional.empty();
    }
    List<String> expected = withEffects(original);
    List<String> actual = withEffects(current);
    // An import that is missing is not a matter of the order.
    expected.retainAll(actual);
    return expected.equals(actual) ? Optional.empty() : Optional.of(String.join(", ", expected));
  }

  private List<String> withEffects(Set<String> modules) {
    var result = new ArrayList<String>();
    for (String module : modules) {
      if (resolve(module, file.file()).filter(this::hasEffect).isPresent()) {
        result.add(module);
      }
    }
    return result;
  }

  /** Returns the modules that a file imports, in the order of the first import of each. */
  private Set<String> modules(SyntaxNode root) {
    var modules = new LinkedHashSet<String>();
    root.walk(node -> {
      if (python) {
        for (ImportedName name : ImportedName.ofPython(node)) {
          modules.add(name.module());
          if (!name.item().isEmpty()) {
            String separator = name.module().endsWith(".") ? "" : ".";
            modules.add(name.module() + separator + name.item());
          }
        }
      } else if (node.is("import_statement", "export_statement")) {
        modules.add(ImportedName.moduleOfJavascript(node));
      }
    });
    modules.remove("");
    return modules;
  }

  /** Returns the file of the target that a module is; empty if it belongs to another project. */
  private Optional<Path> resolve(String module, Path importer) {
    Path folder = importer.getParent();
    if (folder == null) {
      return Optional.empty();
    }
    if (!python) {
      return module.startsWith(".")
          ? JAVASCRIPT_ENDINGS.stream()
              .map(ending -> folder.resolve(module + ending).normalize())
              .filter(this::isOwnFile)
              .findFirst()
          : Optional.empty();
    }
    String path = module.replaceFirst("^\\.+", "").replace('.', '/');
    Path root = file.root();
    Stream<Path> folders =
        module.startsWith(".")
            ? Stream.of(folder.resolve("../".repeat(dots(module) - 1)).normalize())
            : Stream.of(folder, root, root.resolve("src"));
    return folders
        .flatMap(place ->
            Stream.of(place.resolve(path + ".py"), place.resolve(path).resolve("__init__.py")))
        .filter(this::isOwnFile)
        .findFirst();
  }

  private static int dots(String module) {
    return module.length() - module.replaceFirst("^\\.+", "").length();
  }

  private boolean isOwnFile(Path candidate) {
    return candidate.startsWith(file.root()) && Files.isRegularFile(candidate);
  }

  /** Returns whether a module, or a module that it imports, calls or changes something when it is loaded. */
  private boolean hasEffect(Path module) {
    Boolean known = effects.get(module);
    if (known != null) {
      return known;
    }
    if (effects.size() >= MAX_FILES) {
      return false;
    }
    effects.put(module, false);
    boolean found =
        read(module)
            .map(root ->
                actsAtTopLevel(root)
                    || modules(root).stream()
                        .anyMatch(imported ->
                            resolve(imported, module).filter(this::hasEffect).isPresent()))
            .orElse(false);
    effects.put(module, found);
    return found;
  }

  private Optional<SyntaxNode> read(Path module) {
    try {
      String path = file.root().relativize(module).toString();
      return SourceFile.decode(path, module, Files.readAllBytes(module)).flatMap(SyntaxTree::parse);
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static boolean actsAtTopLevel(SyntaxNode node) {
    boolean isMain =
        node.is("if_statement")
            && node.child("condition")
                .filter(condition -> condition.text().contains("__name__"))
                .isPresent();
    if (DEFINITIONS.contains(node.type()) || isMain) {
      return false;
    }
    if (node.is("expression_statement")) {
      return node.parts().stream().anyMatch(ModuleLoadOrder::acts);
    }
    return node.children().stream().anyMatch(ModuleLoadOrder::actsAtTopLevel);
  }

  /** Returns whether an expression calls something, or assigns to a part of an object. */
  private static boolean acts(SyntaxNode expression) {
    if (expression.is("assignment", "augmented_assignment", "assignment_expression")) {
      return expression
          .child("left")
          .filter(target ->
              target.is("attribute", "subscript", "member_expression", "subscript_expression"))
          .isPresent();
    }
    return expression.is("call", "await", "call_expression", "await_expression");
  }
}
