package dev.pawl.java;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.ImportTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.PackageTree;
import com.sun.source.util.TreeScanner;
import dev.pawl.language.JavaParser;
import dev.pawl.language.JavaParser.ParseResult;
import dev.pawl.tool.SourceFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Decides which imports a Java file needs. The removal of imports, its proof and the findings about imports share this
 * rule: an import is needed if the code, or a reference of the Javadoc, uses its simple name and would not find it
 * without the import. Words in other comments are no uses.
 */
public final class JavaImports {

  private static final JavaParser PARSER = new JavaParser();

  /**
   * One import.
   *
   * @param name the imported name, such as {@code java.util.List} or {@code java.util.*}
   * @param start the offset of the first character
   * @param end the offset after the semicolon
   */
  public record JavaImport(String name, boolean isStatic, boolean isModule, int start, int end) {

    /** Reads an import from its statement without semicolon, such as {@code import static a.B.c}. */
    public static JavaImport parse(String statement) {
      String[] words = statement.strip().split("\\s+", 3);
      boolean modified = words.length == 3;
      String modifier = modified ? words[1] : "";
      return new JavaImport(
          words[words.length - 1].replaceAll("\\s+", ""),
          modifier.equals("static"),
          modifier.equals("module"),
          0,
          0);
    }

    /** Returns the name by which the file uses the import; an asterisk for an import on demand. */
    public String simpleName() {
      return name.substring(name.lastIndexOf('.') + 1);
    }

    /** Returns the package or type that declares the imported name. */
    public String qualifier() {
      return name.substring(0, Math.max(0, name.lastIndexOf('.')));
    }

    /** Returns whether all names of a package, type or module are imported. */
    public boolean isOnDemand() {
      return isModule || simpleName().equals("*");
    }

    /** Returns whether another import statement imports the same. */
    boolean isEquivalentTo(JavaImport other) {
      return name.equals(other.name) && isStatic == other.isStatic && isModule == other.isModule;
    }
  }

  private final SourceFile source;
  private final String packageName;
  private final List<JavaImport> imports;

  /** Names that may refer to a type or a variable. */
  private final Set<String> names = new HashSet<>();

  /** Names of methods that are called without a qualifier. */
  private final Set<String> methods = new HashSet<>();

  private JavaImports(SourceFile source, ParseResult parsed) {
    this.source = source;
    CompilationUnitTree unit = parsed.unit();
    this.packageName = unit.getPackageName() == null ? "" : unit.getPackageName().toString();
    this.imports =
        unit.getImports().stream()
            .map(tree ->
                new JavaImport(
                    tree.getQualifiedIdentifier().toString(),
                    tree.isStatic(),
                    tree.isModule(),
                    (int) parsed.positions().getStartPosition(unit, tree),
                    endOf(parsed, tree, source.text())))
            .toList();
    new NameCollector().scan(unit, null);
    JavadocReferences.addNames(source.text(), names);
  }

  private static int endOf(ParseResult parsed, ImportTree tree, String text) {
    int end = (int) parsed.positions().getEndPosition(parsed.unit(), tree);
    int semicolon = text.indexOf(';', end - 1);
    return semicolon < 0 ? end : Math.max(end, semicolon + 1);
  }

  /** Returns the imports of a file; empty if it does not parse. */
  public static Optional<JavaImports> of(SourceFile source) {
    try {
      ParseResult parsed = PARSER.parse(source.text());
      return parsed.errors().isEmpty()
          ? Optional.of(new JavaImports(source, parsed))
          : Optional.empty();
    } catch (RuntimeException | StackOverflowError unparseable) {
      return Optional.empty();
    }
  }

  /** Returns the imports in source order. */
  public List<JavaImport> imports() {
    return imports;
  }

  /** Returns the imports that can be removed: those that are not needed, and repetitions of others. */
  public List<JavaImport> removable() {
    var removable = new ArrayList<JavaImport>();
    for (int index = 0; index < imports.size(); index++) {
      JavaImport candidate = imports.get(index);
      boolean repeated = imports.subList(0, index).stream().anyMatch(candidate::isEquivalentTo);
      if (repeated || !isNeeded(candidate)) {
        removable.add(candidate);
      }
    }
    return removable;
  }

