package dev.pawl.language;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads import statements of Python, of which each is executed in its order: it binds names, and may replace a binding
 * of an earlier one.
 */
public final class PythonImports {

  private static final Pattern FROM = Pattern.compile("from\\s+(\\S+)\\s+import\\s+(.+)");
  private static final Pattern IMPORT = Pattern.compile("import\\s+(.+)");
  private static final Pattern ITEM =
      Pattern.compile("([\\w.]+|\\*)(?:\\s+as\\s+([\\p{L}_][\\p{L}\\p{N}_]*))?");

  /**
   * One import of one name.
   *
   * @param statement the equivalent statement that imports nothing else
   * @param name the name that it binds; an asterisk if the names are not known
   */
  public record Binding(String statement, String name) {

    /** Returns whether the names are not known. */
    public boolean isWildcard() {
      return name.equals("*");
    }

    /** Returns whether the order of this import and another one decides what a name refers to. */
    public boolean conflictsWith(Binding other) {
      boolean sameModule =
          statement.startsWith("import ")
              && other.statement.startsWith("import ")
              && !statement.contains(" as ")
              && !other.statement.contains(" as ");
      return isWildcard()
          || other.isWildcard()
          || name.equals(other.name) && !statement.equals(other.statement) && !sameModule;
    }

    /** Returns whether the import reads an attribute of a module, which later code may have changed. */
    boolean readsAttribute() {
      return statement.startsWith("from ");
    }
  }

  private PythonImports() {}

  /** Returns the bindings of one statement on one line; empty if it is not an import or cannot be read. */
  public static List<Binding> parse(String statement) {
    String text = statement.strip().replaceAll("\\s+", " ");
    Matcher from = FROM.matcher(text);
    Matcher plain = IMPORT.matcher(text);
    String module = from.matches() ? from.group(1) : "";
    if (module.isEmpty() && !plain.matches()) {
      return List.of();
    }
    String items = module.isEmpty() ? plain.group(1) : from.group(2).replaceAll("[()]", "");
    var bindings = new ArrayList<Binding>();
    for (String part : items.split(",")) {
      Matcher item = ITEM.matcher(part.strip());
      if (part.isBlank()) {
        continue;
      }
      if (!item.matches()) {
        return List.of();
      }
      String alias = item.group(2);
      String imported = item.group(1);
      String bound = alias != null ? alias : module.isEmpty() ? imported.split("\\.")[0] : imported;
      String suffix = alias == null ? "" : " as " + alias;
      String prefix = module.isEmpty() ? "import " : "from " + module + " import ";
      bindings.add(new Binding(prefix + imported + suffix, bound));
    }
    return bindings;
  }

  /**
   * Returns whether the statement at an index repeats an earlier one without effect: nothing in between may bind one of
   * its names, and no module may be executed in between that could change what it imports.
   */
  public static boolean isRedundant(List<String> statements, int index) {
    int earlier = statements.subList(0, index).lastIndexOf(statements.get(index));
    List<Binding> repeated = parse(statements.get(index));
    if (earlier < 0 || repeated.isEmpty()) {
      return false;
    }
    for (String between : statements.subList(earlier + 1, index)) {
      List<Binding> others = parse(between);
      boolean conflict =
          others.isEmpty()
              || repeated.stream().anyMatch(Binding::readsAttribute)
              || repeated.stream().anyMatch(one -> others.stream().anyMatch(one::conflictsWith));
      if (conflict) {
        return false;
      }
    }
    return true;
  }
}
