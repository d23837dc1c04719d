package dev.pawl.proof;

import dev.pawl.language.PythonImports;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One name that an import of Python or JavaScript binds.
 *
 * @param statement the equivalent statement that imports nothing else
 * @param module the imported module
 * @param item the name in the module; an empty text if the module itself is imported
 * @param name the name that the file binds
 * @param typeOnly whether the import has no effect at run time
 */
record ImportedName(String statement, String module, String item, String name, boolean typeOnly) {

  private static final Pattern FROM = Pattern.compile("from (\\S+) import (\\S+).*");
  private static final Pattern IMPORT = Pattern.compile("import (\\S+).*");

  /** Returns the names of an import of Python; empty if the statement cannot be read. */
  static List<ImportedName> ofPython(SyntaxNode statement) {
    if (!statement.is("import_statement", "import_from_statement")) {
      return List.of();
    }
    String text = statement.text().replaceAll("#.*", "").replaceAll("[\\\\\\s]+", " ");
    return PythonImports.parse(text).stream()
        .map(binding -> {
          Matcher from = FROM.matcher(binding.statement());
          Matcher plain = IMPORT.matcher(binding.statement());
          return from.matches()
              ? new ImportedName(
                  binding.statement(), from.group(1), from.group(2), binding.name(), false)
              : new ImportedName(
                  binding.statement(),
                  plain.matches() ? plain.group(1) : "",
                  "",
                  binding.name(),
                  false);
        })
        .toList();
  }

  /** Returns the names of an import of JavaScript; empty if the statement binds none. */
  static List<ImportedName> ofJavascript(SyntaxNode statement) {
    if (!statement.is("import_statement")) {
      return List.of();
    }
    String module = moduleOfJavascript(statement);
    boolean typeOnly = statement.contains("type");
    var names = new ArrayList<ImportedName>();
    for (SyntaxNode clause : statement.children()) {
      if (!clause.is("import_clause")) {
        continue;
      }
      for (SyntaxNode part : clause.children()) {
        if (part.is("identifier")) {
          names.add(of("default", part.text(), module, typeOnly));
        } else if (part.is("namespace_import")) {
          part.parts().forEach(name -> names.add(of("*", name.text(), module, typeOnly)));
        } else if (part.is("named_imports")) {
          for (SyntaxNode specifier : part.parts()) {
            names.add(ofSpecifier(specifier, module, typeOnly));
          }
        }
      }
    }
    return names;
  }

  private static ImportedName ofSpecifier(SyntaxNode specifier, String module, boolean typeOnly) {
    String item = specifier.child("name").map(SyntaxNode::text).orElse(specifier.text());
    String name = specifier.child("alias").map(SyntaxNode::text).orElse(item);
    return of("{" + item + "}", name, module, typeOnly || specifier.contains("type"));
  }

  private static ImportedName of(String item, String name, String module, boolean typeOnly) {
    String type = typeOnly ? "type " : "";
    String statement = "import %s%s as %s from %s".formatted(type, item, name, module);
    return new ImportedName(statement, module, item, name, typeOnly);
  }

  /** Returns the module of an import of JavaScript without its quotes. */
  static String moduleOfJavascript(SyntaxNode statement) {
    String source = statement.child("source").map(SyntaxNode::text).orElse("");
    return source.length() < 2 ? "" : source.substring(1, source.length() - 1);
  }

  /** Returns an import of JavaScript with only some of its names. */
  static SyntaxNode reduce(SyntaxNode statement, List<ImportedName> kept) {
    var children = new ArrayList<SyntaxNode>();
    for (SyntaxNode child : statement.children()) {
      children.add(child.is("import_clause") ? reduceClause(child, statement, kept) : child);
    }
    return statement.withChildren(children);
  }

  private static SyntaxNode reduceClause(
      SyntaxNode clause, SyntaxNode statement, List<ImportedName> kept) {
    String module = moduleOfJavascript(statement);
    boolean typeOnly = statement.contains("type");
    var parts = new ArrayList<SyntaxNode>();
    for (SyntaxNode part : clause.children()) {
      if (part.is("identifier")) {
        if (kept.contains(of("default", part.text(), module, typeOnly))) {
          parts.add(part);
        }
      } else if (part.is("namespace_import")) {
        if (kept.stream().anyMatch(name -> name.item().equals("*"))) {
          parts.add(part);
        }
      } else if (part.is("named_imports")) {
        var specifiers =
            part.children().stream()
                .filter(specifier ->
                    !specifier.is("import_specifier")
                        || kept.contains(ofSpecifier(specifier, module, typeOnly)))
                .toList();
        if (specifiers.stream().anyMatch(specifier -> specifier.is("import_specifier"))) {
          parts.add(part.withChildren(specifiers));
        }
      } else {
        parts.add(part);
      }
    }
    return clause.withChildren(parts);
  }
}
