package dev.pawl.refactoring;

import com.sun.source.tree.AnnotationTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.ImportTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.ModifiersTree;
import com.sun.source.util.TreeScanner;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Detects private members that are reached without a direct reference: by name, or through annotations of their class.
 */
public final class ReflectiveAccess {

  /** Names that serialization or the Java launcher look up. */
  private static final Set<String> REFLECTIVE_NAMES =
      Set.of(
          "serialVersionUID",
          "serialPersistentFields",
          "writeObject",
          "readObject",
          "readObjectNoData",
          "writeReplace",
          "readResolve",
          "main",
          "_");

  /** Annotations whose processors access fields and methods of a class without naming them. */
  private static final Set<String> REFLECTIVE_ANNOTATIONS =
      Set.of(
          "Entity",
          "Embeddable",
          "MappedSuperclass",
          "Document",
          "Table",
          "Configuration",
          "ConfigurationProperties",
          "XmlRootElement",
          "XmlAccessorType",
          "JsonAutoDetect",
          "RunWith",
          "Data",
          "Value",
          "Builder",
          "Getter",
          "Setter",
          "AllArgsConstructor",
          "RequiredArgsConstructor",
          "ToString",
          "EqualsAndHashCode");

  /** Values of {@code @SuppressWarnings}, in lower case, that cover unused declarations. */
  private static final Pattern SUPPRESSIONS =
      Pattern.compile("all|pmd|.*unused.*|(java:|squid:)?s(1068|1144|1450|1481)");

  /** Marks in comments that suppress findings of other tools. */
  private static final Pattern COMMENT_SUPPRESSIONS =
      Pattern.compile("NOPMD|NOSONAR|noinspection|pawl:ignore");

  private ReflectiveAccess() {}

  /** Returns whether {@code @SuppressWarnings} among these modifiers covers unused declarations. */
  static boolean suppressesUnused(ModifiersTree modifiers) {
    return modifiers.getAnnotations().stream()
        .filter(
            annotation -> annotation.getAnnotationType().toString().endsWith("SuppressWarnings"))
        .flatMap(annotation -> annotation.getArguments().stream())
        .anyMatch(ReflectiveAccess::namesUnused);
  }

  /** Returns whether the argument contains such a value, or a constant whose value is not known. */
  private static boolean namesUnused(ExpressionTree argument) {
    var scanner =
        new TreeScanner<Boolean, Void>() {
          @Override
          public Boolean visitLiteral(LiteralTree tree, @Nullable Void unused) {
            String value = String.valueOf(tree.getValue()).toLowerCase(Locale.ROOT);
            return SUPPRESSIONS.matcher(value).matches();
          }

          @Override
          public Boolean reduce(@Nullable Boolean first, @Nullable Boolean second) {
            return Boolean.TRUE.equals(first) || Boolean.TRUE.equals(second);
          }
        };
    boolean hasOnlyLiterals =
        !argument.toString().replaceAll("\"[^\"]*\"|value", "").matches("(?s).*\\w.*");
    return !hasOnlyLiterals || Boolean.TRUE.equals(scanner.scan(argument, null));
  }

  /** Returns whether a comment on the line of a declaration or on the line before suppresses findings. */
  static boolean isSuppressedByComment(String text, int start) {
    int line = text.lastIndexOf('\n', start - 1);
    int from = line <= 0 ? 0 : text.lastIndexOf('\n', line - 1) + 1;
    int lineEnd = text.indexOf('\n', start);
    String lines = text.substring(from, lineEnd < 0 ? text.length() : lineEnd);
    return COMMENT_SUPPRESSIONS.matcher(lines).find();
  }

  /** Returns whether serialization or the Java launcher looks up members of this name. */
  public static boolean isReflectiveName(String name) {
    return REFLECTIVE_NAMES.contains(name);
  }

  /** Returns whether an annotation of a class makes a framework or processor access its members. */
  public static boolean hasReflectiveAnnotation(ClassTree type) {
    return type.getModifiers().getAnnotations().stream()
        .map(AnnotationTree::getAnnotationType)
        .map(Object::toString)
        .map(name -> name.substring(name.lastIndexOf('.') + 1))
        .anyMatch(REFLECTIVE_ANNOTATIONS::contains);
  }

  /** Returns whether an import enables a processor (Lombok) that may access members of any class of the file. */
  public static boolean isProcessorImport(ImportTree tree) {
    return tree.getQualifiedIdentifier().toString().startsWith("lombok.");
  }
}
