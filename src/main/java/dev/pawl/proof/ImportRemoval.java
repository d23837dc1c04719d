package dev.pawl.proof;

import dev.pawl.language.Language;
import dev.pawl.tool.SourceFile;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Proves that a Python or JavaScript file needs none of the imports that a change removes: nothing in the file can use
 * their names, and the modules have no effect when they are loaded, or are loaded anyway.
 */
final class ImportRemoval {

  private final SyntaxNode before;
  private final SyntaxNode after;
  private final ModuleEffects effects;
  private final NameUses uses;
  private final boolean python;

  /** The imports of a file, with their places. */
  private record Import(
      List<ImportedName> names, String module, int index, boolean insideTry, boolean unreached) {}

  ImportRemoval(SyntaxNode before, SyntaxNode after, SourceFile file) {
    this.before = before;
    this.after = after;
    this.python = file.language().filter(Language.PYTHON::equals).isPresent();
    this.effects = new ModuleEffects(file);
    this.uses = new NameUses(after, python);
  }

  /** Returns the imports of a tree that another one does not have. */
  private Set<String> removed(List<Import> original, List<Import> current) {
    Set<String> left = statements(current);
    var removed = new LinkedHashSet<>(statements(original));
    removed.removeAll(left);
    return removed;
  }

  private static Set<String> statements(List<Import> imports) {
    return imports.stream()
        .flatMap(statement -> statement.names().stream())
        .map(ImportedName::statement)
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  /** Returns the violation of a change; empty if it only removes imports that the file does not need. */
  Optional<SafetyViolation> verify() {
    List<Import> original = imports(before);
    List<Import> current = imports(after);
    Set<String> removed = removed(original, current);
    SyntaxTree expected = SyntaxTree.without(before, removed);
    SyntaxTree actual = SyntaxTree.without(after, Set.of("nothing"));
    if (!expected.tokens().equals(actual.tokens())) {
      return violation(
          "changed outside its imports: "
              + TokenDifference.describe(expected.tokens(), actual.tokens()));
    }
    if (!expected.comments().equals(actual.comments())) {
      return violation("has changed comments");
    }
    var staying = new StayingImports(original, removed);
    for (Import statement : original) {
      for (ImportedName name : statement.names()) {
        if (removed.contains(name.statement())) {
          Optional<String> objection = findObjection(name, statement, staying);
          if (objection.isPresent()) {
            return violation("lost the import of %s: %s".formatted(name.name(), objection.get()));
          }
        }
      }
    }
    return Optional.empty();
  }

  private static Optional<SafetyViolation> violation(String description) {
    return Optional.of(new SafetyViolation("I-15", description));
  }

  private Optional<String> findObjection(
      ImportedName name, Import statement, StayingImports staying) {
    if (statement.insideTry()) {
      return Optional.of("it is inside of try, so that the code may depend on its failure");
    }
    if (name.name().equals("*")) {
      return Optional.of("its names are not known");
    }
    return uses.findUse(name.name())
        .or(() ->
            name.typeOnly() || statement.unreached() || staying.load(name, statement)
                ? Optional.empty()
                : effects.findEffect(name));
  }

  /** The imports of the file that stay, by what they load and by their places. */
  private final class StayingImports {

    private final Map<String, NavigableSet<Integer>> indexesByModule = new HashMap<>();
    private final Map<Integer, Import> topLevel = new HashMap<>();

    StayingImports(List<Import> original, Set<String> removed) {
      for (Import statement : original) {
        if (statement.index() < 0) {
          continue;
        }
        topLevel.put(statement.index(), statement);
        if (statement.names().isEmpty()) {
          add(statement.module(), statement.index());
        }
        statement.names().stream()
            .filter(name -> !removed.contains(name.statement()) && !name.typeOnly())
            .forEach(name -> add(name.module(), statement.index()));
      }
    }

    /** Adds what the import of a module loads: in Python also the packages that contain it. */
    private void add(String module, int index) {
      indexesByModule.computeIfAbsent(module, key -> new TreeSet<>()).add(index);
      int dot = module.lastIndexOf('.');
      if (python && dot > 0) {
        add(module.substring(0, dot), index);
      }
    }

    /** Returns whether another import loads the module of a removed one at the same point of the execution. */
    boolean load(ImportedName name, Import statement) {
      if (python && !name.item().isEmpty() && effects.mayBeModule(name)) {
        return false;
      }
      NavigableSet<Integer> indexes =
          indexesByModule.getOrDefault(name.module(), Collections.emptyNavigableSet());
      if (statement.index() < 0) {
        return !indexes.isEmpty();
      }
      Integer next = indexes.higher(statement.index());
      return indexes.floor(statement.index()) != null
          || next != null && nothingBetween(statement, next, name.module());
    }

    /** Returns whether nothing else is executed between two statements of the file. */
    private boolean nothingBetween(Import first, int second, String module) {
      for (int index = first.index() + 1; index < second; index++) {
        Import between = topLevel.get(index);
        boolean harmless =
            before.children().get(index).isComment()
                || between != null && loadsOnly(between, module);
        if (!harmless) {
          return false;
        }
      }
      return true;
    }
  }

  private boolean loadsOnly(Import other, String module) {
    return python
        ? other.names().stream().allMatch(name -> name.module().equals(module))
        : other.module().equals(module);
  }

  private List<Import> imports(SyntaxNode root) {
    var imports = new ArrayList<Import>();
    for (int index = 0; index < root.children().size(); index++) {
      collect(root.children().get(index), index, false, false, imports);
    }
    imports.sort(Comparator.comparingInt(Import::index));
    return imports;
  }

  /** Collects the imports of a statement; those that are not at the top level have no index. */
  private void collect(
      SyntaxNode node, int index, boolean insideTry, boolean unreached, List<Import> imports) {
    if (node.is("import_statement", "import_from_statement")) {
      List<ImportedName> names =
          python ? ImportedName.ofPython(node) : ImportedName.ofJavascript(node);
      String module =
          !python
              ? ImportedName.moduleOfJavascript(node)
              : names.isEmpty() ? "" : names.getFirst().module();
      imports.add(new Import(names, module, index, insideTry, unreached));
      return;
    }
    boolean tries = insideTry || node.is("try_statement");
    boolean typeCheck =
        node.is("if_statement")
            && node.child("condition")
                .map(SyntaxNode::text)
                .filter(Set.of("TYPE_CHECKING", "typing.TYPE_CHECKING")::contains)
                .isPresent();
    for (SyntaxNode child : node.children()) {
      boolean guarded = typeCheck && "consequence".equals(child.field());
      collect(child, -1, tries, unreached || guarded, imports);
    }
  }
}