  /** Returns whether the file needs this import, which may be an import of another version of the file. */
  public boolean isNeeded(JavaImport candidate) {
    if (candidate.isModule()) {
      return true;
    }
    if (!candidate.isStatic() && candidate.qualifier().equals(packageName)) {
      // A name of the own package is found without an import, and before names imported on demand.
      return false;
    }
    boolean implicit = !candidate.isStatic() && candidate.qualifier().equals("java.lang");
    if (candidate.isOnDemand()) {
      return !implicit;
    }
    return isUsed(candidate) && !(implicit && isUnambiguous(candidate.simpleName()));
  }

  private boolean isUsed(JavaImport candidate) {
    String name = candidate.simpleName();
    return names.contains(name) || candidate.isStatic() && methods.contains(name);
  }

  /** Returns whether the result depends on other files of the package. */
  boolean dependsOnPackage() {
    return imports.stream()
        .anyMatch(candidate -> candidate.qualifier().equals("java.lang") && isUsed(candidate));
  }

  /** Returns whether a name of {@code java.lang} has no other meaning in this file without an import. */
  private boolean isUnambiguous(String name) {
    boolean hasOtherSource =
        imports.stream()
            .anyMatch(other -> other.isOnDemand() && !other.qualifier().equals("java.lang"));
    return !hasOtherSource && packageFolders().stream().noneMatch(folder -> declares(folder, name));
  }

  /** Returns the folders of the package of this file in all source sets of its module. */
  private List<Path> packageFolders() {
    Path folder = source.file().toAbsolutePath().normalize().getParent();
    if (folder == null) {
      return List.of();
    }
    var folders = new ArrayList<>(List.of(folder));
    for (Path part = folder; part != null && part.getParent() != null; part = part.getParent()) {
      if (part.getParent().endsWith("src")) {
        Path below = part.relativize(folder);
        try (Stream<Path> sourceSets = Files.list(part.getParent())) {
          sourceSets
              .map(set -> set.resolve(below))
              .filter(Files::isDirectory)
              .forEach(folders::add);
        } catch (IOException e) {
          return folders;
        }
        break;
      }
    }
    return folders;
  }

  private static boolean declares(Path folder, String name) {
    var declaration =
        Pattern.compile("\\b(class|interface|enum|record)\\s+" + Pattern.quote(name) + "\\b");
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(path -> path.toString().endsWith(".java")).toList()) {
        String text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
        if (declaration.matcher(text).find()) {
          return true;
        }
      }
      return false;
    } catch (IOException e) {
      return Files.isDirectory(folder);
    }
  }

  /** Collects the names that code uses without a qualifier. */
  private final class NameCollector extends TreeScanner<Void, Void> {

    @Override
    public @Nullable Void visitPackage(PackageTree tree, @Nullable Void unused) {
      return scan(tree.getAnnotations(), unused);
    }

    @Override
    public @Nullable Void visitImport(ImportTree tree, @Nullable Void unused) {
      return null;
    }

    @Override
    public @Nullable Void visitMethodInvocation(MethodInvocationTree tree, @Nullable Void unused) {
      if (tree.getMethodSelect() instanceof IdentifierTree method) {
        methods.add(method.getName().toString());
      } else {
        scan(tree.getMethodSelect(), unused);
      }
      scan(tree.getTypeArguments(), unused);
      return scan(tree.getArguments(), unused);
    }

    @Override
    public @Nullable Void visitIdentifier(IdentifierTree tree, @Nullable Void unused) {
      names.add(tree.getName().toString());
      return super.visitIdentifier(tree, unused);
    }

    @Override
    public @Nullable Void visitMemberSelect(MemberSelectTree tree, @Nullable Void unused) {
      return scan(tree.getExpression(), unused);
    }
  }
}
