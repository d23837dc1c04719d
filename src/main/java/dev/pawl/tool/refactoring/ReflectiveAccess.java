package dev.pawl.tool.refactoring;

import com.sun.source.tree.AnnotationTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.ImportTree;
import java.util.Set;

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

  private ReflectiveAccess() {}

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
